package github

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"whopsync/internal/rest"
)

// Anyone who can read a repository can begin a comment with our mark. GitHub says of an
// author "member" or "collaborator", which need not mean that they may write. So a comment
// is ours when it is by the one whom our token writes for, and is believed when it is ours
// or by someone who may write to the repository: they could apply any plan anyway.

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

// belowMark is the text without its first line.
func (c *comment) belowMark() string {
	_, text, _ := strings.Cut(c.text(), "\n")
	return text
}

// workflowLogin is whom the token of a workflow writes for.
const workflowLogin = "github-actions[bot]"

// login returns the user of our token. Tokens of workflows and apps cannot GET /user, so
// login asks GraphQL, which answers all kinds. A token without an answer counts as that of
// a workflow.
func (c *Client) login(ctx context.Context) (string, error) {
	var said struct {
		Data struct{ Viewer struct{ Login string } }
	}
	err := c.send(ctx, request{
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

// mayWrite reports whether a user may write to the repository. GitHub counts maintainers
// among the writers.
func (c *Client) mayWrite(ctx context.Context, login string) (bool, error) {
	if login == "" {
		return false, nil
	}
	var said struct{ Permission string }
	err := c.get(ctx, c.api("/collaborators/%s/permission", url.PathEscape(login)), &said)
	if rest.IsFinal(err) {
		return false, nil // not known here
	}
	return said.Permission == "admin" || said.Permission == "write", rest.Wrap("ask what "+login+" may do", err)
}

// byUs returns the first comment that is ours, or nil.
func (c *Client) byUs(ctx context.Context, found found) (*comment, error) {
	if len(found.marked)+len(found.former) == 0 {
		return nil, nil
	}
	us, err := c.login(ctx)
	if err != nil {
		return nil, err
	}
	return found.first(func(comments []comment) (*comment, error) { return by(us, comments), nil })
}

// by returns the first comment by an author, or nil.
func by(login string, comments []comment) *comment {
	at := slices.IndexFunc(comments, func(c comment) bool { return login != "" && c.User.Login == login })
	if at < 0 {
		return nil
	}
	return &comments[at]
}
