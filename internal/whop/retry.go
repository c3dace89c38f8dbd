package whop

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"

	"whopsync/internal/course"
	"whopsync/internal/safegroup"
)

const (
	firstWait = 200 * time.Millisecond
	budget    = 5 * time.Minute // for one call with all its waits
	maxTries  = 6               // of a failing read; being told to wait does not count
)

// send makes a call and returns the body of its success. It sends again what certainly
// did not happen (refused with 429, or never sent) and reads that failed on the way. A
// write whose end is unclear is the caller's: it can look before it decides.
func (s *sender) send(ctx context.Context, call call) (body []byte, err error) {
	err = s.persist(ctx, call, func(retry int) (failure *Error) {
		body, failure = s.exchange(ctx, call, retry)
		return failure
	})
	return body, err
}

// sendOnce is send for a read that can be done without.
func (s *sender) sendOnce(ctx context.Context, call call) ([]byte, error) {
	if call.invalid != nil {
		return nil, call.invalid
	}
	body, failure := s.exchange(ctx, call, 0)
	if failure != nil {
		return nil, failure
	}
	return body, nil
}

// persist repeats an attempt until it succeeds, cannot be repeated, or the budget is
// spent, and returns the last failure.
func (s *sender) persist(ctx context.Context, call call, attempt func(retry int) *Error) error {
	if call.invalid != nil {
		return s.failure(call, course.OutcomeNotSent, call.invalid)
	}
	var last *Error
	tries, failed := 0, 0
	operation := func() (struct{}, error) {
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
		return s.failure(call, course.OutcomeNotSent, context.Cause(ctx)) // while waiting to send again
	}
	return last
}

// newBackOff waits with full jitter, so workers refused together do not return together.
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
	forbidden := (*forbiddenError)(nil)
	switch {
	case errors.Is(e.Err, errReadOnly), errors.As(e.Err, &forbidden):
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

// parallelEach calls do for 0 to n-1, so many at a time, until one fails, and returns that error.
func parallelEach(parent context.Context, limit, n int, do func(context.Context, int) error) error {
	group, ctx := safegroup.WithContext(parent)
	group.SetLimit(limit)
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error { return do(ctx, i) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return context.Cause(parent) // ended before all had begun
}
