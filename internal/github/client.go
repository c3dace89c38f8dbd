// Package github puts a text under a pull request, and takes it up again the next time.
//
// A plan that is posted anew with every push buries the discussion it belongs to. So the
// comment carries a mark that no reader sees, and whoever comes next changes that one.
// GitHub's client libraries cover hundreds of endpoints; four are needed here, so this is
// net/http and the four.
package github

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
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
	case address.Scheme != "https" && (address.Scheme != "http" || !isLoopback(address.Hostname())):
		return nil, fmt.Errorf("%s would send the token in the clear: use https", address.Redacted())
	case token == "":
		return nil, errors.New("no token: set GITHUB_TOKEN")
	case strings.Count(repo, "/") != 1:
		return nil, fmt.Errorf("%q is no repository of the form owner/name", repo)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{base: address, repo: repo, token: token, http: &http.Client{Timeout: timeout, CheckRedirect: stay}}, nil
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// Error is an answer that is no success.
type Error struct {
	Status  int
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("GitHub: %s (%d)", e.Message, e.Status) }

func (c *Client) get(ctx context.Context, path string, result any) error {
	return c.call(ctx, http.MethodGet, path, nil, result)
}

// call sends a request and decodes the answer into result. Reads are repeated when GitHub
// has a bad moment; a comment is posted once.
func (c *Client) call(ctx context.Context, method, path string, body, result any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	try := func() (struct{}, error) {
		err := c.once(ctx, method, path, data, result)
		var refused *Error
		if method == http.MethodPost || errors.As(err, &refused) && refused.Status < 500 && refused.Status != http.StatusTooManyRequests {
			return struct{}{}, backoff.Permanent(err)
		}
		return struct{}{}, err
	}
	_, err = backoff.Retry(ctx, try, backoff.WithMaxTries(maxTries))
	return err
}

func (c *Client) once(ctx context.Context, method, path string, body []byte, result any) error {
	if method == http.MethodGet {
		body = nil
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base.String()+path, bytes.NewReader(body))
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
		return refusal(resp.StatusCode, answer)
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fmt.Errorf("read GitHub's answer: %w", err)
	}
	return nil
}

func refusal(status int, answer []byte) error {
	var said struct{ Message string }
	if json.Unmarshal(answer, &said) != nil || said.Message == "" {
		said.Message = strings.ToLower(http.StatusText(status))
	}
	return &Error{Status: status, Message: said.Message}
}
