package state

import (
	"errors"
	"fmt"
	"path/filepath"
)

// copies are where a state goes that could not be saved on another machine.
type copies struct {
	disk Disk
	dir  string // made when it is needed
	env  string
}

// keep adds to the error of a save where a copy is. A holder who lost the lock has
// nothing to keep: what is stored is the truth.
func (c copies) keep(s *State, cause error) error {
	if cause == nil || errors.Is(cause, ErrLeaseLost) {
		return cause
	}
	data, err := s.Encode()
	if err == nil {
		err = c.disk.MakeDir(c.dir)
	}
	if err != nil {
		return fmt.Errorf("save state: %w (and its copy: %w)", cause, err)
	}
	return keepCopy(c.disk, filepath.Join(c.dir, c.env+".state.json.errored"), data, cause)
}

// keepCopy puts a document that could not be saved under a name where it is in nobody's
// way.
func keepCopy(disk Disk, path string, data []byte, cause error) error {
	if err := replaceFile(disk, path, data); err != nil {
		return fmt.Errorf("save state: %w (and its copy: %w); the journal still holds what was noted", cause, err)
	}
	return fmt.Errorf("save state: %w; a copy is at %s, and the journal still holds what was noted", cause, path)
}
