package github

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"whopsync/internal/rest"
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

// newsMark is the mark of a comment that has nothing but news: where no comment of ours shows a plan.
func (t Topic) newsMark() string {
	return fmt.Sprintf("<!-- whopsync news:%s in %s -->\n", inMark(t.Environment), inMark(t.Folder))
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
	ours, err := c.ourComment(ctx, pullRequest, about)
	if err != nil {
		return "", err
	}
	if ours != nil {
		address, err := c.change(ctx, ours, about.Mark()+text)
		if !rest.IsRefused(err, http.StatusForbidden, http.StatusNotFound) {
			return address, err
		}
	}
	var made comment
	body := map[string]string{"body": about.Mark() + text}
	err = c.send(ctx, request{Method: http.MethodPost, URL: c.api("/issues/%d/comments", pullRequest), Body: body}, &made)
	return made.URL, rest.Wrap("write a comment", lacking("pull-requests: write", err))
}

// UpdateComment writes over our comment about a topic. Without one, nothing is written, and the address is "".
func (c *Client) UpdateComment(ctx context.Context, pullRequest int, about Topic, text string) (address string, err error) {
	ours, err := c.ourComment(ctx, pullRequest, about)
	if err != nil || ours == nil {
		return "", err
	}
	return c.change(ctx, ours, about.Mark()+text)
}

// ourComment returns our comment about a topic, or nil.
func (c *Client) ourComment(ctx context.Context, pullRequest int, about Topic) (*comment, error) {
	found, _, err := c.find(ctx, pullRequest, search{about: about, limit: maxPages})
	if err != nil {
		return nil, fmt.Errorf("look for our comment: %w", lacking("pull-requests: write", err))
	}
	ours, err := c.byUs(ctx, found)
	return ours, rest.Wrap("look for our comment", err)
}

// change gives a comment of ours another body.
func (c *Client) change(ctx context.Context, ours *comment, body string) (address string, err error) {
	err = c.send(ctx, request{Method: http.MethodPatch, URL: c.api("/issues/comments/%d", ours.ID), Body: map[string]string{"body": body}, Repeatable: true}, &comment{})
	return ours.URL, rest.Wrap("change our comment", lacking("pull-requests: write", err))
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
	news   []comment // that have nothing but news
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
	mark, former, news := s.about.Mark(), s.about.formerMark(), s.about.newsMark()
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
			case strings.HasPrefix(text, news):
				all.news = append(all.news, comment)
			}
		}
		if len(comments) < perPage || by(s.us, all.marked) != nil {
			break
		}
	}
	return all, pages, nil
}
