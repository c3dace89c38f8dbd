package whop

import (
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

	Observe func(Exchange) // called after every exchange, from any goroutine
}

// Exchange reports a request and its answer, without key or content.
type Exchange struct {
	Method     string
	Path       string // "/courses/cors_1"; "upload" for a PUT to the storage, whose address is secret
	Status     int    // 0: no answer
	Duration   time.Duration
	RequestID  string
	Retry      int           // 0 for the first try
	Served     time.Time     // the server's clock; zero when it does not say
	RetryAfter bool          // the answer has a Retry-After
	Wait       time.Duration // how long the server asks to wait before the next try
	Warning    string        // the server says that the call is deprecated, and until when it works
}

var versionPattern = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(-\d+)?$`)

// parseBase refuses an address that would send a key in the clear, or contains one.
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
		return errors.New("the API key holds a space, a line break or another character that no key has: give the key alone, without \"Bearer\" and without quotes")
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
