package whop

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"

	"whopsync/internal/course"
)

const (
	firstWait = 200 * time.Millisecond
	maxWait   = 60 * time.Second
	budget    = 5 * time.Minute // for one call with all its waits
	maxTries  = 6               // of a failing read; being told to wait does not count
)

// send makes a call and returns the body of its success. It sends again what certainly
// did not happen (refused with 429, or never sent) and reads that failed on the way. A
// write whose end is unclear is the caller's: it can look before it decides.
func (c *Client) send(ctx context.Context, call call) (body []byte, err error) {
	err = c.persist(ctx, call, func(retry int) (failure *Error) {
		body, failure = c.exchange(ctx, call, retry)
		return failure
	})
	return body, err
}

// persist repeats an attempt until it succeeds, cannot be repeated, or the budget is
// spent, and returns the last failure.
func (c *Client) persist(ctx context.Context, call call, attempt func(retry int) *Error) error {
	var last *Error
	tries, failed := 0, 0
	operation := func() (struct{}, error) {
		if tries > 0 && call.method != http.MethodGet {
			if err := c.mayResend(ctx); err != nil {
				last = c.failure(call, course.OutcomeNotSent, err)
				return struct{}{}, backoff.Permanent(last)
			}
		}
		last = attempt(tries)
		tries++
		if last == nil {
			return struct{}{}, nil
		}
		if last.Status != http.StatusTooManyRequests {
			failed++
		}
		if failed >= maxTries || !last.mayRepeat(call.method) || isTooLate(ctx, last.wait) {
			return struct{}{}, backoff.Permanent(last)
		}
		if last.wait > 0 {
			return struct{}{}, &backoff.RetryAfterError{Duration: last.wait}
		}
		return struct{}{}, last
	}
	_, err := backoff.Retry(ctx, operation, backoff.WithBackOff(newBackOff()), backoff.WithMaxElapsedTime(budget))
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil && last.mayRepeat(call.method):
		return c.failure(call, course.OutcomeNotSent, context.Cause(ctx)) // while waiting to send again
	}
	return last
}

// newBackOff waits with full jitter, so that workers refused together do not return together.
func newBackOff() backoff.BackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval = firstWait
	b.RandomizationFactor = 1
	b.Multiplier = 2
	b.MaxInterval = maxWait / 2 // jitter at most doubles it
	return b
}

// mayRepeat reports whether sending the same request again can do no harm.
func (e *Error) mayRepeat(method string) bool {
	switch {
	case errors.Is(e.Err, errReadOnly):
		return false
	case e.outcome == course.OutcomeNotSent, e.Status == http.StatusTooManyRequests && e.outcome == course.OutcomeRefused:
		return true
	case method != http.MethodGet && method != http.MethodPut:
		return false
	}
	return e.lost || e.Status == http.StatusRequestTimeout || e.Status == http.StatusTooManyRequests || e.Status >= 500
}

// isTooLate reports that ctx will have ended before the wait does: better said now.
func isTooLate(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Now().Add(wait).After(deadline)
}

// Whop names the wait of a 429 in its message only (documented: "Try again in N seconds").
var secondsPattern = regexp.MustCompile(`(?i)\b(\d{1,9})\s*seconds?\b`)

// waitOf returns how long the server asks to wait, at most maxWait; 0 when it does not
// say, or nothing sensible.
func waitOf(header http.Header, message string, now time.Time) time.Duration {
	for _, said := range []func() (time.Duration, bool){
		func() (time.Duration, bool) { return retryAfter(header.Get("Retry-After"), now) },
		func() (time.Duration, bool) { return number(header.Get("Retry-After-Ms"), time.Millisecond) },
		func() (time.Duration, bool) { return secondsIn(message) },
	} {
		if wait, ok := said(); ok {
			return min(wait, maxWait)
		}
	}
	return 0
}

// retryAfter reads seconds or a date. Dates in the past say nothing.
func retryAfter(value string, now time.Time) (time.Duration, bool) {
	if date, err := http.ParseTime(value); err == nil {
		return date.Sub(now), date.After(now)
	}
	return number(value, time.Second)
}

func secondsIn(message string) (time.Duration, bool) {
	match := secondsPattern.FindStringSubmatch(message)
	if match == nil {
		return 0, false
	}
	return number(match[1], time.Second)
}

// number reads a positive count of units. Anything over an hour is as good as an hour,
// which keeps the product from overflowing.
func number(value string, unit time.Duration) (time.Duration, bool) {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || !(n > 0) {
		return 0, false
	}
	return time.Duration(min(n, float64(time.Hour/unit)) * float64(unit)), true
}
