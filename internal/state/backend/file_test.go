package backend_test

import (
	"testing"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/file"
	"whopsync/internal/state/storetest"
	"whopsync/internal/testscale"
)

func TestFileStoreConforms(t *testing.T) {
	conform(t, testscale.Rounds(25, 1), func(t *testing.T) opener {
		dir := t.TempDir()
		return func() state.Store { return mustOpen(t, "file", dir) }
	})
}

// TestAKillLosesNothingThatWasNoted kills a process that holds the lock, each time a bit
// later. The next one finds the lock free and every note that was acknowledged.
func TestAKillLosesNothingThatWasNoted(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 2
	}
	dir := t.TempDir()
	store := file.New(file.OS{}, dir, "local")
	acknowledged := 0
	for round := range rounds {
		acknowledged = killAfter(t, "file", dir, acknowledged+1+round)
		if holder, err := store.Holder(t.Context()); holder != nil || err != nil {
			t.Fatalf("round %d: the lock outlived its process: %v, %v", round, holder, err)
		}
		lease := storetest.MustLock(t, store, "parent")
		s := storetest.MustLoad(t, lease)
		for n := range acknowledged {
			if !storetest.HasNote(s, n+1) {
				t.Fatalf("round %d: note %d of %d is lost", round, n+1, acknowledged)
			}
		}
		storetest.MustRelease(t, lease)
		acknowledged = len(s.Bindings) // one more may have been on its way
	}
}
