package state

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/testscale"
)

// place is somewhere new to keep a state. Each call of it opens another store on that one
// place, as another process would.
type place func() Store

// promise is a sentence about stores, and its test.
type promise struct {
	name string
	test func(t *testing.T, open place)
}

// testStore holds a Store to what the rest of the program relies on. Every implementation
// runs it, with a function that makes a place nobody has used. In the race at its end,
// each writer writes so many rounds.
func testStore(t *testing.T, rounds int, newPlace func(t *testing.T) place) {
	for _, promise := range promises(rounds) {
		t.Run(promise.name, func(t *testing.T) { promise.test(t, newPlace(t)) })
	}
}

func promises(rounds int) []promise {
	return []promise{
		{"a store that was never written to holds nothing", holdsNothing},
		{"what is saved is loaded by others", savedIsLoaded},
		{"every save has the next serial", savesCount},
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
		{"writers who take turns lose no update", noUpdateIsLost(rounds)},
	}
}

func TestFileStoreConforms(t *testing.T) {
	testStore(t, testscale.Rounds(25, 1), func(t *testing.T) place {
		dir := t.TempDir()
		return func() Store { return NewFileStore(OS{}, dir, "local") }
	})
}

func holdsNothing(t *testing.T, open place) {
	mustEqual(t, nil, mustLoad(t, open()))
	if holder, err := open().Holder(t.Context()); holder != nil || err != nil {
		t.Errorf("holder: got %v, %v; want nobody", holder, err)
	}
	lease := mustLock(t, open(), "1")
	mustEqual(t, nil, mustLoad(t, lease))
	mustRelease(t, lease)
	mustEqual(t, nil, mustLoad(t, open()))
	if open().Location() == "" {
		t.Error("the store does not say where it is")
	}
}

func savedIsLoaded(t *testing.T, open place) {
	s := pottery()
	s.Serial = 0
	lease := mustLock(t, open(), "1")
	mustSave(t, lease, s)
	mustEqual(t, s, mustLoad(t, lease))
	mustEqual(t, s, mustLoad(t, open()))
	mustRelease(t, lease)
	mustEqual(t, s, mustLoad(t, open()))
}

func savesCount(t *testing.T, open place) {
	s := New("lineage-1")
	for want := int64(1); want <= 4; want++ {
		lease := mustLock(t, open(), "1")
		if want > 1 {
			s = mustLoad(t, lease)
		}
		mustSave(t, lease, s)
		mustRelease(t, lease)
		if got := mustLoad(t, open()).Serial; got != want || s.Serial != want {
			t.Errorf("serial %d stored and %d in hand, want %d", got, s.Serial, want)
		}
	}
}

func notedIsLoaded(t *testing.T, open place) {
	lease := mustLock(t, open(), "1")
	s := New("lineage-1")
	mustSave(t, lease, s)
	for n := range 3 {
		mustNote(t, lease, s, note(n))
		mustEqual(t, s, mustLoad(t, open()))
	}
	mustSave(t, lease, s)
	mustNote(t, lease, s, note(3))
	mustEqual(t, s, mustLoad(t, open()))
	mustRelease(t, lease)
	mustEqual(t, s, mustLoad(t, open()))
}

func notesAreWhole(t *testing.T, open place) {
	lease := mustLock(t, open(), "1")
	s := New("lineage-1")
	all := []Entry{
		intent(1, "pottery"), intent(2, "glazing"), intent(3, "firing"), done(1, "pottery", "cors_1"), {Event: EventDropped, Op: 2},
		{Event: EventBind, Address: at("kilns"), Binding: pottery().Bindings[at("pottery/clay/wedging")]},
		{Event: EventFile, SHA256: "sha", File: &File{ID: "file_1", Public: true}},
	}
	mustNote(t, lease, s, all)
	if s := mustLoad(t, open()); len(s.Pending) != 1 || len(s.Bindings) != 2 || len(s.Files) != 1 {
		t.Errorf("loaded %s", document(t, s))
	}
}

// notesOutliveAKill leaves a lease without a word, as a process does that is killed.
func notesOutliveAKill(t *testing.T, open place) {
	lease := mustLock(t, open(), "1")
	s := pottery()
	s.Serial = 0
	mustSave(t, lease, s)
	mustNote(t, lease, s, []Entry{intent(4, lesson(4))})
	mustNote(t, lease, s, note(5))

	lease = takeOver(t, open(), "1", "2")
	mustEqual(t, s, mustLoad(t, lease))
	s = mustLoad(t, lease)
	mustNote(t, lease, s, note(4))
	mustEqual(t, s, mustLoad(t, open()))
	mustSave(t, lease, s)
	mustEqual(t, s, mustLoad(t, open()))
	mustRelease(t, lease)
}

func firstRunIsContinued(t *testing.T, open place) {
	lease := mustLock(t, open(), "1")
	s := New("lineage-1")
	s.Target = Target{BaseURL: "https://api.whop.com", Experience: "exp_1"}
	mustNote(t, lease, s, note(1))

	lease = takeOver(t, open(), "1", "2")
	again := mustLoad(t, lease)
	mustEqual(t, s, again)
	mustSave(t, lease, again)
	mustEqual(t, again, mustLoad(t, open()))
}

func lockNamesItsHolder(t *testing.T, open place) {
	lease := mustLock(t, open(), "1")
	_, err := open().Lock(t.Context(), holderNamed("2"))
	var locked *LockedError
	if !errors.As(err, &locked) {
		t.Fatalf("the second lock: got %v, want a LockedError", err)
	}
	if diff := cmp.Diff(holderNamed("1"), locked.Holder); diff != "" {
		t.Errorf("holder in the error (-want +got):\n%s", diff)
	}
	holder, err := open().Holder(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := holderNamed("1")
	if diff := cmp.Diff(&want, holder); diff != "" {
		t.Errorf("holder (-want +got):\n%s", diff)
	}
	mustRelease(t, lease)
	if holder, err := open().Holder(t.Context()); holder != nil || err != nil {
		t.Errorf("after the release: got %v, %v; want nobody", holder, err)
	}
	mustRelease(t, mustLock(t, open(), "2"))
}

func unlockTakesTheID(t *testing.T, open place) {
	if err := open().Unlock(t.Context(), "1"); err == nil {
		t.Error("unlocking what is not locked: no error")
	}
	lease := mustLock(t, open(), "1")
	if err := open().Unlock(t.Context(), "2"); err == nil {
		t.Error("unlocking with a wrong id: no error")
	}
	mustSave(t, lease, New("lineage-1")) // still locked
	if err := open().Unlock(t.Context(), "1"); err != nil {
		t.Errorf("unlock: %v", err)
	}
	if holder, err := open().Holder(t.Context()); holder != nil || err != nil {
		t.Errorf("after the unlock: got %v, %v; want nobody", holder, err)
	}
	mustRelease(t, mustLock(t, open(), "2"))
}

func lostLeaseCannotWrite(t *testing.T, open place) {
	lost := mustLock(t, open(), "1")
	s := New("lineage-1")
	mustNote(t, lost, s, note(1))
	if err := open().Unlock(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	before := mustLoad(t, open())
	mustBeLost(t, lost, s) // nobody holds the lock

	lease := mustLock(t, open(), "2")
	mustBeLost(t, lost, s) // somebody else does
	mustEqual(t, before, mustLoad(t, open()))
	if err := lost.Release(t.Context()); err != nil {
		t.Errorf("releasing what is lost: %v", err)
	}
	mustSave(t, lease, mustLoad(t, lease)) // and was not disturbed
	mustRelease(t, lease)
}

func releasedLeaseCannotWrite(t *testing.T, open place) {
	released := mustLock(t, open(), "1")
	mustRelease(t, released)
	mustBeLost(t, released, New("lineage-1"))
	lease := mustLock(t, open(), "2")
	mustBeLost(t, released, New("lineage-1"))
	if err := released.Release(t.Context()); err != nil {
		t.Errorf("releasing twice: %v", err)
	}
	mustSave(t, lease, New("lineage-1"))
}

func mustBeLost(t *testing.T, lease Lease, s *State) {
	t.Helper()
	if _, err := lease.Load(t.Context()); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("load: got %v, want ErrLeaseLost", err)
	}
	if err := lease.Note(t.Context(), s, note(99)); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("note: got %v, want ErrLeaseLost", err)
	}
	if err := lease.Save(t.Context(), s); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("save: got %v, want ErrLeaseLost", err)
	}
}

func oldStateCannotBeSaved(t *testing.T, open place) {
	lease := mustLock(t, open(), "1")
	old := New("lineage-1")
	s := old.Clone()
	s.Replay(note(1))
	mustSave(t, lease, s)
	if err := lease.Save(t.Context(), old); err == nil {
		t.Error("no error")
	}
	mustEqual(t, s, mustLoad(t, open()))
}

func foreignStateCannotBeSaved(t *testing.T, open place) {
	lease := mustLock(t, open(), "1")
	s := New("lineage-1")
	mustSave(t, lease, s)
	foreign := New("lineage-2")
	foreign.Serial = s.Serial
	if err := lease.Save(t.Context(), foreign); err == nil {
		t.Error("no error")
	}
	mustEqual(t, s, mustLoad(t, open()))
}

const writers = 8

func noUpdateIsLost(rounds int) func(t *testing.T, open place) {
	return func(t *testing.T, open place) {
		inParallel(writers, func(writer int) {
			store := open()
			for round := range rounds {
				if err := addOne(t, store, writer*rounds+round); err != nil {
					t.Errorf("writer %d round %d: %v", writer, round, err)
				}
			}
		})
		s := mustLoad(t, open())
		t.Logf("%d writers × %d rounds: %d of %d updates kept", writers, rounds, len(s.Bindings), writers*rounds)
		if s.Serial != int64(writers*rounds) || len(s.Bindings) != writers*rounds {
			t.Errorf("serial %d and %d bindings, want %d of each", s.Serial, len(s.Bindings), writers*rounds)
		}
	}
}

// addOne is a small apply: lock, load, note, save, release.
func addOne(t *testing.T, store Store, n int) (err error) {
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
		s = New("lineage-1")
	}
	s.Replay(note(n))
	if err := lease.Note(t.Context(), s, note(n)); err != nil {
		return err
	}
	return lease.Save(t.Context(), s)
}

// lockInTurn waits for its turn. All that wait together take no more of the machine than the
// one who works: each waits longer where an attempt costs more. However slow the machine is,
// somebody gets on, so what ends the patience is a holder who stays.
func lockInTurn(t *testing.T, store Store, id string) (Lease, error) {
	holder, since := "", time.Now()
	for {
		begin := time.Now()
		lease, err := store.Lock(t.Context(), holderNamed(id))
		var locked *LockedError
		if !errors.As(err, &locked) {
			return lease, err
		}
		if locked.Holder.ID != holder {
			holder, since = locked.Holder.ID, time.Now()
		}
		if time.Since(since) > 2*time.Minute {
			return nil, err
		}
		if err := pause(t.Context(), time.Millisecond+writers*time.Since(begin)); err != nil {
			return nil, err
		}
	}
}

// takeOver does what a person does after a look: free the lock of a dead run, and go on.
func takeOver(t *testing.T, store Store, dead, id string) Lease {
	t.Helper()
	if err := store.Unlock(t.Context(), dead); err != nil {
		t.Fatalf("unlock: %v", err)
	}
	return mustLock(t, store, id)
}
