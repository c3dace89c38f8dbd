// Package github puts a text under a pull request, and takes it up again the next time.
//
// A plan posted again with every push buries the discussion it belongs to. So the
// comment carries a mark that no reader sees, and anyone who comes next changes that
// one. Comments does that on any Forge, of which Client is one. GitHub's client libraries
// cover hundreds of endpoints; few are needed here, so Client is package rest and these.
package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/rest"
)

// Client calls GitHub's REST API for one repository.
type Client struct {
	rest *rest.Client
	repo string // "owner/name"
}

// apiVersion is of the API that is called.
const apiVersion = "2022-11-28"

const perPage = 100

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

// Proposal is a pull request as it is to be.
type Proposal struct {
	Head, Base  string // branches of the repository
	Title, Body string
}

// PutPullRequest opens a pull request, if none is open from that branch into the other: what people have
// written into one that is open stays. It returns its address.
func (c *Client) PutPullRequest(ctx context.Context, p Proposal) (address string, err error) {
	open, err := c.open(ctx, p.Head, p.Base)
	if err != nil || open != nil {
		return open.address(), rest.Wrap("look for the pull request", err)
	}
	var made proposed
	body := map[string]string{"title": p.Title, "head": p.Head, "base": p.Base, "body": p.Body}
	err = c.rest.Send(ctx, rest.Request{Method: http.MethodPost, URL: c.api("/pulls"), Body: body}, &made)
	var refused *rest.Error
	if errors.As(err, &refused) && strings.Contains(refused.Message, "not permitted to create") {
		err = hint.Add(err, "Allow it in the repository's settings: Actions, General, \"Allow GitHub Actions to create and approve pull requests\"")
	} else {
		err = lacking("pull-requests: write", err)
	}
	return made.URL, rest.Wrap("open a pull request", err)
}

// ClosePullRequest closes the pull request that is open from a branch into another. It returns its address,
// "" where none is.
func (c *Client) ClosePullRequest(ctx context.Context, head, base string) (address string, err error) {
	open, err := c.open(ctx, head, base)
	if err != nil || open == nil {
		return "", rest.Wrap("look for the pull request", err)
	}
	err = c.rest.Send(ctx, rest.Request{Method: http.MethodPatch, URL: c.api("/pulls/%d", open.Number), Body: map[string]string{"state": "closed"}, Repeatable: true}, &proposed{})
	return open.URL, rest.Wrap("close the pull request", lacking("pull-requests: write", err))
}

// proposed is a pull request as GitHub lists it.
type proposed struct {
	Number int    `json:"number"`
	URL    string `json:"html_url"`
}

func (p *proposed) address() string {
	if p == nil {
		return ""
	}
	return p.URL
}

func (c *Client) open(ctx context.Context, head, base string) (*proposed, error) {
	owner, _, _ := strings.Cut(c.repo, "/")
	query := url.Values{"state": {"open"}, "head": {owner + ":" + head}, "base": {base}}
	var found []proposed
	if err := c.rest.Get(ctx, c.api("/pulls?%s", query.Encode()), &found); err != nil || len(found) == 0 {
		return nil, lacking("pull-requests: write", err)
	}
	return &found[0], nil
}

// lacking adds to a refusal what the token was probably not given.
func lacking(permission string, err error) error {
	if !rest.IsRefused(err, http.StatusForbidden) {
		return err
	}
	return hint.Add(err, "The token lacks a permission, probably %s", permission)
}
