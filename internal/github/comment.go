package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Mark returns the invisible line by which a comment is found again. name tells several
// comments under one pull request apart.
func Mark(name string) string {
	return "<!-- whopsync:" + strings.ReplaceAll(name, "--", "- -") + " -->\n"
}

type comment struct {
	ID          int64  `json:"id"`
	Body        string `json:"body"`
	URL         string `json:"html_url"`
	Association string `json:"author_association"`
	User        struct {
		Type string `json:"type"`
	} `json:"user"`
}

// text is the body as it was sent: an edit on the website gives it other line ends.
func (c *comment) text() string { return strings.ReplaceAll(c.Body, "\r\n", "\n") }

// isByStranger reports an author who may not write to the repository. Anybody can open a
// comment with our mark; a program that comments has been let in by an owner.
func (c *comment) isByStranger() bool {
	switch c.Association {
	case "NONE", "CONTRIBUTOR", "FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR", "MANNEQUIN":
		return c.User.Type != "Bot"
	}
	return false
}

// maxPages bounds the search for our comment: a pull request with more comments than
// 10,000 gets a new one.
const (
	perPage  = 100
	maxPages = 100
)

// PutComment writes the comment with that mark under a pull request: over the one that is
// there, else as a new one. It returns the comment's address.
func (c *Client) PutComment(ctx context.Context, pullRequest int, mark, text string) (address string, err error) {
	found, err := c.find(ctx, pullRequest, mark)
	if err != nil {
		return "", fmt.Errorf("look for our comment: %w", err)
	}
	body := map[string]string{"body": mark + text}
	if found != nil {
		err = c.call(ctx, http.MethodPatch, fmt.Sprintf("/repos/%s/issues/comments/%d", c.repo, found.ID), body, found)
		var refused *Error
		if err == nil || !errors.As(err, &refused) || refused.Status != http.StatusNotFound {
			return found.URL, wrap("change our comment", err)
		}
	}
	var made comment
	err = c.call(ctx, http.MethodPost, fmt.Sprintf("/repos/%s/issues/%d/comments", c.repo, pullRequest), body, &made)
	return made.URL, wrap("write a comment", err)
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// find returns our comment, or nil. Only a comment that begins with the mark is ours: one
// that quotes it is not, and neither is that of somebody who may not write here.
func (c *Client) find(ctx context.Context, pullRequest int, mark string) (*comment, error) {
	for page := 1; page <= maxPages; page++ {
		var comments []comment
		path := fmt.Sprintf("/repos/%s/issues/%d/comments?per_page=%d&page=%d", c.repo, pullRequest, perPage, page)
		if err := c.get(ctx, path, &comments); err != nil {
			return nil, err
		}
		for i := range comments {
			if strings.HasPrefix(comments[i].text(), mark) && !comments[i].isByStranger() {
				return &comments[i], nil
			}
		}
		if len(comments) < perPage {
			break
		}
	}
	return nil, nil
}
