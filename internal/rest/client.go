// Package rest sends requests to the API of a service that keeps repositories, and waits when it asks for that.
//
// GitHub and GitLab differ in what they are asked, and agree in how they answer: JSON, a status, and a pause to
// wait for where there were too many requests.
package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"whopsync/internal/host"
)

// Client calls an API.
type Client struct {
	Base    string // without a slash at its end
	service string
	header  http.Header
	http    *http.Client
}

const (
	timeout   = 30 * time.Second
	maxAnswer = 16 << 20
	maxTries  = 4
)

// New returns a client of a service, by its name. The header, with a token in it, goes to base and nowhere else: over https or to
// loopback, and after no redirect.
func New(service, base string, header http.Header) (*Client, error) {
	address, err := url.Parse(strings.TrimRight(base, "/"))
	switch {
	case err != nil || address.Hostname() == "":
		return nil, fmt.Errorf("the address of %s's API is none", service)
	case address.Scheme != "https" && (address.Scheme != "http" || !host.IsLoopback(address.Hostname())):
		return nil, fmt.Errorf("%s would send the token in the clear: use https", address.Redacted())
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{Base: address.String(), service: service, header: header, http: &http.Client{Timeout: timeout, CheckRedirect: stay}}, nil
}

// Request is what is sent. One that is not repeatable makes something.
type Request struct {
	Method, URL string
	Body        any // as JSON; nil for none
	Repeatable  bool
}

// Get reads an answer into result.
func (c *Client) Get(ctx context.Context, url string, result any) error {
	return c.Send(ctx, Request{Method: http.MethodGet, URL: url, Repeatable: true}, result)
}

// Send sends a request and decodes the answer into result. It is repeated when the service has a
// bad moment, unless that could make something twice, and when it asks for a pause.
func (c *Client) Send(ctx context.Context, r Request, result any) error {
	try := func() (struct{}, error) {
		err := c.once(ctx, r, result)
		var refused *Error
		limited := errors.As(err, &refused) && refused.limited
		if IsFinal(err) || !r.Repeatable && !limited {
			err = backoff.Permanent(err)
		}
		return struct{}{}, err
	}
	_, err := backoff.Retry(ctx, try, backoff.WithMaxTries(maxTries))
	return err
}

func (c *Client) once(ctx context.Context, r Request, result any) error {
	var body bytes.Buffer
	if r.Body != nil {
		if err := json.NewEncoder(&body).Encode(r.Body); err != nil {
			return fmt.Errorf("encode: %w", err)
		}
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, &body)
	if err != nil {
		return err
	}
	req.GetBody = nil // net/http must not post a comment twice
	maps.Copy(req.Header, c.header)
	req.Header.Set("User-Agent", "whopsync")
	if r.Body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("call %s: %w", c.service, host.InWords(err))
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("read the answer of %s: %w", c.service, host.InWords(err))
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return refusal(c.service, resp, answer)
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fmt.Errorf("read the answer of %s: %w", c.service, err)
	}
	return nil
}
