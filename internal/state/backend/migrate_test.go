package backend_test

import (
	"errors"
	"testing"

	"whopsync/internal/state"
	"whopsync/internal/state/storetest"
)

func TestAStateMovesBetweenAllKindsOfStores(t *testing.T) {
	origin := newOrigin(t)
	stores := []state.Store{
		mustOpen(t, "file", t.TempDir()),
		mustOpen(t, "git", newClone(t, origin)),
		inBucket(t, newS3(t, nil))(),
		newTerraform(t).place(t)(),
		mustOpen(t, "file", t.TempDir()),
	}
	s := storetest.Pottery()
	lease := storetest.MustLock(t, stores[0], "1")
	s.Serial = 0
	storetest.MustSave(t, lease, s)
	storetest.MustNote(t, lease, s, storetest.Note(8))
	storetest.MustRelease(t, lease)
	for i, from := range stores[:len(stores)-1] {
		before := storetest.MustLoad(t, from)
		if _, err := state.Migrate(t.Context(), from, stores[i+1], storetest.HolderNamed("1")); err != nil {
			t.Fatalf("from %s to %s: %v", from.Location(), stores[i+1].Location(), err)
		}
		storetest.MustEqual(t, before, storetest.MustLoad(t, from))
	}
	s.Serial += int64(len(stores) - 1)
	storetest.MustEqual(t, s, storetest.MustLoad(t, stores[len(stores)-1]))
	for _, store := range stores {
		if holder, err := store.Holder(t.Context()); holder != nil || err != nil {
			t.Errorf("%s is still locked by %v (%v)", store.Location(), holder, err)
		}
	}
}

func TestNoStateIsOverwrittenByAnother(t *testing.T) {
	from, to := mustOpen(t, "file", t.TempDir()), mustOpen(t, "file", t.TempDir())
	for i, store := range []state.Store{from, to} {
		s := state.New("lineage-1")
		s.Replay(storetest.Note(i))
		lease := storetest.MustLock(t, store, "1")
		storetest.MustSave(t, lease, s)
		storetest.MustRelease(t, lease)
	}
	want := storetest.MustLoad(t, to)
	if _, err := state.Migrate(t.Context(), from, to, storetest.HolderNamed("1")); !errors.Is(err, state.ErrOccupied) {
		t.Errorf("got %v, want ErrOccupied", err)
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
