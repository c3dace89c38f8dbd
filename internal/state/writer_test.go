package state_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"whopsync/internal/state"
	"whopsync/internal/state/storetest"
)

// slowLease keeps what it is given, one call at a time and each in its time.
type slowLease struct {
	state.Lease
	delay  time.Duration
	failAt int // the Note that fails, from 1
	lag    time.Duration
	looks  int

	busy  atomic.Bool
	mu    sync.Mutex
	tries int
	notes [][]state.Entry
	saved *state.State
}

var errDiskFull = errors.New("no space left on device")

func (l *slowLease) Note(ctx context.Context, s *state.State, entries []state.Entry) error {
	defer l.alone()()
	time.Sleep(l.delay)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.tries++; l.tries == l.failAt {
		return errDiskFull
	}
	l.notes = append(l.notes, slices.Clone(entries))
	return ctx.Err()
}

func (l *slowLease) Check(context.Context) error {
	defer l.alone()()
	l.looks++
	return nil
}

func (l *slowLease) Lag() time.Duration { return l.lag }

func (l *slowLease) Finish(_ context.Context, s *state.State) error {
	defer l.alone()()
	time.Sleep(l.delay)
	l.saved = s.Clone()
	l.saved.Serial++
	return nil
}

// alone is called by every method: a Lease is for one goroutine at a time.
func (l *slowLease) alone() (leave func()) {
	if l.busy.Swap(true) {
		panic("two at a time")
	}
	return func() { l.busy.Store(false) }
}

func (l *slowLease) holds(e state.Entry) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(l.notes, func(note []state.Entry) bool {
		return slices.ContainsFunc(note, func(noted state.Entry) bool { return noted.Address == e.Address })
	})
}

func TestRecordReturnsWhenItsEntriesAreDurable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lease := &slowLease{delay: time.Second}
		w := state.NewWriter(lease, state.New("lineage-1"), time.Now)
		const workers, rounds = 8, 25
		storetest.InParallel(workers, func(worker int) {
			for round := range rounds {
				entry := storetest.Note(worker*rounds + round)[0]
				if err := w.Record(t.Context(), entry); err != nil || !lease.holds(entry) {
					t.Errorf("recorded %v: error %v, durable %t", entry.Address, err, lease.holds(entry))
				}
			}
		})
		if err := w.Save(t.Context(), nil); err != nil || len(lease.saved.Bindings) != workers*rounds {
			t.Errorf("saved %d bindings, error %v; want %d", len(lease.saved.Bindings), err, workers*rounds)
		}
	})
}

func TestWhatArrivesDuringAWriteGoesOutTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lease := &slowLease{delay: time.Second}
		w := state.NewWriter(lease, state.New("lineage-1"), time.Now)
		begin := time.Now()
		storetest.InParallel(9, func(worker int) {
			if worker > 0 {
				time.Sleep(time.Millisecond) // the first is alone, and on its way
			}
			if err := w.Record(t.Context(), storetest.Note(worker)...); err != nil {
				t.Error(err)
			}
		})
		if took := time.Since(begin); len(lease.notes) != 2 || took != 2*time.Second {
			t.Errorf("%d notes in %v, want 2 in 2s", len(lease.notes), took)
		}
	})
}

func TestNoWriterWritesForOthersForever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := state.NewWriter(&slowLease{delay: time.Second}, state.New("lineage-1"), time.Now)
		storetest.InParallel(8, func(worker int) {
			for round := range 20 {
				begin := time.Now()
				if err := w.Record(t.Context(), storetest.Note(worker*20+round)...); err != nil {
					t.Error(err)
				}
				if took := time.Since(begin); took > 2*time.Second {
					t.Errorf("worker %d waited %v: its own write and the one before it take 2s", worker, took)
				}
			}
		})
	})
}

func TestNothingFollowsANoteThatFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lease := &slowLease{delay: time.Second, failAt: 3}
		w := state.NewWriter(lease, state.New("lineage-1"), time.Now)
		const workers, rounds = 4, 10
		storetest.InParallel(workers, func(worker int) {
			for round := range rounds {
				entry := storetest.Note(worker*rounds + round)[0]
				err := w.Record(t.Context(), entry)
				if durable := lease.holds(entry); durable != (err == nil) {
					t.Errorf("recorded %v: error %v, durable %t", entry.Address, err, durable)
				}
			}
		})
		if lease.tries != 3 {
			t.Errorf("%d notes were tried, want 3", lease.tries)
		}
		if err := w.Save(t.Context(), nil); err != nil || len(lease.saved.Bindings) != workers*rounds {
			t.Errorf("saved %d bindings, error %v: a save keeps also what the journal did not take, %d", len(lease.saved.Bindings), err, workers*rounds)
		}
	})
}

func TestWhatWaitsIsSaved(t *testing.T) {
	lease := &slowLease{lag: time.Minute}
	w := state.NewWriter(lease, state.New("lineage-1"), time.Now)
	if err := w.Learn(t.Context(), storetest.Note(1)...); err != nil || len(lease.notes) > 0 {
		t.Errorf("%d notes, error %v", len(lease.notes), err)
	}
	if err := w.Save(t.Context(), func(s *state.State) { s.Commit = "4b825dc" }); err != nil || !storetest.HasNote(lease.saved, 1) {
		t.Errorf("the save has lost it, or failed: %v", err)
	}
}

func TestAnswersShareANote(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lease := &slowLease{delay: time.Second, lag: 10 * time.Second}
		w := state.NewWriter(lease, state.New("lineage-1"), time.Now)
		learn := func(n, notes int) {
			t.Helper()
			if err := w.Learn(t.Context(), storetest.Note(n)...); err != nil || len(lease.notes) != notes {
				t.Errorf("%d notes, want %d; error %v", len(lease.notes), notes, err)
			}
			time.Sleep(4 * time.Second)
		}
		learn(1, 0)
		learn(2, 0)
		learn(3, 0)
		learn(4, 1) // after 12 seconds
		learn(5, 1)
		if err := w.Record(t.Context(), storetest.Note(6)...); err != nil || len(lease.notes) != 2 || !lease.holds(storetest.Note(5)[0]) {
			t.Errorf("%d notes, want 2; error %v", len(lease.notes), err)
		}
	})
}

func TestALookIsTrustedWhereItIsSlow(t *testing.T) {
	now := time.Now()
	lease := &slowLease{lag: time.Minute}
	w := state.NewWriter(lease, state.New("lineage-1"), func() time.Time { return now })
	check := func(looks int) {
		t.Helper()
		if err := w.Check(t.Context()); err != nil || lease.looks != looks {
			t.Errorf("%d looks, want %d; error %v", lease.looks, looks, err)
		}
	}
	check(1)
	now = now.Add(state.Trust - 1)
	check(1)
	now = now.Add(1)
	check(2)
	now = now.Add(-time.Hour) // by a person
	check(3)
	now = now.Add(state.Trust)
	if err := w.Record(t.Context(), storetest.Note(1)...); err != nil {
		t.Error(err)
	}
	check(3) // the note has shown it
	lease.failAt = 2
	if err := w.Record(t.Context(), storetest.Note(2)...); !errors.Is(err, errDiskFull) {
		t.Error(err)
	}
	if err := w.Check(t.Context()); !errors.Is(err, errDiskFull) {
		t.Errorf("after a hole in the journal: %v", err)
	}
}

func TestAnInterruptDoesNotForgetAnAnswer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	lease := &slowLease{}
	if err := state.NewWriter(lease, state.New("lineage-1"), time.Now).Record(ctx, storetest.Note(1)...); err != nil || !lease.holds(storetest.Note(1)[0]) {
		t.Errorf("got %v", err)
	}
}

// Anyone who gets a turn only after someone else wrote their batch has nothing left to
// do.
func TestABatchIsWrittenOnce(t *testing.T) {
	lease := &slowLease{}
	w := state.NewWriter(lease, state.New("lineage-1"), time.Now)
	w.WriteTwice(t.Context(), storetest.Note(1))
	if len(lease.notes) != 1 {
		t.Errorf("%d notes, want 1", len(lease.notes))
	}
}

// brokenLease panics where a slowLease fails.
type brokenLease struct{ slowLease }

func (l *brokenLease) Note(ctx context.Context, s *state.State, entries []state.Entry) error {
	if err := l.slowLease.Note(ctx, s, entries); err != nil {
		panic(err)
	}
	return nil
}

func TestAPanicInAWriteLeavesNoOneWaitingOrBelieving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := state.NewWriter(&brokenLease{slowLease{delay: time.Second, failAt: 2}}, state.New("lineage-1"), time.Now)
		storetest.InParallel(9, func(worker int) {
			defer func() { _ = recover() }()
			if worker > 0 {
				time.Sleep(time.Millisecond) // the first is alone, and is written
			}
			if err := w.Record(t.Context(), storetest.Note(worker)...); err == nil && worker > 0 {
				t.Errorf("what worker %d recorded is not durable", worker)
			}
		})
	})
}

func TestRecordingNothingWritesNothing(t *testing.T) {
	lease := &slowLease{}
	if err := state.NewWriter(lease, state.New("lineage-1"), time.Now).Record(t.Context()); err != nil || len(lease.notes) != 0 {
		t.Errorf("%d notes, error %v", len(lease.notes), err)
	}
}
