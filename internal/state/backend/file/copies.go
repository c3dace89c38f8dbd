package file

import (
	"errors"
	"fmt"

	"whopsync/internal/state"
)

// KeepCopy adds to the error of a save on another machine where a copy of the state is. A holder
// who lost the lock has nothing to keep: what is stored is the truth.
func KeepCopy(at state.Place, s *state.State, cause error) error {
	if cause == nil || errors.Is(cause, state.ErrLeaseLost) {
		return cause
	}
	data, err := s.Encode()
	if err == nil {
		err = OS{}.MakeDir(at.Memory)
	}
	if err != nil {
		return fmt.Errorf("save state: %w (and its copy: %w)", cause, err)
	}
	return keepCopy(OS{}, New(OS{}, at.Memory, at.Env).path("state.json.errored"), data, cause)
}

// keepCopy puts a document that could not be saved under a name where it is in no one's
// way.
func keepCopy(disk Disk, path string, data []byte, cause error) error {
	if err := replaceFile(disk, path, data); err != nil {
		return fmt.Errorf("save state: %w (and its copy: %w); the journal still holds what was noted", cause, err)
	}
	return fmt.Errorf("save state: %w; a copy is at %s, and the journal still holds what was noted", cause, path)
}
