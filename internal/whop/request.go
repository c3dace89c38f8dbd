package whop

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"whopsync/internal/course"
)

// call is one request to make, and how to speak of it.
type call struct {
	what   string // "create lesson": how errors begin
	method string
	path   string // "/courses/{id}": the operation, which is what rates are counted by
	id     string // takes the place of {id}
	query  url.Values
	body   []byte

	idempotencyKey string
}

const (
	exchangeTimeout = 60 * time.Second // from the first byte sent to the last byte read
	lastMoment      = 5 * time.Second  // what an interrupt leaves to a write that is under way
	maxAnswer       = 64 << 20         // a page of 100 lessons at their longest, every character escaped
	maxRefusal      = 1 << 20
)

var (
	errSlow    = fmt.Errorf("no complete answer within %s", exchangeTimeout)
	errCut     = fmt.Errorf("no answer within %s of the interrupt", lastMoment)
	errTooLong = fmt.Errorf("the answer is longer than %d MiB", maxAnswer>>20)
)

func (c call) url(base *url.URL) *url.URL {
	address := *base
	address.Path = base.Path + c.pathOfID()
	address.RawQuery = c.query.Encode()
	return &address
}

func (c call) pathOfID() string { return strings.Replace(c.path, "{id}", c.id, 1) }

func (c call) operation() string { return c.method + " " + c.path }

// exchange sends one request once and reads its answer.
func (c *Client) exchange(ctx context.Context, call call, retry int) ([]byte, *Error) {
	leave, err := c.enter(ctx, call)
	if err != nil {
		return nil, c.failure(call, course.OutcomeNotSent, err)
	}
	defer leave()
	ctx, cancel := flight(ctx, call)
	defer cancel()
	req, err := c.request(ctx, call)
	if err != nil {
		return nil, c.failure(call, course.OutcomeNotSent, err)
	}
	start := time.Now()
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		c.report(call.method, call.pathOfID(), nil, start, retry)
		return nil, c.unanswered(ctx, call, err)
	}
	defer resp.Body.Close()
	body, failure := c.answer(ctx, call, resp)
	c.report(call.method, call.pathOfID(), resp, start, retry)
	return body, failure
}

// enter waits for the operation's turn and then for a free worker, in this order: a
// request that waits for its turn must not keep others from going.
func (c *Client) enter(ctx context.Context, call call) (leave func(), err error) {
	if err := c.pace.wait(ctx, call.operation()); err != nil {
		return nil, err
	}
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	leave = func() { <-c.slots }
	if ctx.Err() != nil { // both were ready
		leave()
		return nil, context.Cause(ctx)
	}
	return leave, nil
}

// flight returns the context of a request under way. An interrupt cuts a read at once. A
// write it gives a moment to be answered, for cutting it would only hide how it ended.
func flight(ctx context.Context, call call) (context.Context, context.CancelFunc) {
	if call.method == http.MethodGet {
		return context.WithTimeoutCause(ctx, exchangeTimeout, errSlow)
	}
	flying, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	flying, cancel := context.WithTimeoutCause(flying, exchangeTimeout, errSlow)
	land := context.AfterFunc(ctx, func() { time.AfterFunc(lastMoment, func() { cut(errCut) }) })
	return flying, func() {
		land()
		cancel()
		cut(nil)
	}
}

func (c *Client) request(ctx context.Context, call call) (*http.Request, error) {
	var body io.Reader
	if call.body != nil {
		body = bytes.NewReader(call.body)
	}
	req, err := http.NewRequestWithContext(ctx, call.method, call.url(c.base).String(), body)
	if err != nil {
		return nil, err
	}
	// With GetBody and an Idempotency-Key, net/http would by itself send a create again.
	req.GetBody = nil
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Api-Version-Date", c.version)
	req.Header.Set("User-Agent", c.userAgent)
	if call.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if call.idempotencyKey != "" {
		req.Header.Set("Idempotency-Key", call.idempotencyKey)
	}
	return req, nil
}

// unanswered says what became of a request whose connection failed.
func (c *Client) unanswered(ctx context.Context, call call, err error) *Error {
	outcome := course.OutcomeUnknown
	if neverLeft(err) {
		outcome = course.OutcomeNotSent
	}
	failure := c.failure(call, outcome, causeOf(ctx, err))
	failure.lost = true
	return failure
}

// neverLeft reports errors that prove that no byte was sent. Everything else is doubt.
func neverLeft(err error) bool {
	var network *net.OpError
	if errors.As(err, &network) && (network.Op == "dial" || network.Op == "proxyconnect") {
		return true
	}
	var lookup *net.DNSError
	var certificate *tls.CertificateVerificationError
	return errors.As(err, &lookup) || errors.As(err, &certificate) || errors.Is(err, errReadOnly)
}

// causeOf prefers the reason for which ctx ended to "context deadline exceeded".
func causeOf(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// answer reads a response: its body if it is a success, an error otherwise.
func (c *Client) answer(ctx context.Context, call call, resp *http.Response) ([]byte, *Error) {
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		body, _ := io.ReadAll(io.LimitReader(resp.Body, maxRefusal)) // the status says enough
		return nil, c.refusal(call, resp, body)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		failure := c.useless(call, fmt.Errorf("read answer: %w", causeOf(ctx, err)))
		failure.lost = true
		return nil, failure
	case len(body) > maxAnswer:
		return nil, c.useless(call, errTooLong)
	}
	return body, nil
}

func (c *Client) report(method, path string, resp *http.Response, start time.Time, retry int) {
	if c.observe == nil {
		return
	}
	e := Exchange{Method: method, Path: path, Duration: time.Since(start), Retry: retry}
	if resp != nil {
		clean := secrets{c.key}
		e.Status = resp.StatusCode
		e.RequestID = clean.requestID(resp.Header)
		e.Warning = clean.deprecation(resp.Header)
		e.Served, _ = http.ParseTime(resp.Header.Get("Date"))
	}
	c.observe(e)
}

// deprecation puts the headers of retiring endpoints into words; "" is the normal case.
func (s secrets) deprecation(header http.Header) string {
	warning := ""
	if since := header.Get("Deprecation"); since != "" {
		warning = "deprecated (" + s.clean(since, maxWord) + ")"
	}
	if until := header.Get("Sunset"); until != "" {
		warning = strings.TrimSpace(warning + " works until " + s.clean(until, maxWord))
	}
	return warning
}
