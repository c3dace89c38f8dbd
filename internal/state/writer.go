package state

import (
	"context"
	"errors"
	"sync"
)

// Writer is the journal of a running apply: many workers record, one at a time writes.
// What arrives while a write is under way goes out together with the next one, so a
// store with a slow commit costs a round trip for a batch and not for every entry.
type Writer struct {
	mu      sync.Mutex
	waiting *batch // entries that no write has taken yet; nil when there are none

	turn   chan struct{} // full while someone writes, who alone uses the rest
	lease  Lease
	state  *State
	failed error // the journal has a hole: nothing may follow it
}

// batch is what one write makes durable.
type batch struct {
	entries []Entry
	done    chan struct{}
	err     error // why it can never be durable; to be read when done is closed
}

// NewWriter continues the state s under the lease. The Writer owns s from here on.
func NewWriter(lease Lease, s *State) *Writer {
	return &Writer{lease: lease, state: s, turn: make(chan struct{}, 1)}
}

// Record returns when the entries are durable, or can never be. That ctx ends does not
// stop it: anyone who learned something from Whop has to see it written down.
func (w *Writer) Record(ctx context.Context, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	mine := w.join(entries)
	select {
	case <-mine.done:
	case w.turn <- struct{}{}:
		defer func() { <-w.turn }()
		w.write(context.WithoutCancel(ctx), mine)
	}
	return mine.err
}

// join adds entries to the batch that goes out next.
func (w *Writer) join(entries []Entry) *batch {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting == nil {
		w.waiting = &batch{done: make(chan struct{})}
	}
	w.waiting.entries = append(w.waiting.entries, entries...)
	return w.waiting
}

// take reports whether b still has to be written, and closes it to others if so.
func (w *Writer) take(b *batch) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting != b {
		return false
	}
	w.waiting = nil
	return true
}

// write makes a batch durable, unless someone has done so before this turn came. What
// the journal does not take any more is still folded into the state, for Save.
func (w *Writer) write(ctx context.Context, b *batch) {
	if !w.take(b) {
		return
	}
	failed := w.failed
	w.failed, b.err = errPanicked, errPanicked // for those who are still there after one
	w.state.Replay(b.entries)
	if failed == nil {
		failed = w.lease.Note(ctx, w.state, b.entries)
	}
	w.failed, b.err = failed, failed
	close(b.done)
}

// Check fails with ErrLeaseLost once the lock is not held any more.
func (w *Writer) Check(ctx context.Context) error {
	w.turn <- struct{}{}
	defer func() { <-w.turn }()
	_, err := w.lease.Load(ctx)
	return err
}

var errPanicked = errors.New("whoever wrote the journal has panicked")

// Save folds the journal into the state, after change has had its last word on it. After
// a Record that failed it is the way to keep what was recorded all the same.
func (w *Writer) Save(ctx context.Context, change func(*State)) error {
	w.turn <- struct{}{}
	defer func() { <-w.turn }()
	if change != nil {
		change(w.state)
	}
	err := w.lease.Save(ctx, w.state)
	if err != nil {
		w.failed = err
	}
	return err
}
