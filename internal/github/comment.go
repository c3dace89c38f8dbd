package github

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// Mark returns the invisible line by which a comment is found again. name tells several
// comments under one pull request apart.
func Mark(name string) string {
	return "<!-- whopsync:" + strings.ReplaceAll(name, "--", "- -") + " -->\n"
}

// maxPages bounds the search for our comment: a pull request with more comments than
// 10,000 gets a new one.
const (
	perPage  = 100
	maxPages = 100
)

// PutComment writes the comment with that mark under a pull request: over ours if there is
// one, else as a new one. It returns the comment's address.
func (c *Client) PutComment(ctx context.Context, pullRequest int, mark, text string) (address string, err error) {
	marked, _, err := c.marked(ctx, pullRequest, search{mark: mark, limit: maxPages})
	if err != nil {
		return "", fmt.Errorf("look for our comment: %w", lacking("pull-requests: write", err))
	}
	ours, err := c.byUs(ctx, marked)
	if err != nil {
		return "", fmt.Errorf("look for our comment: %w", err)
	}
	body := map[string]string{"body": mark + text}
	if ours != nil {
		err = c.send(ctx, request{http.MethodPatch, c.api("/issues/comments/%d", ours.ID), body, true}, ours)
		if !isRefused(err, http.StatusForbidden, http.StatusNotFound) {
			return ours.URL, wrap("change our comment", err)
		}
	}
	var made comment
	err = c.send(ctx, request{http.MethodPost, c.api("/issues/%d/comments", pullRequest), body, false}, &made)
	return made.URL, wrap("write a comment", lacking("pull-requests: write", err))
}

// search is for comments under a pull request.
type search struct {
	mark  string
	limit int    // of pages
	us    string // whose first comment ends the search; "" for none
}

// marked returns the comments that begin with the mark, by any author, and how many pages of comments it
// has asked for. A comment that quotes the mark does not count.
func (c *Client) marked(ctx context.Context, pullRequest int, s search) (found []comment, pages int, err error) {
	for pages < min(s.limit, maxPages) {
		pages++
		var comments []comment
		if err := c.get(ctx, c.api("/issues/%d/comments?per_page=%d&page=%d", pullRequest, perPage, pages), &comments); err != nil {
			return nil, pages, err
		}
		for _, comment := range comments {
			if strings.HasPrefix(comment.text(), s.mark) {
				found = append(found, comment)
			}
		}
		if len(comments) < perPage || by(s.us, found) != nil {
			break
		}
	}
	return found, pages, nil
}
