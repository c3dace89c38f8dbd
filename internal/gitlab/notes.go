package gitlab

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"whopsync/internal/github"
	"whopsync/internal/rest"
)

// A note is believed when it is by the one whose token it is, or by an active member of the project or its groups who
// may push.

// developer is the access level from which members may push.
const developer = 30

// note is a comment under a merge request.
type note struct {
	ID     int64  `json:"id"`
	Body   string `json:"body"`
	System bool   `json:"system"`
	Author user   `json:"author"`
}

type user struct {
	ID   int64  `json:"id"`
	Name string `json:"username"`
}

// author is a user in the words of package github.
func (u user) author() string {
	if u.ID == 0 {
		return ""
	}
	return strconv.FormatInt(u.ID, 10)
}

// Login is as github.Forge has it.
func (c *Client) Login(ctx context.Context) (string, error) {
	var us user
	err := c.rest.Get(ctx, c.rest.Base+"/user", &us)
	if err == nil && us.ID == 0 {
		err = errors.New("the answer names no user")
	}
	return us.author(), rest.Wrap("ask whose the token is", err)
}

// MayWrite is as github.Forge has it.
func (c *Client) MayWrite(ctx context.Context, author string) (bool, error) {
	var member struct {
		Level int    `json:"access_level"`
		State string `json:"state"`
	}
	err := c.rest.Get(ctx, c.api("/members/all/%s", author), &member)
	if rest.IsRefused(err, http.StatusNotFound) {
		return false, nil // no member
	}
	return member.Level >= developer && member.State == "active", rest.Wrap("ask what an author may do", err)
}

// Page is as github.Forge has it.
func (c *Client) Page(ctx context.Context, mergeRequest, page int) (comments []github.Comment, isLast bool, err error) {
	var notes []note
	err = c.rest.Get(ctx, c.api("/merge_requests/%d/notes?sort=asc&order_by=created_at&per_page=%d&page=%d", mergeRequest, perPage, page), &notes)
	for _, n := range notes {
		if !n.System {
			comments = append(comments, github.Comment{ID: n.ID, Body: n.Body, Author: n.Author.author(), Name: n.Author.Name})
		}
	}
	return comments, len(notes) < perPage, err
}

// Post is as github.Forge has it.
func (c *Client) Post(ctx context.Context, mergeRequest int, body string) (address string, err error) {
	return c.write(ctx, rest.Request{Method: http.MethodPost, URL: c.api("/merge_requests/%d/notes", mergeRequest)}, body)
}

// Change is as github.Forge has it.
func (c *Client) Change(ctx context.Context, mergeRequest int, id int64, body string) (address string, err error) {
	return c.write(ctx, rest.Request{Method: http.MethodPut, URL: c.api("/merge_requests/%d/notes/%d", mergeRequest, id), Repeatable: true}, body)
}

func (c *Client) write(ctx context.Context, r rest.Request, body string) (address string, err error) {
	r.Body = map[string]string{"body": body}
	var written note
	err = c.rest.Send(ctx, r, &written)
	return fmt.Sprintf("#note_%d", written.ID), rest.Wrap("write the note", err)
}
