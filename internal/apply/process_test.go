package apply_test

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"sync"
	"time"

	"whopsync/internal/state"
)

// life is a process that may be killed at one of its boundaries: before a request leaves,
// after it has had its effect, before and after a note is written. From then on nothing
// leaves it and nothing reaches it.
type life struct {
	mu     sync.Mutex
	passed int
	end    int // the boundary at which it dies; 0 is never
}

var errKilled = errors.New("killed")

func (l *life) pass() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.passed++
	if l.end > 0 && l.passed >= l.end {
		return errKilled
	}
	return nil
}

// reborn begins a new process, which is killed at the boundary end.
func (l *life) reborn(end int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.passed, l.end = 0, end
}

// wire lets requests arrive in an order that does not depend on which goroutine is faster,
// so a run can be repeated exactly: each arrives at an instant of its own.
type wire struct {
	next http.RoundTripper
	life *life
	mu   sync.Mutex
	seen map[string]int
	// prompt lets requests arrive at once: a test of how late things come needs the real time
	// between them, and reads nothing from the order of the others.
	prompt  bool
	written func()
}

const tick = 2 * time.Second

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := wait(r.Context(), w.untilArrival(r)); err != nil {
		return nil, err
	}
	if err := w.life.pass(); err != nil {
		return nil, err
	}
	response, err := w.next.RoundTrip(r)
	if w.written != nil && r.Method != http.MethodGet {
		w.written()
	}
	if dead := w.life.pass(); dead != nil {
		return nil, dead
	}
	return response, err
}

func (w *wire) untilArrival(r *http.Request) time.Duration {
	if w.prompt {
		return 0
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	name := r.Method + r.URL.String()
	w.seen[name]++
	hash := fnv.New32a()
	fmt.Fprint(hash, name, w.seen[name])
	now := time.Now()
	return now.Truncate(tick).Add(tick).Sub(now) + time.Duration(hash.Sum32()%1e9)
}

// lease is the store's, for as long as the process lives.
type lease struct {
	*memory
	life *life
}

func (l lease) Note(ctx context.Context, s *state.State, entries []state.Entry) error {
	if err := l.life.pass(); err != nil {
		return err
	}
	if err := l.memory.Note(ctx, s, entries); err != nil {
		return err
	}
	return l.life.pass()
}

func (l lease) Save(ctx context.Context, s *state.State) error {
	if err := l.life.pass(); err != nil {
		return err
	}
	if err := l.memory.Save(ctx, s); err != nil {
		return err
	}
	return l.life.pass()
}

func (l lease) Finish(ctx context.Context, s *state.State) error { return l.Save(ctx, s) }
