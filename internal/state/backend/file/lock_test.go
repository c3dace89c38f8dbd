package file

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"

	"whopsync/internal/state"
	"whopsync/internal/state/storetest"
)

func TestTheSecondToLockLearnsWhoWasFirst(t *testing.T) {
	store := openFiles(t)
	lease := storetest.MustLock(t, store, "1")

	_, err := store.Lock(t.Context(), storetest.HolderNamed("2"))
	var locked *state.LockedError
	if !errors.As(err, &locked) {
		t.Fatalf("got %v, want a LockedError", err)
	}
	if diff := cmp.Diff(&state.LockedError{Holder: storetest.HolderNamed("1"), Location: store.Location()}, locked); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
	want := "the state at " + store.Location() + " is locked by ada@kiln (whopsync apply, since 2026-01-02T03:04:05Z)"
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}

	storetest.MustRelease(t, lease)
	storetest.MustRelease(t, storetest.MustLock(t, store, "2"))
}

func TestAskingWhoHoldsALockLeavesNothingBehind(t *testing.T) {
	store := New(OS{}, filepath.Join(t.TempDir(), "not made yet"), "local")
	if holder, err := store.Holder(t.Context()); holder != nil || err != nil {
		t.Errorf("got %v, %v; want nobody", holder, err)
	}
	if err := store.Unlock(t.Context(), "1"); err == nil {
		t.Error("unlock: no error")
	}
	if _, err := os.Stat(store.dir); !errors.Is(err, os.ErrNotExist) {
		t.Error("the directory was made")
	}
}

// Windows lets no one read what is locked, and the lock is on the first byte.
func TestTheNameStandsAfterTheByteThatIsLocked(t *testing.T) {
	store := openFiles(t)
	lease := storetest.MustLock(t, store, "1")
	file, err := os.OpenFile(store.path("lock"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt([]byte("?"), 0); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	holder, err := store.Holder(t.Context())
	if want := storetest.HolderNamed("1"); err != nil || *holder != want {
		t.Errorf("got %v (%v), want %v", holder, err, want)
	}
	storetest.MustRelease(t, lease)
}

func TestAHolderWithoutANameIsStillAHolder(t *testing.T) {
	store := openFiles(t)
	storetest.MustLock(t, store, "1")
	mustWrite(t, store.path("lock"), "garbage")
	_, err := store.Lock(t.Context(), storetest.HolderNamed("2"))
	var locked *state.LockedError
	if !errors.As(err, &locked) || !strings.HasSuffix(err.Error(), "is locked by another process on this machine") {
		t.Errorf("got %v", err)
	}
}

func TestLookingAtALockBlocksNoOne(t *testing.T) {
	store := openFiles(t)
	var over atomic.Bool
	var lookers sync.WaitGroup
	for range 3 {
		lookers.Go(func() {
			for !over.Load() {
				holder, err := store.Holder(t.Context())
				if err != nil || holder != nil && holder.ID != "1" {
					t.Errorf("holder: %v, %v", holder, err)
				}
			}
		})
	}
	for range 100 {
		storetest.MustRelease(t, storetest.MustLock(t, store, "1"))
	}
	over.Store(true)
	lookers.Wait()
}

func TestALinkUnderTheNameOfALockIsNotFollowed(t *testing.T) {
	store := openFiles(t)
	precious := filepath.Join(t.TempDir(), "precious")
	mustWrite(t, precious, "precious")
	for _, suffix := range []string{"lock", "journal.jsonl.new", "state.json.new"} {
		if err := os.Symlink(precious, store.path(suffix)); err != nil {
			t.Skip(err)
		}
	}
	lease := storetest.MustLock(t, store, "1")
	s := state.New("lineage-1")
	storetest.MustNote(t, lease, s, storetest.Note(1))
	storetest.MustSave(t, lease, s)
	if got := string(mustRead(t, precious)); got != "precious" {
		t.Errorf("it was written through the link: %q", got)
	}
}

// TestALockIsNotFreedInTheMiddleOfAWrite holds a write up between its look at the lock
// and its end: that is the moment at which two applies could mix.
func TestALockIsNotFreedInTheMiddleOfAWrite(t *testing.T) {
	disk := &heldUpDisk{Disk: OS{}, begun: make(chan struct{}), goOn: make(chan struct{})}
	store := New(disk, t.TempDir(), "local")
	lease := storetest.MustLock(t, store, "1")
	noted := make(chan error)
	go func() { noted <- lease.Note(t.Context(), state.New("lineage-1"), storetest.Note(1)) }()
	<-disk.begun

	soon, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := store.Unlock(soon, "1"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("unlock in the middle of a write: got %v, want that it has to wait", err)
	}
	close(disk.goOn)
	if err := <-noted; err != nil {
		t.Errorf("note: %v", err)
	}
	if err := store.Unlock(t.Context(), "1"); err != nil {
		t.Errorf("unlock after the write: %v", err)
	}
}

// heldUpDisk waits before it puts a file in its place.
type heldUpDisk struct {
	Disk
	begun, goOn chan struct{}
}

func (d *heldUpDisk) Rename(from, to string) error {
	close(d.begun)
	<-d.goOn
	return d.Disk.Rename(from, to)
}

func TestASuspendedProcessDoesNotHoldOthersForever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := openFiles(t)
		storetest.MustLock(t, store, "1")
		gate := flock.New(store.path("gate"))
		if taken, err := gate.TryLock(); !taken || err != nil {
			t.Fatal(taken, err)
		}
		defer gate.Close()
		if _, err := store.Holder(t.Context()); err == nil || !strings.Contains(err.Error(), "suspended") {
			t.Errorf("got %v, want a guess at the cause", err)
		}
	})
}
