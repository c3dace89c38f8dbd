package state

import (
	"errors"
	"testing"
)

func TestAStateMovesBetweenAllKindsOfStores(t *testing.T) {
	origin := newOrigin(t)
	stores := []Store{
		openFiles(t),
		mustOpen(t, "git", newClone(t, origin)),
		inBucket(t, newS3(t, nil))(),
		newTerraform(t).place(t)(),
		openFiles(t),
	}
	s := pottery()
	lease := mustLock(t, stores[0], "1")
	s.Serial = 0
	mustSave(t, lease, s)
	mustNote(t, lease, s, note(8))
	mustRelease(t, lease)
	for i, from := range stores[:len(stores)-1] {
		before := mustLoad(t, from)
		if _, err := Migrate(t.Context(), from, stores[i+1], holderNamed("1")); err != nil {
			t.Fatalf("from %s to %s: %v", from.Location(), stores[i+1].Location(), err)
		}
		mustEqual(t, before, mustLoad(t, from))
	}
	s.Serial += int64(len(stores) - 1)
	mustEqual(t, s, mustLoad(t, stores[len(stores)-1]))
	for _, store := range stores {
		if holder, err := store.Holder(t.Context()); holder != nil || err != nil {
			t.Errorf("%s is still locked by %v (%v)", store.Location(), holder, err)
		}
	}
}

func TestNoStateIsOverwrittenByAnother(t *testing.T) {
	from, to := openFiles(t), openFiles(t)
	for i, store := range []Store{from, to} {
		s := New("lineage-1")
		s.Replay(note(i))
		lease := mustLock(t, store, "1")
		mustSave(t, lease, s)
		mustRelease(t, lease)
	}
	want := mustLoad(t, to)
	if _, err := Migrate(t.Context(), from, to, holderNamed("1")); !errors.Is(err, ErrOccupied) {
		t.Errorf("got %v, want ErrOccupied", err)
	}
	mustEqual(t, want, mustLoad(t, to))
}

func TestNothingIsNotMoved(t *testing.T) {
	to := openFiles(t)
	if _, err := Migrate(t.Context(), openFiles(t), to, holderNamed("1")); err == nil {
		t.Error("no error")
	}
	mustEqual(t, nil, mustLoad(t, to))
}

func TestAStateInUseIsNotMoved(t *testing.T) {
	from, to := openFiles(t), openFiles(t)
	lease := mustLock(t, from, "1")
	mustSave(t, lease, New("lineage-1"))
	mustRelease(t, lease)
	var locked *LockedError
	lease = mustLock(t, to, "1")
	if _, err := Migrate(t.Context(), from, to, holderNamed("2")); !errors.As(err, &locked) {
		t.Errorf("got %v, want a LockedError", err)
	}
	mustRelease(t, lease)
	mustRelease(t, mustLock(t, from, "3")) // given back
}
