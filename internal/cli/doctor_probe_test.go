//go:build unix

package cli_test

import (
	"errors"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// TestAProbeThatIsStopped stops the real program in the middle of its questions: by an interrupt, by two and by a
// kill. After the first, the scratch course is gone; after the others, with the next run.
func TestAProbeThatIsStopped(t *testing.T) {
	testscale.Unwatched(t)
	for name, test := range map[string]struct {
		signals []syscall.Signal
		gone    bool
		code    int
		said    string
	}{
		"interrupt":      {[]syscall.Signal{syscall.SIGINT}, true, 130, "The scratch course is removed.\nError: interrupted\n"},
		"two interrupts": {[]syscall.Signal{syscall.SIGINT, syscall.SIGINT}, false, -1, "A second interrupt ends at once; to remove the course then:\n\n  whopsync -C "},
		"kill":           {[]syscall.Signal{syscall.SIGKILL}, false, -1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openStudio(t, emulator.Quirks{})
			s.exits(0, "apply", "--yes")
			before := outline(s.whop)
			cmd := s.process("doctor", "--probe", "--yes")
			var said strings.Builder
			cmd.Stderr = &said
			cmd.Stdout = &said
			s.whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
				at := r.Seq - 30 // the first signal comes in the middle of the questions, the second when the course is looked for
				if at < 0 || at >= len(test.signals) {
					return emulator.Fault{}
				}
				_ = cmd.Process.Signal(test.signals[at])
				return emulator.Slow(200 * time.Millisecond) // until it has arrived
			})
			err := cmd.Run()
			s.whop.SetFault(nil)
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != test.code {
				t.Errorf("it ended with %v, not %d:\n%s", err, test.code, said.String())
			}
			if !strings.Contains(said.String(), test.said) {
				t.Errorf("it does not say %q:\n%s", test.said, said.String())
			}
			if isGone := cmp.Equal(before, outline(s.whop)); isGone != test.gone {
				t.Errorf("the scratch course is gone: %v, not %v", isGone, test.gone)
			}
			s.exits(0, "doctor", "--probe", "--yes")
			if diff := cmp.Diff(before, outline(s.whop)); diff != "" {
				t.Errorf("after the next run (-before +after):\n%s", diff)
			}
			s.settled()
		})
	}
}
