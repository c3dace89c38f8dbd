// Package github puts a text under a pull request, and takes it up again the next time.
//
// A plan posted again with every push buries the discussion it belongs to. So the
// comment carries a mark that no reader sees, and anyone who comes next changes that
// one. GitHub's client libraries cover hundreds of endpoints; six are needed here, so
// this is package rest and the six.
package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"whopsync/internal/rest"
)

// Client calls GitHub's REST API for one repository.
type Client struct {
	rest *rest.Client
	repo string // "owner/name"
}

// apiVersion is of the API that is called.
const apiVersion = "2022-11-28"

// New returns a client. The token goes to base and nowhere else: over https or to
// loopback, and after no redirect.
func New(base, repo, token string) (*Client, error) {
	switch {
	case token == "":
		return nil, errors.New("no token: set GITHUB_TOKEN")
	case strings.Count(repo, "/") != 1:
		return nil, fmt.Errorf("%q is no repository of the form owner/name", repo)
	}
	c, err := rest.New("GitHub", base, http.Header{
		"Authorization": {"Bearer " + token}, "Accept": {"application/vnd.github+json"}, "X-Github-Api-Version": {apiVersion},
	})
	if err != nil {
		return nil, err
	}
	return &Client{rest: c, repo: repo}, nil
}

// api returns an address that belongs to the repository.
func (c *Client) api(format string, args ...any) string {
	return fmt.Sprintf("%s/repos/%s", c.rest.Base, c.repo) + fmt.Sprintf(format, args...)
}

func (c *Client) get(ctx context.Context, url string, result any) error {
	return c.rest.Get(ctx, url, result)
}

// request is what is sent.
type request = rest.Request

func (c *Client) send(ctx context.Context, r request, result any) error {
	return c.rest.Send(ctx, r, result)
}
