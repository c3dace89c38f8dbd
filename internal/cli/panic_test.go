package cli_test

import (
	"io"
	"strings"
	"sync"
	"testing"

	"whopsync/internal/cli"
	"whopsync/internal/whop/emulator"
)

// trap panics at the first line of a log that tells of a request, which is where many are
// on their way, and takes down what is written after that.
type trap struct {
	mu     sync.Mutex
	sprung bool
	said   strings.Builder
}

func (t *trap) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.sprung && strings.Contains(string(p), "msg=request") {
		t.sprung = true
		panic("a hole\n::error::in the floor")
	}
	return t.said.Write(p)
}

// Go ends a program with 2 when a goroutine panics, and 2 says that there are changes.
func TestAPanicOnAnyGoroutineIsToldAsABug(t *testing.T) {
	t.Parallel()
	s := openShop(t, emulator.Options{})
	s.write("courses/pottery/course.yaml", "title: Pottery\n")
	err := &trap{}
	args := []string{"plan", "--detailed-exitcode", "--log-level", "info", "-C", s.dir}
	code := cli.Main(t.Context(), args, cli.Process{Environ: s.environ(), Streams: cli.Streams{In: strings.NewReader(""), Out: io.Discard, Err: err}})
	said := err.said.String()
	if code != 11 || !strings.Contains(said, "Error: whopsync has a bug: a hole") || !strings.Contains(said, "panic_test.go") {
		t.Errorf("exit code %d:\n%s", code, said)
	}
	if strings.Contains(said, "\n::error") {
		t.Errorf("a runner would obey this:\n%s", said)
	}
}
