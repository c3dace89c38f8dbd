package state

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// medium is something that can hold a page for many machines.
type medium interface {
	// open begins a session. Only one that is to write has to make sure that it can.
	open(ctx context.Context, write bool) (cell, error)
	location() string
}

// cell is one page on a medium, for one goroutine. It knows nothing of states: it only
// promises that of two who replace the same version, one is told that it came too late.
type cell interface {
	// read returns the page and its version, both empty when there is none.
	read(ctx context.Context) (data []byte, version string, err error)
	// swap puts data in the place of a version; why is a line for people. Whatever its
	// error says, the page may have been replaced: replace finds that out.
	swap(ctx context.Context, version string, data []byte, why string) (string, error)
	close() error
}

// errMoved says that somebody else has replaced the page.
var errMoved = errors.New("somebody else has written")

// deniedError is an answer that does not change by asking again.
type deniedError struct{ err error }

func (e *deniedError) Error() string { return e.err.Error() }
func (e *deniedError) Unwrap() error { return e.err }

const (
	swapTries = 4
	swapPause = 200 * time.Millisecond // before the second try, and twice as much before each next
)

// replace swaps, and does not rest before it knows what came of it: an answer can be
// lost, and a library that asks again by itself is refused by its own first success. So
// after any error it looks. A page that says what was to be said is as good as ours.
func replace(ctx context.Context, c cell, version string, data []byte, why string) (string, error) {
	for try := 1; ; try++ {
		written, err := c.swap(ctx, version, data, why)
		if err == nil {
			return written, nil
		}
		if denied := new(deniedError); errors.As(err, &denied) || ctx.Err() != nil {
			return "", err
		}
		now, current, lookErr := c.read(ctx)
		switch {
		case lookErr == nil && bytes.Equal(now, data):
			return current, nil
		case lookErr == nil && current != version:
			return "", errMoved
		case try == swapTries && lookErr != nil:
			return "", fmt.Errorf("%w; and it is not known whether it was written: %w", err, lookErr)
		case try == swapTries:
			return "", err
		}
		if err := pause(ctx, swapPause<<(try-1)); err != nil {
			return "", err
		}
	}
}

// pause waits for half of d or more: who was in each other's way should not meet again.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d/2 + rand.N(d/2))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
