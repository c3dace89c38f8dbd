package state

import (
	"cmp"
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
	// Runs returns the records of runs, the oldest first: those that want chooses among the names of
	// all that are kept, and all of them for nil.
	Runs(ctx context.Context, want func(names []string) []string) ([]Run, error)
	// Location says where the state is, in words for a message.
	Location() string
}

// Lease is the right to write, for one goroutine at a time. Once somebody else has freed
// the lock, or it was given back, every method but Release fails with ErrLeaseLost and
// leaves everything as it is.
type Lease interface {
	// Load is Store.Load under the lock.
	Load(ctx context.Context) (*State, error)
	// Check looks whether the lock is held, and at nothing else.
	Check(ctx context.Context) error
	// Lag is how long the answers of requests may wait for a note that they can share: 0 where a
	// note costs next to nothing.
	Lag() time.Duration
	// Note makes entries durable before it returns, all of them or none. They are folded
	// into s already, so a store without a journal of its own may simply keep s. A Note
	// that failed half-way is followed by no other until a Save.
	Note(ctx context.Context, s *State, entries []Entry) error
	// Save replaces the state, with a serial one higher than before, and empties the
	// journal. It refuses when what is stored is not what s has grown from.
	Save(ctx context.Context, s *State) error
	// Finish is the last Save. A store that can gives the lock back with the same write; Release is
	// called all the same.
	Finish(ctx context.Context, s *State) error
	// Keep keeps the record of a run that leads to a serial: at once, or together with the next Note or
	// Save. The newest KeptRuns are kept. A Keep that failed keeps nobody from going on.
	Keep(ctx context.Context, serial int64, record []byte) error
	// Release gives the lock back. That it is gone already is no error.
	Release(ctx context.Context) error
}

// Place is where a course repository is, and what the stores beside it need to know.
type Place struct {
	Env     string   // the environment whose state it is
	Memory  string   // the folder of what is remembered beside the courses
	Repo    string   // the course repository
	Environ []string // the variables of the process: where keys to the stores are
	Typed   bool     // a person wrote the address on the command line, and so named its host
	Fork    bool     // a stranger may have written it: no host is asked that the repository alone names, and no answer is quoted
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
	who := cmp.Or(h.Who, "somebody")
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

// Unread tells what was not seen from what was seen and is damaged.
func Unread(err error) error {
	if errors.Is(err, ErrDamaged) {
		return err
	}
	return &UnreadError{err}
}

// CheckUnlock reports why an id cannot free a lock that is held by holder, or by nobody.
func CheckUnlock(holder *Holder, id, location string) error {
	switch {
	case holder == nil:
		return fmt.Errorf("the state at %s is not locked", location)
	case holder.ID != id:
		return fmt.Errorf("the lock of the state at %s has the id %q, and not %q", location, holder.ID, id)
	}
	return nil
}

// CheckBase reports a state that has not grown from the stored one, which is nil where
// nothing is stored. location is where that one is.
func CheckBase(stored, s *State, location string) error {
	if stored != nil && (stored.Lineage != s.Lineage || stored.Serial != s.Serial) && !s.hasGrownFrom(stored) {
		return fmt.Errorf("%s holds serial %d of %s, and not serial %d of %s", location, stored.Serial, stored.Lineage, s.Serial, s.Lineage)
	}
	return nil
}

// HostError says that nothing was sent to a host, because the repository alone names it.
type HostError struct {
	Host     string // of the state's address
	Variable string // what has to name it
	Named    string // the value of Variable; "" when it is not set
}

func (e *HostError) Error() string {
	but := e.Variable + " is not set"
	if e.Named != "" {
		but = e.Variable + " names " + e.Named
	}
	return fmt.Sprintf("the state is on the host %s, and %s: nothing was sent, because no credential goes to a host that the repository alone names", e.Host, but)
}

// Hint says what to do if the host is right.
func (e *HostError) Hint() string {
	return fmt.Sprintf("If that host is right, name it in the environment, and in the workflows:\n\n  export %s=%s", e.Variable, e.Host)
}

// ErrLeaseLost is returned to a holder whose lock was freed under it.
var ErrLeaseLost = errors.New("the state's lock was freed by someone else: stop before two applies mix")
