package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Error is an answer that is no success.
type Error struct {
	Service string // that answered: "GitHub"
	Status  int
	Message string

	limited bool          // there were too many requests
	pause   time.Duration // then: how long it wants to be left alone
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%s: %s (%d)", e.Service, e.Message, e.Status)
	if e.limited && e.pause > longestPause {
		text += "; it takes requests again in " + e.pause.Round(time.Second).String()
	}
	return text
}

// As lets backoff wait for as long as the service wants.
func (e *Error) As(target any) bool {
	after, ok := target.(**backoff.RetryAfterError)
	if ok && e.limited {
		*after = &backoff.RetryAfterError{Duration: e.pause}
		return true
	}
	return false
}

func refusal(service string, resp *http.Response, answer []byte) error {
	var said struct{ Message string }
	if json.Unmarshal(answer, &said) != nil || said.Message == "" {
		said.Message = strings.ToLower(http.StatusText(resp.StatusCode))
	}
	e := &Error{Service: service, Status: resp.StatusCode, Message: said.Message}
	e.pause, e.limited = limitOf(resp.StatusCode, resp.Header, said.Message, time.Now())
	return e
}

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

// IsFinal reports a refusal that would be the same the next time, or not soon another.
func IsFinal(err error) bool {
	var refused *Error
	if !errors.As(err, &refused) {
		return false
	}
	if refused.limited {
		return refused.pause > longestPause
	}
	return refused.Status < 500
}

// IsRefused reports an answer with one of these statuses, unless a limit caused it.
func IsRefused(err error, statuses ...int) bool {
	var refused *Error
	return errors.As(err, &refused) && !refused.limited && slices.Contains(statuses, refused.Status)
}

// Wrap says what was being done when an error came, nil for nil.
func Wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
