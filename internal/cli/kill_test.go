//go:build unix

package cli_test

import (
	"flag"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

var allKills = flag.Bool("all-kills", false, "kill a run at every boundary, wherever its state is kept, and not only at some")

// TestARunThatIsKilledIsFinishedByTheNext kills the real program with SIGKILL in two
// applies: one that creates a course, and one that creates, edits, moves, hides and
// destroys. It dies at a request to Whop or at a write of its own state, before that has
// its effect or after. CI systems cancel jobs like that. Then a person does what the next
// run says.
func TestARunThatIsKilledIsFinishedByTheNext(t *testing.T) {
	testscale.Unwatched(t)
	for _, keeper := range keepers {
		t.Run(keeper.name, func(t *testing.T) {
			keeper.takesPart(t)
			all := killingsOf(t, keeper)
			some := all
			if !*allKills {
				some = spread(all, testscale.Rounds(keeper.kills, 1))
			}
			kills := 0
			for _, killing := range some {
				t.Run(killing.String(), func(t *testing.T) {
					if killing.play(t, keeper) {
						kills++
					}
				})
			}
			t.Logf("%d kills at %d of %d boundaries, and every object once after each", kills, len(some), len(all))
			if kills < len(some)/2 {
				t.Errorf("only %d kills of %d: the runs did not get that far", kills, len(some))
			}
		})
	}
}

// killing says when a run dies.
type killing struct {
	first   bool // in the first apply, and not in the second
	workers string
	ofState bool // at a write of the state, and not at a request to Whop
	nth     int
	after   bool // what it was about to do has its effect
}

func (k killing) String() string {
	name := func(is bool, yes, no string) string {
		if is {
			return yes
		}
		return no
	}
	return fmt.Sprintf("%s %s %d of the %s apply with %s workers",
		name(k.after, "after", "before"), name(k.ofState, "write", "request"), k.nth, name(k.first, "first", "second"), k.workers)
}

// killingsOf lets both applies pass in peace, and returns all moments in them. With several
// workers, how many writes there are depends on who meets whom.
func killingsOf(t *testing.T, keeper keeper) (all []killing) {
	for _, workers := range []string{"1", "8"} {
		s := openKiln(t, keeper)
		for _, first := range []bool{true, false} {
			if !first {
				s.editKiln()
			}
			requests, writes := s.counted(func() { s.run(append(applyKiln, "--parallelism", workers)...) })
			all = append(all, moments(killing{first: first, workers: workers}, requests)...)
			all = append(all, moments(killing{first: first, workers: workers, ofState: true}, writes)...)
		}
	}
	return all
}

// moments returns k before and after each of n.
func moments(k killing, n int) (all []killing) {
	for k.nth = 1; k.nth <= n; k.nth++ {
		for _, k.after = range []bool{false, true} {
			all = append(all, k)
		}
	}
	return all
}

// counted returns how many requests to Whop and writes of the state there are in what is done.
func (s *shop) counted(do func()) (requests, writes int) {
	s.whop.ClearLog()
	if s.kept.line == nil {
		do()
		return len(s.whop.Log()), 0
	}
	s.kept.line.count(cut{})
	do()
	return len(s.whop.Log()), s.kept.line.counted()
}

// openKiln makes the files of the kiln, with a place for its state.
func openKiln(t *testing.T, keeper keeper) *shop {
	s := openShop(t, emulator.Options{})
	s.keepAt(keeper.open(t))
	s.writeKiln()
	return s
}

// play plays the history up to the apply with that kill in it. It reports whether the run
// got that far.
func (k killing) play(t *testing.T, keeper keeper) (killed bool) {
	s := openKiln(t, keeper)
	want := kilnAtFirst
	if !k.first {
		s.run(applyKiln...)
		s.editKiln()
		want = kilnInTheEnd
	}
	killed = s.applyKilled(k)
	s.finish()
	s.run("plan", "--detailed-exitcode")
	if diff := cmp.Diff(want, outline(s.whop)); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	return killed
}

// applyKilled applies in a process of its own, which dies as k says.
func (s *shop) applyKilled(k killing) bool {
	cmd := s.process(slices.Concat(applyKiln, []string{"--parallelism", k.workers})...)
	var killed atomic.Bool
	started, dead := make(chan struct{}), make(chan struct{})
	kill := func() {
		killed.Store(true)
		<-started
		_ = cmd.Process.Kill()
		<-dead // before what it was about to do goes on
	}
	if k.ofState {
		s.kept.line.count(cut{nth: k.nth, after: k.after, do: kill})
		defer s.kept.line.count(cut{})
	} else {
		s.whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
			if r.Seq != k.nth {
				return emulator.Fault{}
			}
			kill()
			effect := emulator.Never
			if k.after {
				effect = emulator.Now
			}
			return emulator.Drop(effect, emulator.Reset)
		})
		defer s.whop.SetFault(nil)
	}
	if err := cmd.Start(); err != nil {
		s.Fatal(err)
	}
	close(started)
	_ = cmd.Wait() // what is on Whop tells how it went
	close(dead)
	return killed.Load()
}
