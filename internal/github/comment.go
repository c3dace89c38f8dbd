package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"whopsync/internal/hint"
)

// Mark returns the invisible line by which a comment is found again. name tells several
// comments under one pull request apart.
func Mark(name string) string {
	return "<!-- whopsync:" + strings.ReplaceAll(name, "--", "- -") + " -->\n"
}

type comment struct {
	ID   int64  `json:"id"`
	Body string `json:"body"`
	URL  string `json:"html_url"`
	User struct {
		Login string `json:"login"`
	} `json:"user"`
}

// text is the body as it was sent: an edit on the website gives it other line ends.
func (c *comment) text() string { return strings.ReplaceAll(c.Body, "\r\n", "\n") }

// maxPages bounds the search for our comment: a pull request with more comments than
// 10,000 gets a new one.
const (
	perPage  = 100
	maxPages = 100
)

// PutComment writes the comment with that mark under a pull request: over ours if there is
// one, else as a new one. It returns the comment's address.
func (c *Client) PutComment(ctx context.Context, pullRequest int, mark, text string) (address string, err error) {
	ours, err := c.ours(ctx, pullRequest, mark)
	if err != nil {
		return "", fmt.Errorf("look for our comment: %w", lacking("pull-requests: write", err))
	}
	body := map[string]string{"body": mark + text}
	if ours != nil {
		err = c.send(ctx, request{http.MethodPatch, fmt.Sprintf("%s/repos/%s/issues/comments/%d", c.base, c.repo, ours.ID), body, true}, ours)
		if !isRefused(err, http.StatusForbidden, http.StatusNotFound) {
			return ours.URL, wrap("change our comment", err)
		}
	}
	var made comment
	err = c.send(ctx, request{http.MethodPost, fmt.Sprintf("%s/repos/%s/issues/%d/comments", c.base, c.repo, pullRequest), body, false}, &made)
	return made.URL, wrap("write a comment", lacking("pull-requests: write", err))
}

func (c *Client) ours(ctx context.Context, pullRequest int, mark string) (*comment, error) {
	marked, err := c.marked(ctx, pullRequest, mark)
	if err != nil {
		return nil, err
	}
	return c.byUs(ctx, marked)
}

// isRefused reports an answer with one of these statuses that is not about a limit.
func isRefused(err error, statuses ...int) bool {
	var refused *Error
	return errors.As(err, &refused) && !refused.limited && slices.Contains(statuses, refused.Status)
}

// lacking adds to a refusal what the token was probably not given.
func lacking(permission string, err error) error {
	if !isRefused(err, http.StatusForbidden) {
		return err
	}
	return hint.Add(err, "The token lacks a permission, probably %s", permission)
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// marked returns the comments that begin with the mark, whoever wrote them. One that quotes
// it is none of them.
func (c *Client) marked(ctx context.Context, pullRequest int, mark string) ([]comment, error) {
	var found []comment
	for page := 1; page <= maxPages; page++ {
		var comments []comment
		path := fmt.Sprintf("/repos/%s/issues/%d/comments?per_page=%d&page=%d", c.repo, pullRequest, perPage, page)
		if err := c.get(ctx, path, &comments); err != nil {
			return nil, err
		}
		for _, comment := range comments {
			if strings.HasPrefix(comment.text(), mark) {
				found = append(found, comment)
			}
		}
		if len(comments) < perPage {
			break
		}
	}
	return found, nil
}
