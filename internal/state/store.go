package state

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Store is where a state is kept. One conformance suite holds every implementation.
type Store interface {
	// Load returns the state with its journal replayed. A store that holds nothing yet
	// returns nil: only the caller knows whether that is a first run or a loss.
	Load(ctx context.Context) (*State, error)
	// Lock makes the caller the only writer, or returns a *LockedError.
	Lock(ctx context.Context, holder Holder) (Lease, error)
	// Holder returns who holds the lock, or nil.
	Holder(ctx context.Context) (*Holder, error)
	// Unlock frees the lock with that id, whoever holds it.
	Unlock(ctx context.Context, id string) error
	// Location says where the state is, in words for a message.
	Location() string
}

// Lease is the right to write, for one goroutine at a time. Once somebody else has freed
// the lock, or it was given back, every method but Release fails with ErrLeaseLost and
// leaves everything as it is.
type Lease interface {
	// Load is Store.Load under the lock.
	Load(ctx context.Context) (*State, error)
	// Note makes entries durable before it returns, all of them or none. They are folded
	// into s already, so a store without a journal of its own may simply keep s. A Note
	// that failed half-way is followed by no other until a Save.
	Note(ctx context.Context, s *State, entries []Entry) error
	// Save replaces the state, with a serial one higher than before, and empties the
	// journal. It refuses when what is stored is not what s has grown from.
	Save(ctx context.Context, s *State) error
	// Release gives the lock back. That it is gone already is no error.
	Release(ctx context.Context) error
}

// Holder is who holds a lock: enough to find the person or the CI job.
type Holder struct {
	ID      string    `json:"id"` // random; what `state unlock` takes
	Command string    `json:"command"`
	Who     string    `json:"who"` // user@host
	Process int       `json:"process,omitempty"`
	Since   time.Time `json:"since"`
}

// String says who it is, as far as that is known: servers and damaged files do not tell all.
func (h Holder) String() string {
	who := first(h.Who, "somebody")
	var known []string
	if h.Command != "" {
		known = append(known, h.Command)
	}
	if !h.Since.IsZero() {
		known = append(known, "since "+h.Since.UTC().Format(time.RFC3339))
	}
	if len(known) == 0 {
		return who
	}
	return who + " (" + strings.Join(known, ", ") + ")"
}

// LockedError says that somebody else is writing.
type LockedError struct {
	Holder   Holder
	Location string
}

func (e *LockedError) Error() string {
	return fmt.Sprintf("the state at %s is locked by %s", e.Location, e.Holder)
}

// UnreadError says that nobody has seen what is stored: its place cannot be reached, or lets
// nobody in.
type UnreadError struct{ err error }

func (e *UnreadError) Error() string { return e.err.Error() }
func (e *UnreadError) Unwrap() error { return e.err }

// unread tells what was not seen from what was seen and is damaged.
func unread(err error) error {
	if errors.Is(err, ErrDamaged) {
		return err
	}
	return &UnreadError{err}
}

// ErrLeaseLost is returned to a holder whose lock was freed under it.
var ErrLeaseLost = errors.New("the state's lock was freed by somebody else: stop before two applies mix")
