package github

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// GitHub limits requests by the hour, and bursts of them by rules of its own. It says so
// with 429, and as often with 403, which otherwise means that the token may not. Whatever
// was refused for this reason was not done, so it may be sent again, comments included.

// longestPause is what a job is let wait. The limit by the hour can take longer.
const longestPause = 2 * time.Minute

// limitOf reports whether an answer is about a limit, and how long GitHub wants to be left
// alone then.
func limitOf(status int, header http.Header, message string, now time.Time) (pause time.Duration, limited bool) {
	if status != http.StatusTooManyRequests && status != http.StatusForbidden {
		return 0, false
	}
	if seconds, err := strconv.Atoi(header.Get("Retry-After")); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	if reset, err := strconv.ParseInt(header.Get("X-RateLimit-Reset"), 10, 64); err == nil && header.Get("X-RateLimit-Remaining") == "0" {
		return max(0, time.Unix(reset, 0).Sub(now)), true
	}
	return time.Minute, status == http.StatusTooManyRequests || strings.Contains(strings.ToLower(message), "rate limit")
}

// isFinal reports a refusal that would be the same the next time, or not soon another.
func (e *Error) isFinal() bool {
	if e.limited {
		return e.pause > longestPause
	}
	return e.Status < 500
}

// As lets backoff wait for as long as GitHub wants.
func (e *Error) As(target any) bool {
	after, ok := target.(**backoff.RetryAfterError)
	if ok && e.limited {
		*after = &backoff.RetryAfterError{Duration: e.pause}
		return true
	}
	return false
}
