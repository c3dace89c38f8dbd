package apply_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"whopsync/internal/state"
)

// memory is a store that outlives the runs of a test, kept as bytes as a real one is: what
// cannot be read back was never remembered.
type memory struct {
	document []byte
	serial   int64 // of the document
	notes    []note
	read     *state.State // what was read last, until something is written

	freed bool // somebody else has freed the lock
	full  bool // nothing more can be written
	lag   time.Duration
	room  int // writes until it is full; 0 is endless
}

type note struct {
	Lineage string
	Target  state.Target
	Entries []state.Entry
}

var errFull = errors.New("no space left on device")

// Load returns the document with what was noted since.
func (m *memory) Load(context.Context) (*state.State, error) {
	if m.read == nil {
		if err := m.decode(); err != nil || m.read == nil {
			return nil, err
		}
	}
	return m.read.Clone(), nil
}

func (m *memory) decode() (err error) {
	var s *state.State
	if m.document != nil {
		if s, err = state.Decode(m.document); err != nil {
			return err
		}
	}
	for _, n := range m.notes {
		if s == nil {
			s = state.New(n.Lineage)
			s.Target = n.Target
		}
		s.Replay(n.Entries)
	}
	m.read = s
	return nil
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
	m.notes, m.read = append(m.notes, n), nil
	return nil
}

func (m *memory) Save(_ context.Context, s *state.State) error {
	if err := m.mayWrite(); err != nil {
		return err
	}
	if m.serial != s.Serial {
		return fmt.Errorf("save serial %d behind %d", s.Serial+1, m.serial)
	}
	saved := *s
	saved.Serial++
	data, err := saved.Encode()
	if err != nil {
		return err
	}
	s.Serial, m.serial, m.document, m.notes, m.read = saved.Serial, saved.Serial, data, nil, nil
	return nil
}

func (m *memory) mayWrite() error {
	if m.room > 0 {
		m.room--
		m.full = m.room == 0
	}
	switch {
	case m.freed:
		return state.ErrLeaseLost
	case m.full:
		return errFull
	}
	return nil
}

// Finish frees no lock: a memory has none.
func (m *memory) Finish(ctx context.Context, s *state.State) error { return m.Save(ctx, s) }

func (m *memory) Check(context.Context) error {
	if m.freed {
		return state.ErrLeaseLost
	}
	return nil
}

func (m *memory) Lag() time.Duration { return m.lag }

func (m *memory) Keep(context.Context, int64, []byte) error { return nil }

func (m *memory) Release(context.Context) error { return nil }
