// Package github puts a text under a pull request, and takes it up again the next time.
//
// A plan posted again with every push buries the discussion it belongs to. So the
// comment carries a mark that no reader sees, and anyone who comes next changes that
// one. GitHub's client libraries cover hundreds of endpoints; six are needed here, so
// this is net/http and the six.
package github

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"whopsync/internal/host"
)

// Client calls GitHub's REST API for one repository.
type Client struct {
	base  *url.URL
	repo  string // "owner/name"
	token string
	http  *http.Client
}

const (
	timeout    = 30 * time.Second
	maxAnswer  = 16 << 20
	maxTries   = 4
	apiVersion = "2022-11-28"
)

// New returns a client. The token goes to base and nowhere else: over https or to
// loopback, and after no redirect.
func New(base, repo, token string) (*Client, error) {
	address, err := url.Parse(strings.TrimRight(base, "/"))
	switch {
	case err != nil || address.Hostname() == "":
		return nil, errors.New("the address of GitHub's API is none")
	case address.Scheme != "https" && (address.Scheme != "http" || !host.IsLoopback(address.Hostname())):
		return nil, fmt.Errorf("%s would send the token in the clear: use https", address.Redacted())
	case token == "":
		return nil, errors.New("no token: set GITHUB_TOKEN")
	case strings.Count(repo, "/") != 1:
		return nil, fmt.Errorf("%q is no repository of the form owner/name", repo)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{base: address, repo: repo, token: token, http: &http.Client{Timeout: timeout, CheckRedirect: stay}}, nil
}

// request is what is sent. One that is not repeatable makes something.
type request struct {
	method, url string
	body        any
	repeatable  bool
}

// api returns an address that belongs to the repository.
func (c *Client) api(format string, args ...any) string {
	return fmt.Sprintf("%s/repos/%s", c.base, c.repo) + fmt.Sprintf(format, args...)
}

func (c *Client) get(ctx context.Context, url string, result any) error {
	return c.send(ctx, request{method: http.MethodGet, url: url, repeatable: true}, result)
}

// send sends a request and decodes the answer into result. It is repeated when GitHub has a
// bad moment, unless that could make something twice, and when GitHub asks for a pause.
func (c *Client) send(ctx context.Context, r request, result any) error {
	try := func() (struct{}, error) {
		err := c.once(ctx, r, result)
		var refused *Error
		limited := errors.As(err, &refused) && refused.limited
		if isFinal(err) || !r.repeatable && !limited {
			err = backoff.Permanent(err)
		}
		return struct{}{}, err
	}
	_, err := backoff.Retry(ctx, try, backoff.WithMaxTries(maxTries))
	return err
}

func (c *Client) once(ctx context.Context, r request, result any) error {
	var body bytes.Buffer
	if r.body != nil {
		if err := json.NewEncoder(&body).Encode(r.body); err != nil {
			return fmt.Errorf("encode: %w", err)
		}
	}
	req, err := http.NewRequestWithContext(ctx, r.method, r.url, &body)
	if err != nil {
		return err
	}
	req.GetBody = nil // net/http must not post a comment twice
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Accept", "application/vnd.github+json")
	req.Header.Set("X-GitHub-Api-Version", apiVersion)
	req.Header.Set("User-Agent", "whopsync")
	resp, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("call GitHub: %w", err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("read GitHub's answer: %w", err)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return refusal(resp, answer)
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fmt.Errorf("read GitHub's answer: %w", err)
	}
	return nil
}
