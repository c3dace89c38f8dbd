package github

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"whopsync/internal/hint"

	"whopsync/internal/rest"
)

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
	err = c.send(ctx, request{Method: http.MethodPost, URL: c.api("/pulls"), Body: body}, &made)
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
	err = c.send(ctx, request{Method: http.MethodPatch, URL: c.api("/pulls/%d", open.Number), Body: map[string]string{"state": "closed"}, Repeatable: true}, &proposed{})
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
	if err := c.get(ctx, c.api("/pulls?%s", query.Encode()), &found); err != nil || len(found) == 0 {
		return nil, lacking("pull-requests: write", err)
	}
	return &found[0], nil
}
