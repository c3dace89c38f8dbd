package cli_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/file"
	"whopsync/internal/whop/emulator"
)

// holds makes the test itself a run that holds the lock of an environment, under the id
// L-1, to the end of the script.
func holds(ts *testscript.TestScript, neg bool, args []string) {
	store := file.New(file.OS{}, ts.MkAbs(".whopsync"), args[0])
	holder := state.Holder{ID: "L-1", Command: "whopsync apply", Who: "ada@runner-7", Process: 4711, Since: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	lease, err := store.Lock(context.Background(), holder)
	ts.Check(err)
	ts.Defer(func() { ts.Check(lease.Release(context.Background())) })
}

// occupies makes the test itself a run that has the local Whop, to the end of the script.
func occupies(ts *testscript.TestScript, neg bool, args []string) {
	whop, err := emulator.New(emulator.Options{Dir: ts.MkAbs(".whopsync/local")})
	ts.Check(err)
	ts.Defer(func() { ts.Check(whop.Close()) })
}

// locked waits until someone has locked an environment.
func locked(ts *testscript.TestScript, neg bool, args []string) {
	path := filepath.Join(ts.MkAbs(".whopsync"), args[0]+".lock")
	for begin := time.Now(); time.Since(begin) < patience; time.Sleep(5 * time.Millisecond) {
		var holder state.Holder
		if data, err := os.ReadFile(path); err == nil && json.Unmarshal(data, &holder) == nil {
			return
		}
	}
	ts.Fatalf("nobody locked %s", args[0])
}
