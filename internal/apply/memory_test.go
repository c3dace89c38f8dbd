package apply_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"whopsync/internal/state"
)

// memory is a store that outlives the runs of a test, kept as bytes as a real one is: what
// cannot be read back was never remembered.
type memory struct {
	document []byte
	notes    []note

	freed bool // somebody else has freed the lock
	full  bool // nothing more can be written
}

type note struct {
	Lineage string
	Target  state.Target
	Entries []state.Entry
}

var errFull = errors.New("no space left on device")

// Load returns the document with what was noted since.
func (m *memory) Load(context.Context) (*state.State, error) {
	var s *state.State
	var err error
	if m.document != nil {
		if s, err = state.Decode(m.document); err != nil {
			return nil, err
		}
	}
	for _, n := range m.notes {
		if s == nil {
			s = state.New(n.Lineage)
			s.Target = n.Target
		}
		s.Replay(n.Entries)
	}
	return s, nil
}

func (m *memory) Note(_ context.Context, s *state.State, entries []state.Entry) error {
	if err := m.mayWrite(); err != nil {
		return err
	}
	data, err := json.Marshal(note{s.Lineage, s.Target, entries})
	if err != nil {
		return err
	}
	var n note
	if err := json.Unmarshal(data, &n); err != nil {
		return err
	}
	m.notes = append(m.notes, n)
	return nil
}

func (m *memory) Save(_ context.Context, s *state.State) error {
	if err := m.mayWrite(); err != nil {
		return err
	}
	if there, err := m.serial(); err != nil || there != s.Serial {
		return fmt.Errorf("save serial %d behind %d: %w", s.Serial+1, there, err)
	}
	saved := *s
	saved.Serial++
	data, err := saved.Encode()
	if err != nil {
		return err
	}
	s.Serial, m.document, m.notes = saved.Serial, data, nil
	return nil
}

func (m *memory) serial() (int64, error) {
	if m.document == nil {
		return 0, nil
	}
	s, err := state.Decode(m.document)
	if err != nil {
		return 0, err
	}
	return s.Serial, nil
}

func (m *memory) mayWrite() error {
	switch {
	case m.freed:
		return state.ErrLeaseLost
	case m.full:
		return errFull
	}
	return nil
}

func (m *memory) Release(context.Context) error { return nil }
