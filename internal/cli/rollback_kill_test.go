//go:build unix

package cli_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// The real program is killed with SIGKILL at any instant of a rollback: the next one ends as one that was not killed.
func TestARollbackThatIsKilledAtAnyInstantEndsTheSame(t *testing.T) {
	t.Parallel()
	testscale.Unwatched(t)
	took, _ := killedRollback(t, -1)
	random := rand.New(rand.NewPCG(3, 4))
	kills := 0
	for range testscale.Rounds(100, 1) {
		if _, died := killedRollback(t, took/3+time.Duration(random.Int64N(int64(took)*2/3))); died {
			kills++
		}
	}
	t.Logf("%d kills; a rollback takes %v", kills, took)
}

// killedRollback rolls back in a process that dies after a while, and then once more. It checks that all is as before
// the run.
func killedRollback(t *testing.T, after time.Duration) (took time.Duration, died bool) {
	t.Helper()
	s := openShop(t, emulator.Options{})
	a := rewriter{s, rand.New(rand.NewPCG(1, 1)), false}
	a.writeSome()
	s.exits(0, "key")
	before := s.files()
	s.exits(0, "apply", "--yes")
	for _, moved := range [][2]string{{"courses/c/03-part-2", "courses/c/01-part-0"}, {"courses/c/02-part-1/02-lesson-1.md", "courses/c/02-part-1/01-lesson-0.md"}} {
		s.exits(0, "mv", a.at(moved[0]), "--before", a.at(moved[1]))
	}
	s.remove("courses/c/02-part-1/04-lesson-3.md")
	a.write("courses/c/01-part-0/05-new.md", "# New\n")
	s.edit("courses/c/01-part-0/03-lesson-2.md", "title: ", "title: New ")
	s.exits(0, "apply", "--yes", "--allow-hide")
	cmd := s.process("rollback", "last", "--accept-deletes")
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if after >= 0 {
		time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	}
	died = cmd.Wait() != nil
	took = time.Since(begin)
	s.exits(0, "rollback", "last", "--accept-deletes")
	if diff := cmp.Diff(before, s.files()); diff != "" {
		t.Errorf("killed after %v (-before +after):\n%s", after, diff)
	}
	return took, died
}
