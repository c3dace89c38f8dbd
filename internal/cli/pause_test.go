//go:build unix

package cli_test

import (
	"fmt"
	"os/exec"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// TestAHolderThatWasPausedWritesNothingMore stops the real program in the middle of a write
// to Whop, as a laptop does that is closed. Someone frees its lock and finishes the work.
// When the program goes on, it sends no other write, and says that it did not get through.
func TestAHolderThatWasPausedWritesNothingMore(t *testing.T) {
	testscale.Unwatched(t)
	for _, keeper := range keepers {
		t.Run(keeper.name, func(t *testing.T) {
			keeper.takesPart(t)
			for _, p := range pausesOf(t, keeper) {
				t.Run(p.String(), func(t *testing.T) { p.play(t, keeper) })
			}
		})
	}
}

// pause says at which write of the first apply a run is stopped.
type pause struct {
	write int
	lost  bool // the write never arrives
}

func (p pause) String() string {
	if p.lost {
		return fmt.Sprintf("at write %d, which is lost", p.write)
	}
	return fmt.Sprintf("at write %d", p.write)
}

// pausesOf are some of the writes, or all, each arriving or lost.
func pausesOf(t *testing.T, keeper keeper) (all []pause) {
	s := openKiln(t, keeper)
	s.run(applyKiln...)
	for n := range s.whop.Writes() {
		all = append(all, pause{n + 1, false})
		if !testing.Short() { // a write that is lost is waited for
			all = append(all, pause{n + 1, true})
		}
	}
	if *allKills {
		return all
	}
	return spread(all, testscale.Rounds(keeper.pauses, 1))
}

func (p pause) play(t *testing.T, keeper keeper) {
	s := openKiln(t, keeper)
	s.patient = true
	cmd := s.process(slices.Concat(applyKiln, []string{"--parallelism", "1"})...)
	var writes atomic.Int64
	started, asleep := make(chan struct{}), make(chan struct{})
	s.whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
		if !r.IsWrite() || writes.Add(1) != int64(p.write) {
			return emulator.Fault{}
		}
		<-started
		if err := putToSleep(cmd); err != nil {
			t.Error(err)
		}
		close(asleep)
		if p.lost {
			return emulator.Drop(emulator.Never, emulator.Reset)
		}
		return emulator.Fault{}
	})
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // also if it still sleeps
	close(started)
	select {
	case <-asleep:
	case <-time.After(patience):
		t.Fatalf("the run did not get as far as write %d", p.write)
	}
	s.finish()
	before := writes.Load()
	if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 4 {
		t.Errorf("the run that was paused exited with %d, not 4", code)
	}
	if after := writes.Load(); after != before {
		t.Errorf("the run that was paused sent %d more writes:\n%s", after-before, requests(s.whop))
	}
	s.run("plan", "--detailed-exitcode")
	if diff := cmp.Diff(kilnAtFirst, outline(s.whop)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// putToSleep stops a process that is ours, and returns when it has stopped.
func putToSleep(cmd *exec.Cmd) error {
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	for {
		var status syscall.WaitStatus
		if _, err := syscall.Wait4(cmd.Process.Pid, &status, syscall.WUNTRACED, nil); err == syscall.EINTR {
			continue
		} else if err != nil || !status.Stopped() {
			return fmt.Errorf("the run did not stop: %v %v", status, err)
		}
		return nil
	}
}
