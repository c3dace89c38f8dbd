package cli

import (
	"fmt"
	"io"
	"testing"

	"whopsync/internal/state"
)

// A race of applies found this one: someone frees the lock of a run that has just taken it
// and has not read the state yet.
func TestALockLostBeforeAnythingWasWrittenIsARefusal(t *testing.T) {
	t.Parallel()
	if code := fail(io.Discard, fmt.Errorf("read state: %w", state.ErrLeaseLost)); code != exitRefused {
		t.Errorf("exit code %d, not %d", code, exitRefused)
	}
}
