package github

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"whopsync/internal/rest"
)

// A pull request is an issue for GitHub where its comments are concerned. GitHub says of an author "member" or
// "collaborator", which need not mean that they may write, so that is asked for.

type comment struct {
	ID   int64  `json:"id"`
	Body string `json:"body"`
	URL  string `json:"html_url"`
	User struct {
		Login string `json:"login"`
	} `json:"user"`
}

// Page is as Forge has it.
func (c *Client) Page(ctx context.Context, pullRequest, page int) (comments []Comment, isLast bool, err error) {
	var listed []comment
	err = c.rest.Get(ctx, c.api("/issues/%d/comments?per_page=%d&page=%d", pullRequest, perPage, page), &listed)
	for _, l := range listed {
		comments = append(comments, Comment{ID: l.ID, Body: l.Body, Author: l.User.Login, Name: l.User.Login})
	}
	return comments, len(listed) < perPage, lacking("pull-requests: write", err)
}

// Post is as Forge has it.
func (c *Client) Post(ctx context.Context, pullRequest int, body string) (address string, err error) {
	var made comment
	err = c.rest.Send(ctx, rest.Request{Method: http.MethodPost, URL: c.api("/issues/%d/comments", pullRequest), Body: map[string]string{"body": body}}, &made)
	return made.URL, rest.Wrap("write a comment", lacking("pull-requests: write", err))
}

// Change is as Forge has it.
func (c *Client) Change(ctx context.Context, _ int, id int64, body string) (address string, err error) {
	var changed comment
	err = c.rest.Send(ctx, rest.Request{Method: http.MethodPatch, URL: c.api("/issues/comments/%d", id), Body: map[string]string{"body": body}, Repeatable: true}, &changed)
	return changed.URL, rest.Wrap("change our comment", lacking("pull-requests: write", err))
}

// workflowLogin is whom the token of a workflow writes for.
const workflowLogin = "github-actions[bot]"

// Login returns the user of our token. Tokens of workflows and apps cannot GET /user, so
// Login asks GraphQL, which answers all kinds. A token without an answer counts as that of
// a workflow.
func (c *Client) Login(ctx context.Context) (string, error) {
	var said struct {
		Data struct{ Viewer struct{ Login string } }
	}
	err := c.rest.Send(ctx, rest.Request{
		Method: http.MethodPost, URL: c.graphQL(), Body: map[string]string{"query": "{viewer{login}}"}, Repeatable: true,
	}, &said)
	if rest.IsFinal(err) || err == nil && said.Data.Viewer.Login == "" {
		return workflowLogin, nil
	}
	return said.Data.Viewer.Login, rest.Wrap("ask whose the token is", err)
}

// graphQL is the address beside the REST API's: GitHub Enterprise has that one at /api/v3.
func (c *Client) graphQL() string {
	return strings.TrimSuffix(c.rest.Base, "/v3") + "/graphql"
}

// MayWrite reports whether a user may write to the repository. GitHub counts maintainers
// among the writers.
func (c *Client) MayWrite(ctx context.Context, login string) (bool, error) {
	var said struct{ Permission string }
	err := c.rest.Get(ctx, c.api("/collaborators/%s/permission", url.PathEscape(login)), &said)
	if rest.IsFinal(err) {
		return false, nil // not known here
	}
	return said.Permission == "admin" || said.Permission == "write", rest.Wrap("ask what "+login+" may do", err)
}
