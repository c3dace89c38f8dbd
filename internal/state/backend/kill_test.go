package backend_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"whopsync/internal/state"
	"whopsync/internal/state/backend"
	"whopsync/internal/state/storetest"
)

// These variables tell the test binary to be a process that writes until it is killed:
// to which store, and where folder.
const (
	childStore = "WHOPSYNC_STATE_TEST_STORE"
	childDir   = "WHOPSYNC_STATE_TEST_DIR"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		store, err := backend.Open(os.Getenv(childStore), state.Place{Env: "local", Memory: dir, Repo: dir, Environ: os.Environ()})
		if err == nil {
			err = writeForEver(store)
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// testKills kills holders of a shared store, each a bit later. Anyone who takes over
// finds their name in the lock and every note that was acknowledged. Each call of newDir
// makes a folder where another machine would work.
func testKills(t *testing.T, where string, newDir func() string) {
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	acknowledged := 0
	for round := range rounds {
		acknowledged = killAfter(t, where, newDir(), acknowledged+1+round)
		store := mustOpen(t, where, newDir())
		holder, err := store.Holder(t.Context())
		if err != nil || holder == nil || holder.ID != "child" {
			t.Fatalf("round %d: the lock is held by %v (%v), want the one that was killed", round, holder, err)
		}
		lease := takeOver(t, store, "child", "parent")
		s := storetest.MustLoad(t, lease)
		for n := range acknowledged {
			if !storetest.HasNote(s, n+1) {
				t.Fatalf("round %d: note %d of %d is lost", round, n+1, acknowledged)
			}
		}
		acknowledged = len(s.Bindings) // one more may have been on its way
		storetest.MustSave(t, lease, s)
		storetest.MustRelease(t, lease)
	}
	t.Logf("%d kills: %d of %d notes kept", rounds, acknowledged, acknowledged)
}

// killAfter runs a child in dir until it has acknowledged note n, kills it, and returns
// the last note that it acknowledged.
func killAfter(t *testing.T, where, dir string, n int) (last int) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), childStore+"="+where, childDir+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, err := fmt.Sscanf(lines.Text(), "noted %d", &last); err != nil {
			t.Fatalf("child said %q", lines.Text())
		}
		if last == n {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = child.Wait() // killed
	if last < n {
		t.Fatalf("the child ended after note %d, before note %d", last, n)
	}
	return last
}

// lockPastLooks takes the lock. The last request of a holder that was killed may arrive after its lock was freed. If that
// was a look at the lock, the lock is taken by nobody who is there, and has to be freed, as a person would.
func lockPastLooks(ctx context.Context, store state.Store, id string) (state.Lease, error) {
	lease, err := store.Lock(ctx, storetest.HolderNamed(id))
	var locked *state.LockedError
	if errors.As(err, &locked) && strings.HasPrefix(locked.Holder.ID, "look-") {
		if err := store.Unlock(ctx, locked.Holder.ID); err != nil {
			return nil, err
		}
		return store.Lock(ctx, storetest.HolderNamed(id))
	}
	return lease, err
}

// writeForEver goes on where the notes of store end, and says so after each. Now and then
// it saves.
func writeForEver(store state.Store) error {
	ctx := context.Background()
	lease, err := lockPastLooks(ctx, store, "child")
	if err != nil {
		return err
	}
	s, err := lease.Load(ctx)
	if err != nil {
		return err
	}
	if s == nil {
		s = state.New("lineage-1")
	}
	for n := len(s.Bindings) + 1; ; n++ {
		s.Replay(storetest.Note(n))
		if err := lease.Note(ctx, s, storetest.Note(n)); err != nil {
			return err
		}
		if _, err := fmt.Println("noted", n); err != nil {
			return err
		}
		if n%3 == 0 {
			if err := lease.Save(ctx, s); err != nil {
				return err
			}
		}
	}
}
