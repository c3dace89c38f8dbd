package backend_test

import (
	"errors"
	"fmt"
	"testing"

	"whopsync/internal/state"
	"whopsync/internal/state/storetest"
)

// Each state goes on to the next kind of store, and at the end back to the first.
func TestAStateMovesBetweenAllKindsOfStores(t *testing.T) {
	origin := newOrigin(t)
	first := mustOpen(t, "file", t.TempDir())
	stores := []state.Store{
		first,
		mustOpen(t, "git", newClone(t, origin)),
		inBucket(t, newS3(t, nil))(),
		newTerraform(t).place(t)(),
		mustOpen(t, "file", t.TempDir()),
		first,
	}
	s := storetest.Pottery()
	s.Serial, s.Migrated = 0, nil
	lease := storetest.MustLock(t, first, "1")
	storetest.MustSave(t, lease, s)
	storetest.MustNote(t, lease, s, storetest.Note(8))
	storetest.MustRelease(t, lease)
	for i, from := range stores[:len(stores)-1] {
		before := storetest.MustLoad(t, from)
		mustMigrate(t, from, stores[i+1])
		storetest.MustEqual(t, before, storetest.MustLoad(t, from))
	}
	got := storetest.MustLoad(t, first)
	s.Serial += int64(len(stores) - 1)
	s.Migrated = got.Migrated
	storetest.MustEqual(t, s, got)
	for _, store := range stores {
		if holder, err := store.Holder(t.Context()); holder != nil || err != nil {
			t.Errorf("%s is still locked by %v (%v)", store.Location(), holder, err)
		}
	}
}

// What a migration left may be replaced by what has grown from it, and by nothing else.
func TestNoStateIsOverwrittenByAnother(t *testing.T) {
	for _, test := range []struct {
		name    string
		there   func(t *testing.T, from, to state.Store) // after a state went from to to from
		isNewer bool
		fails   bool
	}{
		{name: "as it was left", there: func(*testing.T, state.Store, state.Store) {}},
		{name: "a save", fails: true, there: func(t *testing.T, _, to state.Store) { write(t, to, true) }},
		{name: "a note", fails: true, there: func(t *testing.T, _, to state.Store) { write(t, to, false) }},
		{name: "a save that made it as old as what another place was left with", fails: true, there: func(t *testing.T, from, to state.Store) {
			third := mustOpen(t, "file", t.TempDir())
			mustMigrate(t, from, third)
			mustMigrate(t, third, from)
			write(t, to, true)
			write(t, to, true)
			write(t, to, true)
		}},
		{name: "the one that has grown", fails: true, isNewer: true, there: func(t *testing.T, from, to state.Store) { mustMigrate(t, from, to) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			to, from := mustOpen(t, "git", newClone(t, newOrigin(t))), mustOpen(t, "file", t.TempDir())
			write(t, to, true)
			mustMigrate(t, to, from)
			test.there(t, from, to)
			want := storetest.MustLoad(t, to)
			_, err := state.Migrate(t.Context(), from, to, storetest.HolderNamed("1"))
			var occupied *state.OccupiedError
			if errors.As(err, &occupied) != test.fails || test.fails && occupied.IsNewer != test.isNewer {
				t.Fatalf("got %v, want a refusal: %t", err, test.fails)
			}
			if test.fails {
				storetest.MustEqual(t, want, storetest.MustLoad(t, to))
			}
		})
	}
}

// write notes something that no other write has, and may save it.
func write(t *testing.T, store state.Store, save bool) {
	t.Helper()
	lease := storetest.MustLock(t, store, "1")
	s := storetest.MustLoad(t, lease)
	if s == nil {
		s = state.New("lineage-1")
	}
	storetest.MustNote(t, lease, s, storetest.Note(len(s.Bindings)))
	if save {
		storetest.MustSave(t, lease, s)
	}
	storetest.MustRelease(t, lease)
}

func mustMigrate(t *testing.T, from, to state.Store) {
	t.Helper()
	if _, err := state.Migrate(t.Context(), from, to, storetest.HolderNamed("1")); err != nil {
		t.Fatalf("from %s to %s: %v", from.Location(), to.Location(), err)
	}
}

func TestAStateOfAnotherLineageIsNotOverwritten(t *testing.T) {
	from, to := mustOpen(t, "file", t.TempDir()), mustOpen(t, "file", t.TempDir())
	for i, store := range []state.Store{from, to} {
		s := state.New(fmt.Sprint("lineage-", i))
		s.Replay(storetest.Note(i))
		lease := storetest.MustLock(t, store, "1")
		storetest.MustSave(t, lease, s)
		storetest.MustRelease(t, lease)
	}
	want := storetest.MustLoad(t, to)
	var occupied *state.OccupiedError
	if _, err := state.Migrate(t.Context(), from, to, storetest.HolderNamed("1")); !errors.As(err, &occupied) || occupied.IsNewer {
		t.Errorf("got %v, want a refusal", err)
	}
	storetest.MustEqual(t, want, storetest.MustLoad(t, to))
}

func TestNothingIsNotMoved(t *testing.T) {
	to := mustOpen(t, "file", t.TempDir())
	if _, err := state.Migrate(t.Context(), mustOpen(t, "file", t.TempDir()), to, storetest.HolderNamed("1")); err == nil {
		t.Error("no error")
	}
	storetest.MustEqual(t, nil, storetest.MustLoad(t, to))
}

func TestAStateInUseIsNotMoved(t *testing.T) {
	from, to := mustOpen(t, "file", t.TempDir()), mustOpen(t, "file", t.TempDir())
	lease := storetest.MustLock(t, from, "1")
	storetest.MustSave(t, lease, state.New("lineage-1"))
	storetest.MustRelease(t, lease)
	var locked *state.LockedError
	lease = storetest.MustLock(t, to, "1")
	if _, err := state.Migrate(t.Context(), from, to, storetest.HolderNamed("2")); !errors.As(err, &locked) {
		t.Errorf("got %v, want a LockedError", err)
	}
	storetest.MustRelease(t, lease)
	storetest.MustRelease(t, storetest.MustLock(t, from, "3")) // given back
}
