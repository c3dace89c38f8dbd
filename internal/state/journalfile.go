package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Journal is a journal as it is stored: a line that says which state it continues, then
// one line a Note. A Note is a line, and not an entry, because a line is what a crash
// leaves whole or not at all: half of a rename would forget an object.
type Journal struct {
	header
	notes [][]Entry
}

// header is the first line of a journal: the state that its notes continue.
type header struct {
	FormatVersion int    `json:"format_version"`
	Lineage       string `json:"lineage"`
	Serial        int64  `json:"serial"`
	Target        Target `json:"target"`
}

func NewJournal(s *State) *Journal {
	return &Journal{header: header{FormatVersion: FormatVersion, Lineage: s.Lineage, Serial: s.Serial, Target: s.Target}}
}

// ParseJournal reads a journal. A last line without a newline was being written when the
// process died, and is dropped: no caller relies on it.
func ParseJournal(data []byte) (*Journal, error) {
	lines := bytes.SplitAfter(data, []byte("\n"))
	lines = lines[:len(lines)-1] // what follows the last newline
	if len(lines) == 0 {
		return nil, fmt.Errorf("%w: the journal has no first line", ErrDamaged)
	}
	j := &Journal{notes: make([][]Entry, len(lines)-1)}
	if err := checkFormat(lines[0]); err != nil {
		return nil, fmt.Errorf("line 1: %w", err)
	}
	if err := decodeStrictly(lines[0], &j.header); err != nil {
		return nil, fmt.Errorf("line 1: %w", err)
	}
	for i, line := range lines[1:] {
		if err := decodeNote(line, &j.notes[i]); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
	}
	return j, nil
}

func decodeNote(line []byte, note *[]Entry) error {
	if err := decodeStrictly(line, note); err != nil {
		return err
	}
	return CheckEntries(*note)
}

func (j *Journal) Encode() ([]byte, error) {
	data, err := encodeLine(j.header)
	for _, note := range j.notes {
		line, noteErr := EncodeNote(note)
		data, err = append(data, line...), errors.Join(err, noteErr)
	}
	return data, err
}

// EncodeNote refuses what ParseJournal would refuse: a journal that cannot be read back
// is no memory.
func EncodeNote(entries []Entry) ([]byte, error) {
	if err := CheckEntries(entries); err != nil {
		return nil, fmt.Errorf("encode journal: %w", err)
	}
	return encodeLine(entries)
}

func encodeLine(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode journal: %w", err)
	}
	return append(data, '\n'), nil
}

func CheckEntries(entries []Entry) error {
	for _, e := range entries {
		if err := e.check(); err != nil {
			return err
		}
	}
	return nil
}

// IsOf reports whether j continues s.
func (j *Journal) IsOf(s *State) bool { return j.Lineage == s.Lineage && j.Serial == s.Serial }

// IsBefore reports whether s holds all of j already: a crash kept it from being removed.
func (j *Journal) IsBefore(s *State) bool { return j.Lineage == s.Lineage && j.Serial < s.Serial }

// ContinueFrom replays j onto s, which is nil before the first save.
func (j *Journal) ContinueFrom(s *State) (*State, error) {
	if s == nil && j.Serial == 0 {
		s = New(j.Lineage)
		s.Target = j.Target
	}
	switch {
	case s == nil:
		return nil, fmt.Errorf("%w: the journal continues serial %d, but the state is missing", ErrDamaged, j.Serial)
	case j.IsBefore(s):
		return s, nil
	case !j.IsOf(s):
		return nil, fmt.Errorf("%w: the journal continues serial %d of %s, and the state is serial %d of %s", ErrDamaged, j.Serial, j.Lineage, s.Serial, s.Lineage)
	}
	for _, note := range j.notes {
		s.Replay(note)
	}
	return s, s.check()
}
