package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"whopsync/internal/state"
)

// Backend is something that can hold a document for many machines.
type Backend interface {
	// Open begins a session. Only one that is to write has to make sure that it can.
	Open(ctx context.Context, write bool) (Slot, error)
	Location() string
}

// Slot is one document on a backend, for one goroutine. It knows nothing of states: it only
// promises that of two who replace the same version, one is told that it came too late.
type Slot interface {
	// Read returns the document and its version, both empty when there is none.
	Read(ctx context.Context) (data []byte, version string, err error)
	// Swap puts data in the place of a version; why is a line for people. Whatever its
	// error says, the document may have been replaced: replace finds that out.
	Swap(ctx context.Context, version string, data []byte, why string) (string, error)
	// Keep keeps the record of a run that leads to a serial beside the document: at once, or with the next Swap.
	Keep(ctx context.Context, serial int64, record []byte) error
	// Runs is that of a state.Store.
	Runs(ctx context.Context, want func([]string) []string) ([]state.Run, error)
	Close() error
}

// ErrMoved says that somebody else has replaced the document.
var ErrMoved = errors.New("somebody else has written")

// Denied marks an answer that does not change by asking again.
func Denied(err error) error { return &deniedError{err} }

type deniedError struct{ err error }

func (e *deniedError) Error() string { return e.err.Error() }
func (e *deniedError) Unwrap() error { return e.err }

// IsFinal reports a status of HTTP that does not change by asking again.
func IsFinal(status int) bool {
	return status >= 300 && status < 500 && status != http.StatusTooManyRequests || status == http.StatusNotImplemented
}

const (
	Tries      = 4
	firstPause = 200 * time.Millisecond // before the second try, and twice as much before each next
)

// replace swaps, and does not rest before it knows what came of it: an answer can be
// lost, and a library that asks again by itself is refused by its own first success. So
// after any error it looks. A document that says what was to be said is as good as ours.
func replace(ctx context.Context, slot Slot, version string, data []byte, why string) (string, error) {
	for try := 1; ; try++ {
		written, err := slot.Swap(ctx, version, data, why)
		if err == nil {
			return written, nil
		}
		if denied := new(deniedError); errors.As(err, &denied) || ctx.Err() != nil {
			return "", err
		}
		now, current, lookErr := slot.Read(ctx)
		switch {
		case lookErr == nil && bytes.Equal(now, data):
			return current, nil
		case lookErr == nil && current != version:
			return "", ErrMoved
		case try == Tries && lookErr != nil:
			return "", fmt.Errorf("%w; and it is not known whether it was written: %w", err, lookErr)
		case try == Tries:
			return "", err
		}
		if err := Pause(ctx, try); err != nil {
			return "", err
		}
	}
}

// Pause waits before the next try: after each try twice as long, or down to half of that,
// for those who were in each other's way should not meet again.
func Pause(ctx context.Context, try int) error {
	d := firstPause << (try - 1)
	timer := time.NewTimer(d/2 + rand.N(d/2))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// session is a slot, and its place in words.
type session struct {
	slot     Slot
	location string
}

// update changes the document that is there, whoever else does so at the same time, and
// returns it with its version.
func (s session) update(ctx context.Context, why string, change func(*Document) error) (Document, string, error) {
	for {
		now, version, err := s.read(ctx)
		if err != nil {
			return Document{}, "", err
		}
		if err := change(&now); err != nil {
			return Document{}, "", err
		}
		if version, err = s.replace(ctx, version, now, why); !errors.Is(err, ErrMoved) {
			return now, version, err
		}
	}
}

func (s session) read(ctx context.Context) (Document, string, error) {
	data, version, err := s.slot.Read(ctx)
	if err != nil {
		return Document{}, "", state.Unread(err)
	}
	now, err := Decode(data)
	if err != nil {
		return Document{}, "", fmt.Errorf("read %s: %w", s.location, err)
	}
	return now, version, nil
}

// replace puts a document in the place of a version, and returns its own.
func (s session) replace(ctx context.Context, version string, next Document, why string) (string, error) {
	data, err := next.Encode()
	if err != nil {
		return "", err
	}
	return replace(ctx, s.slot, version, data, why)
}
