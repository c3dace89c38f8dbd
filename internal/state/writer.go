package state

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Trust is how long a look at the lock is relied on where a look costs a round trip. Whoever frees a
// lock waits as long: then its holder sends nothing more.
const Trust = time.Second

// Writer is the journal of a running apply: many workers record, one at a time writes.
// What arrives while a write is under way goes out together with the next one. Where a note
// is slow, answers wait for the next note as well.
type Writer struct {
	mu      sync.Mutex
	waiting *batch    // entries that no write has taken yet; nil when there are none
	seen    time.Time // when a look or a write last showed that the lock is held
	lag     time.Duration
	now     func() time.Time

	turn   chan struct{} // full while someone uses the rest
	lease  Lease
	state  *State
	failed error // the journal has a hole: nothing may follow it
}

// batch is what one write makes durable.
type batch struct {
	entries []Entry
	since   time.Time // when the first of them came
	done    chan struct{}
	err     error // why it can never be durable; to be read when done is closed
}

// NewWriter continues the state s under the lease. The Writer owns s from here on.
func NewWriter(lease Lease, s *State, now func() time.Time) *Writer {
	wall := func() time.Time { return now().Round(0) } // which goes on while a machine sleeps
	return &Writer{lease: lease, lag: lease.Lag(), now: wall, state: s, turn: make(chan struct{}, 1)}
}

// IsSlow reports that a note costs so much that intents should share one.
func (w *Writer) IsSlow() bool { return w.lag > 0 }

// Record returns when the entries are durable, or can never be. That ctx ends does not
// stop it: anyone who learned something from Whop has to see it written down.
func (w *Writer) Record(ctx context.Context, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	return w.flush(ctx, w.join(entries))
}

// Learn is Record for what a run can find out again: answers. Where a note is slow, they wait up to
// the lease's Lag for a note that they can share, and for the Save at the latest. A process that
// dies before leaves an intent without an answer.
func (w *Writer) Learn(ctx context.Context, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	mine := w.join(entries)
	if age := w.now().Sub(mine.since); w.IsSlow() && 0 <= age && age < w.lag {
		return nil
	}
	return w.flush(ctx, mine)
}

func (w *Writer) flush(ctx context.Context, mine *batch) error {
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
		w.waiting = &batch{since: w.now(), done: make(chan struct{})}
	}
	w.waiting.entries = append(w.waiting.entries, entries...)
	return w.waiting
}

// take returns the waiting batch and closes it to others, nil if there is none, or none but b is asked for.
func (w *Writer) take(b *batch) *batch {
	w.mu.Lock()
	defer w.mu.Unlock()
	taken := w.waiting
	if taken == nil || b != nil && b != taken {
		return nil
	}
	w.waiting = nil
	return taken
}

// write makes a batch durable, unless someone has done so before this turn came. What
// the journal does not take any more is still folded into the state, for Save.
func (w *Writer) write(ctx context.Context, b *batch) {
	if w.take(b) == nil {
		return
	}
	begun, failed := w.now(), w.failed
	w.failed, b.err = errPanicked, errPanicked // for those who are still there after one
	w.state.Replay(b.entries)
	if failed == nil {
		failed = w.lease.Note(ctx, w.state, b.entries)
	}
	w.failed, b.err = failed, failed
	w.saw(begun, failed)
	close(b.done)
}

// Check fails once the lock is not held any more, or the journal has a hole: then nothing may be sent.
// Where a look is slow, one is relied on for Trust.
func (w *Writer) Check(ctx context.Context) error {
	if w.isTrusted() {
		return nil
	}
	w.turn <- struct{}{}
	defer func() { <-w.turn }()
	if w.failed != nil || w.isTrusted() { // someone else has looked meanwhile
		return w.failed
	}
	begun := w.now()
	err := w.lease.Check(ctx)
	w.saw(begun, err)
	return err
}

// isTrusted reports a look that is still relied on. A clock that was put back ends that.
func (w *Writer) isTrusted() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	age := w.now().Sub(w.seen)
	return w.IsSlow() && 0 <= age && age < Trust
}

// saw notes what a look or a write that began at a time has shown.
func (w *Writer) saw(at time.Time, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen = at; err != nil {
		w.seen = time.Time{}
	}
}

var errPanicked = errors.New("whoever wrote the journal has panicked")

// Save folds the journal and what waits into the state, after change has had its last word on it, and
// is the last to write. After a Record that failed it is the way to keep what was recorded all the same.
func (w *Writer) Save(ctx context.Context, change func(*State)) error {
	w.turn <- struct{}{}
	defer func() { <-w.turn }()
	waiting := w.take(nil)
	if waiting != nil {
		w.state.Replay(waiting.entries)
		defer close(waiting.done)
	}
	if change != nil {
		change(w.state)
	}
	err := w.lease.Finish(ctx, w.state)
	if waiting != nil {
		waiting.err = err
	}
	if err != nil {
		w.failed = err
	}
	return err
}
