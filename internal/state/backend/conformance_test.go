package backend_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/state"
	"whopsync/internal/state/storetest"
)

// opener opens one new place to keep a state. Each call opens another store on it, as another
// process would.
type opener func() state.Store

// promise is a sentence about stores, and its test.
type promise struct {
	Name string
	Test func(t *testing.T, open opener)
}

// conform holds a Store to what the rest of the program relies on. Every implementation
// runs it, with a function that makes a place nobody has used. In the race at its end,
// each writer writes so many rounds.
func conform(t *testing.T, rounds int, newPlace func(t *testing.T) opener) {
	for _, promise := range promises(rounds) {
		t.Run(promise.Name, func(t *testing.T) { promise.Test(t, newPlace(t)) })
	}
}

func promises(rounds int) []promise {
	return []promise{
		{"a store that was never written to holds nothing", holdsNothing},
		{"what is saved is loaded by others", savedIsLoaded},
		{"every save has the next serial", savesCount},
		{"the last save leaves the lock free, once it is given back", lastSaveFrees},
		{"what is noted is loaded by others", notedIsLoaded},
		{"a note is there as a whole", notesAreWhole},
		{"what was noted before a kill is there after it", notesOutliveAKill},
		{"a first run that is killed is continued", firstRunIsContinued},
		{"the second to lock learns who was first", lockNamesItsHolder},
		{"a lock is freed by its id and no other", unlockTakesTheID},
		{"a holder whose lock was freed cannot write", lostLeaseCannotWrite},
		{"a lease that was given back cannot write", releasedLeaseCannotWrite},
		{"a state that is not the latest cannot be saved", oldStateCannotBeSaved},
		{"a state of another lineage cannot be saved", foreignStateCannotBeSaved},
		{"the record of a run is kept with the next write", runIsKept},
		{"the newest runs are kept", newestRunsAreKept},
		{"writers who take turns lose no update", noUpdateIsLost(rounds)},
	}
}

func holdsNothing(t *testing.T, open opener) {
	storetest.MustEqual(t, nil, storetest.MustLoad(t, open()))
	if holder, err := open().Holder(t.Context()); holder != nil || err != nil {
		t.Errorf("holder: got %v, %v; want nobody", holder, err)
	}
	lease := storetest.MustLock(t, open(), "1")
	storetest.MustEqual(t, nil, storetest.MustLoad(t, lease))
	storetest.MustRelease(t, lease)
	storetest.MustEqual(t, nil, storetest.MustLoad(t, open()))
	if open().Location() == "" {
		t.Error("the store does not say where it is")
	}
}

func savedIsLoaded(t *testing.T, open opener) {
	s := storetest.Pottery()
	s.Serial = 0
	lease := storetest.MustLock(t, open(), "1")
	storetest.MustSave(t, lease, s)
	storetest.MustEqual(t, s, storetest.MustLoad(t, lease))
	storetest.MustEqual(t, s, storetest.MustLoad(t, open()))
	storetest.MustRelease(t, lease)
	storetest.MustEqual(t, s, storetest.MustLoad(t, open()))
}

func savesCount(t *testing.T, open opener) {
	s := state.New("lineage-1")
	for want := int64(1); want <= 4; want++ {
		lease := storetest.MustLock(t, open(), "1")
		if want > 1 {
			s = storetest.MustLoad(t, lease)
		}
		storetest.MustSave(t, lease, s)
		storetest.MustRelease(t, lease)
		if got := storetest.MustLoad(t, open()).Serial; got != want || s.Serial != want {
			t.Errorf("serial %d stored and %d in hand, want %d", got, s.Serial, want)
		}
	}
}

func lastSaveFrees(t *testing.T, open opener) {
	lease := storetest.MustLock(t, open(), "1")
	s := state.New("lineage-1")
	storetest.MustNote(t, lease, s, storetest.Note(1))
	if err := lease.Finish(t.Context(), s); err != nil || s.Serial != 1 {
		t.Fatalf("finish serial %d: %v", s.Serial, err)
	}
	storetest.MustRelease(t, lease)
	storetest.MustEqual(t, s, storetest.MustLoad(t, open()))
	mustBeLost(t, lease, s)
	storetest.MustRelease(t, storetest.MustLock(t, open(), "2"))
}

func notedIsLoaded(t *testing.T, open opener) {
	lease := storetest.MustLock(t, open(), "1")
	s := state.New("lineage-1")
	storetest.MustSave(t, lease, s)
	for n := range 3 {
		storetest.MustNote(t, lease, s, storetest.Note(n))
		storetest.MustEqual(t, s, storetest.MustLoad(t, open()))
	}
	storetest.MustSave(t, lease, s)
	storetest.MustNote(t, lease, s, storetest.Note(3))
	storetest.MustEqual(t, s, storetest.MustLoad(t, open()))
	storetest.MustRelease(t, lease)
	storetest.MustEqual(t, s, storetest.MustLoad(t, open()))
}

func notesAreWhole(t *testing.T, open opener) {
	lease := storetest.MustLock(t, open(), "1")
	s := state.New("lineage-1")
	all := []state.Entry{
		storetest.Intent(1, "pottery"), storetest.Intent(2, "glazing"), storetest.Intent(3, "firing"), storetest.Done(1, "pottery", "cors_1"), {Event: state.EventDropped, Op: 2},
		{Event: state.EventBind, Address: storetest.At("kilns"), Binding: storetest.Pottery().Bindings[storetest.At("pottery/clay/wedging")]},
		{Event: state.EventFile, SHA256: "sha", File: &state.File{ID: "file_1", Public: true}},
	}
	storetest.MustNote(t, lease, s, all)
	if s := storetest.MustLoad(t, open()); len(s.Pending) != 1 || len(s.Bindings) != 2 || len(s.Files) != 1 {
		t.Errorf("loaded %s", storetest.Document(t, s))
	}
}

// notesOutliveAKill leaves a lease without a word, as a process does that is killed.
func notesOutliveAKill(t *testing.T, open opener) {
	lease := storetest.MustLock(t, open(), "1")
	s := storetest.Pottery()
	s.Serial = 0
	storetest.MustSave(t, lease, s)
	storetest.MustNote(t, lease, s, []state.Entry{storetest.Intent(4, storetest.Lesson(4))})
	storetest.MustNote(t, lease, s, storetest.Note(5))

	lease = takeOver(t, open(), "1", "2")
	storetest.MustEqual(t, s, storetest.MustLoad(t, lease))
	s = storetest.MustLoad(t, lease)
	storetest.MustNote(t, lease, s, storetest.Note(4))
	storetest.MustEqual(t, s, storetest.MustLoad(t, open()))
	storetest.MustSave(t, lease, s)
	storetest.MustEqual(t, s, storetest.MustLoad(t, open()))
	storetest.MustRelease(t, lease)
}

func firstRunIsContinued(t *testing.T, open opener) {
	lease := storetest.MustLock(t, open(), "1")
	s := state.New("lineage-1")
	s.Target = state.Target{BaseURL: "https://api.whop.com", Experience: "exp_1"}
	storetest.MustNote(t, lease, s, storetest.Note(1))

	lease = takeOver(t, open(), "1", "2")
	again := storetest.MustLoad(t, lease)
	storetest.MustEqual(t, s, again)
	storetest.MustSave(t, lease, again)
	storetest.MustEqual(t, again, storetest.MustLoad(t, open()))
}

func lockNamesItsHolder(t *testing.T, open opener) {
	lease := storetest.MustLock(t, open(), "1")
	_, err := open().Lock(t.Context(), storetest.HolderNamed("2"))
	var locked *state.LockedError
	if !errors.As(err, &locked) {
		t.Fatalf("the second lock: got %v, want a LockedError", err)
	}
	if diff := cmp.Diff(storetest.HolderNamed("1"), locked.Holder); diff != "" {
		t.Errorf("holder in the error (-want +got):\n%s", diff)
	}
	holder, err := open().Holder(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := storetest.HolderNamed("1")
	if diff := cmp.Diff(&want, holder); diff != "" {
		t.Errorf("holder (-want +got):\n%s", diff)
	}
	storetest.MustRelease(t, lease)
	if holder, err := open().Holder(t.Context()); holder != nil || err != nil {
		t.Errorf("after the release: got %v, %v; want nobody", holder, err)
	}
	storetest.MustRelease(t, storetest.MustLock(t, open(), "2"))
}

func unlockTakesTheID(t *testing.T, open opener) {
	if err := open().Unlock(t.Context(), "1"); err == nil {
		t.Error("unlocking what is not locked: no error")
	}
	lease := storetest.MustLock(t, open(), "1")
	if err := open().Unlock(t.Context(), "2"); err == nil {
		t.Error("unlocking with a wrong id: no error")
	}
	storetest.MustSave(t, lease, state.New("lineage-1")) // still locked
	if err := open().Unlock(t.Context(), "1"); err != nil {
		t.Errorf("unlock: %v", err)
	}
	if holder, err := open().Holder(t.Context()); holder != nil || err != nil {
		t.Errorf("after the unlock: got %v, %v; want nobody", holder, err)
	}
	storetest.MustRelease(t, storetest.MustLock(t, open(), "2"))
}

func lostLeaseCannotWrite(t *testing.T, open opener) {
	lost := storetest.MustLock(t, open(), "1")
	s := state.New("lineage-1")
	storetest.MustNote(t, lost, s, storetest.Note(1))
	if err := open().Unlock(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	before := storetest.MustLoad(t, open())
	mustBeLost(t, lost, s) // nobody holds the lock

	lease := storetest.MustLock(t, open(), "2")
	mustBeLost(t, lost, s) // somebody else does
	storetest.MustEqual(t, before, storetest.MustLoad(t, open()))
	if err := lost.Release(t.Context()); err != nil {
		t.Errorf("releasing what is lost: %v", err)
	}
	storetest.MustSave(t, lease, storetest.MustLoad(t, lease)) // and was not disturbed
	storetest.MustRelease(t, lease)
}

func releasedLeaseCannotWrite(t *testing.T, open opener) {
	released := storetest.MustLock(t, open(), "1")
	storetest.MustRelease(t, released)
	mustBeLost(t, released, state.New("lineage-1"))
	lease := storetest.MustLock(t, open(), "2")
	mustBeLost(t, released, state.New("lineage-1"))
	if err := released.Release(t.Context()); err != nil {
		t.Errorf("releasing twice: %v", err)
	}
	storetest.MustSave(t, lease, state.New("lineage-1"))
}

func mustBeLost(t *testing.T, lease state.Lease, s *state.State) {
	t.Helper()
	if _, err := lease.Load(t.Context()); !errors.Is(err, state.ErrLeaseLost) {
		t.Errorf("load: got %v, want ErrLeaseLost", err)
	}
	if err := lease.Check(t.Context()); !errors.Is(err, state.ErrLeaseLost) {
		t.Errorf("check: got %v, want ErrLeaseLost", err)
	}
	if err := lease.Note(t.Context(), s, storetest.Note(99)); !errors.Is(err, state.ErrLeaseLost) {
		t.Errorf("note: got %v, want ErrLeaseLost", err)
	}
	for name, save := range map[string]func(context.Context, *state.State) error{"save": lease.Save, "finish": lease.Finish} {
		if err := save(t.Context(), s); !errors.Is(err, state.ErrLeaseLost) {
			t.Errorf("%s: got %v, want ErrLeaseLost", name, err)
		}
	}
}

func oldStateCannotBeSaved(t *testing.T, open opener) {
	lease := storetest.MustLock(t, open(), "1")
	old := state.New("lineage-1")
	s := old.Clone()
	s.Replay(storetest.Note(1))
	storetest.MustSave(t, lease, s)
	if err := lease.Save(t.Context(), old); err == nil {
		t.Error("no error")
	}
	storetest.MustEqual(t, s, storetest.MustLoad(t, open()))
}

func foreignStateCannotBeSaved(t *testing.T, open opener) {
	lease := storetest.MustLock(t, open(), "1")
	s := state.New("lineage-1")
	storetest.MustSave(t, lease, s)
	foreign := state.New("lineage-2")
	foreign.Serial = s.Serial
	if err := lease.Save(t.Context(), foreign); err == nil {
		t.Error("no error")
	}
	storetest.MustEqual(t, s, storetest.MustLoad(t, open()))
}

const mostWriters = 8

func noUpdateIsLost(rounds int) func(t *testing.T, open opener) {
	return func(t *testing.T, open opener) {
		writers := mostWriters
		if testing.Short() {
			writers = 3
		}
		storetest.InParallel(writers, func(writer int) {
			store := open()
			for round := range rounds {
				if err := addOne(t, store, writer*rounds+round); err != nil {
					t.Errorf("writer %d round %d: %v", writer, round, err)
				}
			}
		})
		s := storetest.MustLoad(t, open())
		t.Logf("%d writers × %d rounds: %d of %d updates kept", writers, rounds, len(s.Bindings), writers*rounds)
		if s.Serial != int64(writers*rounds) || len(s.Bindings) != writers*rounds {
			t.Errorf("serial %d and %d bindings, want %d of each", s.Serial, len(s.Bindings), writers*rounds)
		}
	}
}

// addOne is a small apply: lock, load, note, save, release.
func addOne(t *testing.T, store state.Store, n int) (err error) {
	lease, err := lockInTurn(t, store, fmt.Sprint("writer-", n))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lease.Release(t.Context())) }()
	s, err := lease.Load(t.Context())
	if err != nil {
		return err
	}
	if s == nil {
		s = state.New("lineage-1")
	}
	s.Replay(storetest.Note(n))
	if err := lease.Note(t.Context(), s, storetest.Note(n)); err != nil {
		return err
	}
	return lease.Save(t.Context(), s)
}

// lockInTurn waits for its turn. All that wait together take no more of the machine than the
// one who works: each waits longer where an attempt costs more. However slow the machine is,
// somebody gets on, so what ends the patience is a holder who stays.
func lockInTurn(t *testing.T, store state.Store, id string) (state.Lease, error) {
	holder, since := "", time.Now()
	for {
		begin := time.Now()
		lease, err := store.Lock(t.Context(), storetest.HolderNamed(id))
		var locked *state.LockedError
		if !errors.As(err, &locked) {
			return lease, err
		}
		if locked.Holder.ID != holder {
			holder, since = locked.Holder.ID, time.Now()
		}
		if time.Since(since) > 2*time.Minute {
			return nil, err
		}
		wait := time.Millisecond + mostWriters*time.Since(begin)
		select {
		case <-t.Context().Done():
			return nil, t.Context().Err()
		case <-time.After(wait/2 + rand.N(wait/2)):
		}
	}
}

// takeOver does what a person does after a look: free the lock of a dead run, and go on.
func takeOver(t *testing.T, store state.Store, dead, id string) state.Lease {
	t.Helper()
	if err := store.Unlock(t.Context(), dead); err != nil {
		t.Fatalf("unlock: %v", err)
	}
	lease, err := lockPastLooks(t.Context(), store, id)
	if err != nil {
		t.Fatalf("lock: %v", err)
	}
	return lease
}

func runIsKept(t *testing.T, open opener) {
	if runs, err := open().Runs(t.Context(), nil); err != nil || len(runs) != 0 {
		t.Fatalf("before the first: %v, %v", runs, err)
	}
	lease := storetest.MustLock(t, open(), "1")
	s := state.New("lineage-1")
	mustKeep(t, lease, 1, "one: <>&\x00\n")
	storetest.MustNote(t, lease, s, storetest.Note(1))
	want := []state.Run{{Name: "local-1", Data: []byte("one: <>&\x00\n")}}
	mustHaveRuns(t, open(), nil, want)
	mustKeep(t, lease, 1, "cut off, and again\n") // a run that saved nothing leads to the same serial
	storetest.MustSave(t, lease, s)
	storetest.MustRelease(t, lease)

	lease = storetest.MustLock(t, open(), "2")
	s = storetest.MustLoad(t, lease)
	mustKeep(t, lease, 10, "ten\n")
	storetest.MustNote(t, lease, s, storetest.Note(2))
	storetest.MustSave(t, lease, s)
	storetest.MustRelease(t, lease)
	want = append(want, state.Run{Name: "local-1.2", Data: []byte("cut off, and again\n")}, state.Run{Name: "local-10", Data: []byte("ten\n")})
	mustHaveRuns(t, open(), nil, want)
	mustHaveRuns(t, open(), func(names []string) []string {
		if diff := cmp.Diff([]string{"local-1", "local-1.2", "local-10"}, names); diff != "" {
			t.Errorf("names (-want +got):\n%s", diff)
		}
		return []string{"local-10", "../../etc/passwd", "local-7"}
	}, want[2:])
	storetest.MustEqual(t, s, storetest.MustLoad(t, open()))
	if err := lease.Keep(t.Context(), 11, nil); !errors.Is(err, state.ErrLeaseLost) {
		t.Errorf("after the release: got %v, want ErrLeaseLost", err)
	}
}

func newestRunsAreKept(t *testing.T, open opener) {
	lease := storetest.MustLock(t, open(), "1")
	s := state.New("lineage-1")
	const more = 2
	for n := range state.KeptRuns + more {
		mustKeep(t, lease, int64(n+1), fmt.Sprint(n+1))
		if n < more || n > state.KeptRuns-more { // a store may keep the last of what no write came after
			storetest.MustNote(t, lease, s, storetest.Note(n))
		}
	}
	storetest.MustSave(t, lease, s)
	storetest.MustRelease(t, lease)
	runs, err := open().Runs(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(runs) > state.KeptRuns || runs[len(runs)-1].Name != fmt.Sprintf("local-%d", state.KeptRuns+more) {
		t.Errorf("%d runs up to %s", len(runs), runs[len(runs)-1].Name)
	}
	if err := storetest.MustLock(t, open(), "2").Keep(t.Context(), 99, make([]byte, state.MaxRun+1)); !errors.Is(err, state.ErrRunTooLong) {
		t.Errorf("a record without end: %v", err)
	}
}

func mustKeep(t *testing.T, lease state.Lease, serial int64, record string) {
	t.Helper()
	if err := lease.Keep(t.Context(), serial, []byte(record)); err != nil {
		t.Fatalf("keep: %v", err)
	}
}

func mustHaveRuns(t *testing.T, store state.Store, want func([]string) []string, runs []state.Run) {
	t.Helper()
	got, err := store.Runs(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(runs, got); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
}
