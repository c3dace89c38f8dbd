package file

import (
	"errors"
	"fmt"
	"path/filepath"

	"whopsync/internal/state"
)

// Copies are where a state goes that could not be saved on another machine.
type Copies struct {
	Dir string // made when it is needed
	Env string
}

// Keep adds to the error of a save where a copy is. A holder who lost the lock has
// nothing to keep: what is stored is the truth.
func (c Copies) Keep(s *state.State, cause error) error {
	if cause == nil || errors.Is(cause, state.ErrLeaseLost) {
		return cause
	}
	data, err := s.Encode()
	if err == nil {
		err = OS{}.MakeDir(c.Dir)
	}
	if err != nil {
		return fmt.Errorf("save state: %w (and its copy: %w)", cause, err)
	}
	return keepCopy(OS{}, filepath.Join(c.Dir, c.Env+".state.json.errored"), data, cause)
}

// keepCopy puts a document that could not be saved under a name where it is in nobody's
// way.
func keepCopy(disk Disk, path string, data []byte, cause error) error {
	if err := replaceFile(disk, path, data); err != nil {
		return fmt.Errorf("save state: %w (and its copy: %w); the journal still holds what was noted", cause, err)
	}
	return fmt.Errorf("save state: %w; a copy is at %s, and the journal still holds what was noted", cause, path)
}
