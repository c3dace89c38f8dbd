package whop

import (
	"bytes"
	"cmp"
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
	"whopsync/internal/host"
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
	invalid        error // why it cannot be sent
}

// sender makes calls and knows what became of them. It may be used by many goroutines at once.
type sender struct {
	base      *url.URL
	secrets   secrets
	version   string
	userAgent string
	transport http.RoundTripper
	storage   http.RoundTripper
	parallel  int
	slots     chan struct{}
	pace      *pace
	observe   func(Exchange)
	maySend   func(context.Context) error
}

func newSender(config Config) (*sender, error) {
	base, err := parseBase(config.BaseURL)
	if err != nil {
		return nil, err
	}
	if err := checkKey(config.Key, base); err != nil {
		return nil, err
	}
	version := cmp.Or(config.Version, DefaultVersion)
	if !versionPattern.MatchString(version) {
		return nil, fmt.Errorf("version %q is not a date like %s", version, DefaultVersion)
	}
	s := &sender{
		base:      base,
		secrets:   secrets{config.Key},
		version:   version,
		userAgent: cmp.Or(config.UserAgent, "whopsync"),
		parallel:  cmp.Or(max(config.Parallel, 0), defaultParallel),
		pace:      newPace(rateFor(config.MaxRate, base)),
		observe:   config.Observe,
		maySend:   func(context.Context) error { return nil },
	}
	s.slots = make(chan struct{}, s.parallel)
	s.transport, s.storage = transports(config, s.parallel, isLoopback(base))
	return s, nil
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
func (s *sender) exchange(ctx context.Context, call call, retry int) ([]byte, *Error) {
	leave, err := s.enter(ctx, call)
	if err != nil {
		return nil, s.failure(call, course.OutcomeNotSent, err)
	}
	defer leave()
	ctx, cancel := flight(ctx, call)
	defer cancel()
	req, err := s.request(ctx, call)
	if err != nil {
		return nil, s.failure(call, course.OutcomeNotSent, err)
	}
	start := time.Now()
	resp, err := s.transport.RoundTrip(req)
	if err != nil {
		s.report(call, nil, start, retry, 0)
		return nil, s.unanswered(ctx, call, err)
	}
	defer resp.Body.Close()
	body, failure := s.answer(ctx, call, resp)
	wait := time.Duration(0)
	if failure != nil {
		wait = failure.wait
	}
	s.report(call, resp, start, retry, wait)
	return body, failure
}

// enter waits for the operation's turn and then for a free worker, in this order: a
// request that waits for its turn must not keep others from going. Then it asks whether a write may go.
func (s *sender) enter(ctx context.Context, call call) (leave func(), err error) {
	if err := s.pace.wait(ctx, call.operation()); err != nil {
		return nil, err
	}
	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	leave = func() { <-s.slots }
	if err = context.Cause(ctx); err == nil && call.method != http.MethodGet { // both were ready
		err = s.mayWrite(ctx)
	}
	if err != nil {
		leave()
		return nil, err
	}
	return leave, nil
}

// mayWrite asks as late as can be.
func (s *sender) mayWrite(ctx context.Context) error {
	if err := s.maySend(ctx); err != nil {
		return &forbiddenError{err}
	}
	return nil
}

// forbiddenError says that the right to write is lost. It does not come back.
type forbiddenError struct{ err error }

func (e *forbiddenError) Error() string { return e.err.Error() }
func (e *forbiddenError) Unwrap() error { return e.err }

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

func (s *sender) request(ctx context.Context, call call) (*http.Request, error) {
	var body io.Reader
	if call.body != nil {
		body = bytes.NewReader(call.body)
	}
	req, err := http.NewRequestWithContext(ctx, call.method, call.url(s.base).String(), body)
	if err != nil {
		return nil, err
	}
	// With GetBody and an Idempotency-Key, net/http would by itself send a create again.
	req.GetBody = nil
	if s.secrets.key != "" {
		req.Header.Set("Authorization", "Bearer "+s.secrets.key)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Api-Version-Date", s.version)
	req.Header.Set("User-Agent", s.userAgent)
	if call.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if call.idempotencyKey != "" {
		req.Header.Set("Idempotency-Key", call.idempotencyKey)
	}
	return req, nil
}

// unanswered says what became of a request whose connection failed.
func (s *sender) unanswered(ctx context.Context, call call, err error) *Error {
	outcome := course.OutcomeUnknown
	if neverLeft(err) {
		outcome = course.OutcomeNotSent
	}
	failure := s.failure(call, outcome, causeOf(ctx, err))
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
	return host.InWords(err)
}

// answer reads a response: its body if it is a success, an error otherwise.
func (s *sender) answer(ctx context.Context, call call, resp *http.Response) ([]byte, *Error) {
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		body, _ := io.ReadAll(io.LimitReader(resp.Body, maxRefusal)) // the status says enough
		return nil, s.refusal(call, resp, body)
	}
	body, failure := s.readBody(ctx, call, resp, maxAnswer)
	if failure == nil && len(body) > maxAnswer {
		failure = s.useless(call, errTooLong)
	}
	if failure != nil {
		return nil, failure
	}
	return body, nil
}

// readBody reads most bytes, and one more where there are more.
func (s *sender) readBody(ctx context.Context, call call, resp *http.Response, most int64) ([]byte, *Error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	if err == nil {
		return body, nil
	}
	failure := s.useless(call, fmt.Errorf("read answer: %w", causeOf(ctx, err)))
	failure.lost = true
	return nil, failure
}

func (s *sender) report(call call, resp *http.Response, start time.Time, retry int, wait time.Duration) {
	if s.observe == nil {
		return
	}
	e := Exchange{Method: call.method, Path: call.pathOfID(), Duration: time.Since(start), Retry: retry, Wait: wait}
	if resp != nil {
		e.Status = resp.StatusCode
		e.RetryAfter = resp.Header.Get("Retry-After") != ""
		e.RequestID = s.secrets.requestID(resp.Header)
		e.Warning = s.secrets.deprecation(resp.Header)
		e.Served, _ = http.ParseTime(resp.Header.Get("Date"))
	}
	s.observe(e)
}

// failure returns the error of a call without a usable answer.
func (s *sender) failure(call call, outcome course.Outcome, cause error) *Error {
	return &Error{Op: call.what, Err: cause, outcome: outcome, secrets: s.secrets}
}

// useless is the error for a success with an unexpected body: the write happened, but not
// even its id is reliable.
func (s *sender) useless(call call, cause error) *Error {
	return s.failure(call, course.OutcomeUnread, cause)
}

// refusal reads an answer that is no success.
func (s *sender) refusal(call call, resp *http.Response, body []byte) *Error {
	e := &Error{Op: call.what, Status: resp.StatusCode, secrets: s.secrets}
	e.RequestID = e.secrets.requestID(resp.Header)
	if resp.StatusCode < 400 {
		e.advice, e.Err = redirected(call.url(s.base), call.pathOfID(), resp)
		return e
	}
	e.readBody(body)
	e.outcome = outcomeOf(e)
	if scope := scopeOf(call); scope != "" && e.Status == http.StatusForbidden && e.shaped {
		e.advice = "To " + call.what + ", the key needs " + scope + ": add it at " + dashboard(s.base)
	}
	e.wait = waitOf(resp.Header, e.Message, time.Now())
	if e.isUnknownVersion() {
		e.Message = "the API does not know version " + s.version + " (WHOP_API_VERSION): " + e.Message
	}
	return e
}
