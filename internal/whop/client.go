// Package whop reads and writes courses over Whop's REST API and speaks only the words
// of package course: JSON names end here.
//
// The API has no transactions, so the hard part is not sending requests but knowing what
// became of them. Every failure is therefore an *Error with exactly one course.Outcome.
// The client sends again by itself only what is known not to have happened; a create,
// update or delete whose end is unclear goes back to the caller, who can look.
//
// The other half is what the client refuses: to follow a redirect, to send the key over
// plain http, to believe a list whose pages do not add up, or to read without bounds.
package whop

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"whopsync/internal/host"
)

// DefaultVersion is the dated version of the API that this client was written for.
const DefaultVersion = "2026-09-25"

const (
	defaultParallel = 8
	defaultRate     = 600 // requests a minute per operation: documented, not promised
)

// Config says which API is called and how.
type Config struct {
	BaseURL   string // with /api/v1: https, or http to loopback
	Key       string // required except on loopback
	Version   string // Api-Version-Date; "" is DefaultVersion
	UserAgent string

	Transport http.RoundTripper // nil: a transport of the client's own
	ReadOnly  bool              // refuse everything but GET before it is sent

	// MaxRate is the number of requests a minute per operation: 0 is 600, and none on
	// loopback; below 0 there is no limit.
	MaxRate  int
	Parallel int // concurrent requests; 0 is 8

	// FileWait is how long an uploaded file may take to become ready: 0 is two minutes, and
	// a few seconds on loopback, where nothing is processed.
	FileWait time.Duration

	Observe func(Exchange) // called after every exchange, from any goroutine
}

// Exchange reports one request and its answer. It holds no key and no content.
type Exchange struct {
	Method    string
	Path      string // "/courses/cors_1"; "upload" for a PUT to the storage, whose address is secret
	Status    int    // 0: no answer
	Duration  time.Duration
	RequestID string
	Retry     int       // 0 for the first try
	Served    time.Time // the server's clock; zero when it does not say
	Warning   string    // the server says that the call is deprecated, and until when it works
}

// Client calls Whop. It may be used by many goroutines at once.
type Client struct {
	base      *url.URL
	key       string
	version   string
	userAgent string
	transport http.RoundTripper
	storage   http.RoundTripper
	parallel  int
	slots     chan struct{}
	pace      *pace
	fileWait  time.Duration
	observe   func(Exchange)
	mayResend func(context.Context) error
}

// New returns a client for the API that config names.
func New(config Config) (*Client, error) {
	base, err := parseBase(config.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("open Whop API: %w", err)
	}
	if err := checkKey(config.Key, base); err != nil {
		return nil, fmt.Errorf("open Whop API: %w", err)
	}
	version := cmp.Or(config.Version, DefaultVersion)
	if !versionPattern.MatchString(version) {
		return nil, fmt.Errorf("open Whop API: version %q is not a date like %s", version, DefaultVersion)
	}
	c := &Client{
		base:      base,
		key:       config.Key,
		version:   version,
		userAgent: cmp.Or(config.UserAgent, "whopsync"),
		parallel:  cmp.Or(max(config.Parallel, 0), defaultParallel),
		pace:      newPace(rateFor(config.MaxRate, base)),
		fileWait:  cmp.Or(config.FileWait, fileWaitFor(base)),
		observe:   config.Observe,
		mayResend: func(context.Context) error { return nil },
	}
	c.slots = make(chan struct{}, c.parallel)
	c.transport, c.storage = transports(config, c.parallel, isLoopback(base))
	return c, nil
}

// Asking returns the same client, which asks before it sends a write again after a wait: the
// sender may have lost the right to write, and an error says so.
func (c *Client) Asking(mayResend func(context.Context) error) *Client {
	asking := *c
	asking.mayResend = mayResend
	return &asking
}

var versionPattern = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(-\d+)?$`)

// parseBase refuses addresses that would send a key in the clear, or that carry one.
func parseBase(address string) (*url.URL, error) {
	base, err := host.ParseAPI(address)
	if err != nil {
		return nil, fmt.Errorf("the base URL is not accepted: %w", err)
	}
	base.Path = strings.TrimRight(base.Path, "/")
	return base, nil
}

func checkKey(key string, base *url.URL) error {
	isOdd := func(r rune) bool { return r <= ' ' || r > '~' }
	switch {
	case key == "" && !isLoopback(base):
		return errors.New("no API key")
	case strings.ContainsFunc(key, isOdd):
		return errors.New("the API key holds a space, a line break or another character that no key has")
	}
	return nil
}

func isLoopback(address *url.URL) bool {
	return host.IsLoopback(address.Hostname())
}

func rateFor(configured int, base *url.URL) int {
	if configured == 0 && !isLoopback(base) {
		return defaultRate
	}
	return max(configured, 0)
}
