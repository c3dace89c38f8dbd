package state

import (
	"context"
	"sync"
)

// Writer is the journal of a running apply: many workers record, one at a time writes.
// What arrives while a write is under way goes out together with the next one, so that a
// store with a slow commit costs a round trip for a batch and not for every entry.
type Writer struct {
	lease Lease

	mu      sync.Mutex
	state   *State
	waiting *batch // entries that no write has taken yet; nil when there are none
	writing bool
	failed  error // the journal has a hole: nothing may follow it
}

// batch is what one write makes durable.
type batch struct {
	entries []Entry
	done    chan struct{}
	err     error
}

// NewWriter continues the state s under the lease. The Writer owns s from here on.
func NewWriter(lease Lease, s *State) *Writer { return &Writer{lease: lease, state: s} }

// Record returns when the entries are durable, or can never be.
func (w *Writer) Record(ctx context.Context, entries ...Entry) error {
	w.mu.Lock()
	if w.waiting == nil {
		w.waiting = &batch{done: make(chan struct{})}
	}
	mine := w.waiting
	mine.entries = append(mine.entries, entries...)
	if w.writing {
		w.mu.Unlock()
		<-mine.done
		return mine.err
	}
	w.writing = true
	for w.waiting != nil {
		w.writeNext(ctx)
	}
	w.writing = false
	w.mu.Unlock()
	return mine.err
}

// writeNext writes the waiting batch. It is called with the lock held and gives it up
// while it writes.
func (w *Writer) writeNext(ctx context.Context) {
	next := w.waiting
	w.waiting = nil
	next.err = w.failed
	if next.err == nil {
		w.state.Replay(next.entries)
		w.mu.Unlock()
		next.err = w.lease.Note(ctx, w.state, next.entries)
		w.mu.Lock()
		w.failed = next.err
	}
	close(next.done)
}

// Save folds the journal into the state, after change has had its last word on it.
func (w *Writer) Save(ctx context.Context, change func(*State)) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if change != nil {
		change(w.state)
	}
	return w.lease.Save(ctx, w.state)
}
