package github

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Topic is what a comment is about: the courses in a folder, as one environment has them. Under a pull
// request, each topic has a comment of its own.
type Topic struct {
	Environment string
	Folder      string // from the top of the repository, with slashes; "." is the top
}

// Mark returns the invisible line that a comment begins with, by which it is found again. Two topics
// have two marks.
func (t Topic) Mark() string {
	return fmt.Sprintf("<!-- whopsync:%s in %s -->\n", inMark(t.Environment), inMark(t.Folder))
}

// formerMark is the mark of earlier versions, which says nothing about the folder.
func (t Topic) formerMark() string {
	return "<!-- whopsync:" + strings.ReplaceAll(t.Environment, "--", "- -") + " -->\n"
}

// inMark writes a text so that it ends neither the comment in HTML nor its line.
func inMark(text string) string {
	escaped := url.PathEscape(text)
	return strings.ReplaceAll(strings.ReplaceAll(escaped, "%2F", "/"), "--", "-%2D")
}

// maxPages bounds the search for our comment: a pull request with more comments than
// 10,000 gets a new one.
const (
	perPage  = 100
	maxPages = 100
)

// PutComment writes the comment about a topic under a pull request: over ours if there is one, else as
// a new one. It returns the comment's address.
func (c *Client) PutComment(ctx context.Context, pullRequest int, about Topic, text string) (address string, err error) {
	found, _, err := c.find(ctx, pullRequest, search{about: about, limit: maxPages})
	if err != nil {
		return "", fmt.Errorf("look for our comment: %w", lacking("pull-requests: write", err))
	}
	ours, err := c.byUs(ctx, found)
	if err != nil {
		return "", fmt.Errorf("look for our comment: %w", err)
	}
	body := map[string]string{"body": about.Mark() + text}
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
	about Topic
	limit int    // of pages
	us    string // whose first comment ends the search; "" for none
}

// found are comments that begin with the mark of a topic, by any author, in their order.
type found struct {
	marked []comment
	former []comment // with the mark of an earlier version, which may be about another folder
}

// first returns the first comment that holds, or nil. One that names its folder comes before those that do not.
func (f found) first(holds func(comments []comment) (*comment, error)) (*comment, error) {
	c, err := holds(f.marked)
	if err != nil || c != nil {
		return c, err
	}
	return holds(f.former)
}

// find returns the comments about a topic, and how many pages of comments it has asked for. A comment
// that quotes a mark does not count.
func (c *Client) find(ctx context.Context, pullRequest int, s search) (all found, pages int, err error) {
	mark, former := s.about.Mark(), s.about.formerMark()
	for pages < min(s.limit, maxPages) {
		pages++
		var comments []comment
		if err := c.get(ctx, c.api("/issues/%d/comments?per_page=%d&page=%d", pullRequest, perPage, pages), &comments); err != nil {
			return found{}, pages, err
		}
		for _, comment := range comments {
			switch text := comment.text(); {
			case strings.HasPrefix(text, mark):
				all.marked = append(all.marked, comment)
			case strings.HasPrefix(text, former):
				all.former = append(all.former, comment)
			}
		}
		if len(comments) < perPage || by(s.us, all.marked) != nil {
			break
		}
	}
	return all, pages, nil
}
