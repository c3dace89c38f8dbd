package state

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// FileStore keeps the state of one environment in files beside each other:
//
//	ENV.state.json     the document, replaced atomically
//	ENV.journal.jsonl  what happened since, one Entry a line, synced line by line
//	ENV.lock           held while somebody writes; says who
type FileStore struct {
	disk Disk
	dir  string
	env  string
}

// NewFileStore keeps the state of env in dir, which is made when it is first written to.
func NewFileStore(disk Disk, dir, env string) *FileStore {
	return &FileStore{disk: disk, dir: dir, env: env}
}

// header is the first line of a journal: the state that its entries continue.
type header struct {
	Lineage string `json:"lineage"`
	Serial  int64  `json:"serial"`
	Target  Target `json:"target"`
}

// Location returns the path of the document.
func (f *FileStore) Location() string { return f.path("state.json") }

func (f *FileStore) path(suffix string) string {
	return filepath.Join(f.dir, f.env+"."+suffix)
}

// Load reads the document and replays the journal that continues it. A journal of an
// older serial was folded in before a crash kept it from being removed: it is passed over.
func (f *FileStore) Load(context.Context) (*State, error) {
	s, err := f.loadDocument()
	if err != nil {
		return nil, err
	}
	head, entries, err := f.loadJournal()
	if err != nil || head == nil {
		return s, err
	}
	if s == nil {
		if head.Serial != 0 {
			return nil, fmt.Errorf("%w: %s continues serial %d, but %s is missing", ErrDamaged, f.path("journal.jsonl"), head.Serial, f.Location())
		}
		s = New(head.Lineage)
		s.Target = head.Target
	}
	if head.Lineage != s.Lineage || head.Serial > s.Serial {
		return nil, fmt.Errorf("%w: %s belongs to another state than %s", ErrDamaged, f.path("journal.jsonl"), f.Location())
	}
	if head.Serial == s.Serial {
		s.Replay(entries)
	}
	return s, nil
}

func (f *FileStore) loadDocument() (*State, error) {
	data, err := f.disk.ReadFile(f.Location())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read state: %w", err)
	}
	s, err := Decode(data)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", f.Location(), err)
	}
	return s, nil
}

// loadJournal returns a nil header when there is no journal. A last line without its
// newline was being written when the process died: it was never promised, so it is dropped.
func (f *FileStore) loadJournal() (*header, []Entry, error) {
	data, err := f.disk.ReadFile(f.path("journal.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read journal: %w", err)
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	lines = lines[:len(lines)-1] // what follows the last newline
	if len(lines) == 0 {
		return nil, nil, nil
	}
	var head header
	if err := json.Unmarshal(lines[0], &head); err != nil {
		return nil, nil, fmt.Errorf("%w: %s:1: %w", ErrDamaged, f.path("journal.jsonl"), err)
	}
	entries := make([]Entry, len(lines)-1)
	for i, line := range lines[1:] {
		if err := json.Unmarshal(line, &entries[i]); err != nil {
			return nil, nil, fmt.Errorf("%w: %s:%d: %w", ErrDamaged, f.path("journal.jsonl"), i+2, err)
		}
	}
	return &head, entries, nil
}

// fileLease is the right to write to a FileStore.
type fileLease struct {
	*FileStore
	lock    *fileLock
	journal AppendFile // nil until the first Note
}

// Note appends the entries and syncs them.
func (l *fileLease) Note(_ context.Context, s *State, entries []Entry) error {
	if err := l.lock.check(); err != nil {
		return err
	}
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	encoder.SetEscapeHTML(false)
	if l.journal == nil {
		if err := l.openJournal(s, encoder, &lines); err != nil {
			return err
		}
	}
	for _, e := range entries {
		if err := encoder.Encode(e); err != nil {
			return fmt.Errorf("encode journal entry: %w", err)
		}
	}
	if err := l.journal.Append(lines.Bytes()); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}

// openJournal starts a journal, or goes on with the one that Load replayed: a torn last
// line is cut off first, so that the next entry does not grow out of it.
func (l *fileLease) openJournal(s *State, encoder *json.Encoder, lines *bytes.Buffer) error {
	head, kept, err := l.loadJournal()
	if err != nil {
		return err
	}
	if head == nil || head.Serial != s.Serial {
		kept = nil
	}
	if err := encoder.Encode(header{Lineage: s.Lineage, Serial: s.Serial, Target: s.Target}); err != nil {
		return fmt.Errorf("encode journal header: %w", err)
	}
	for _, e := range kept {
		if err := encoder.Encode(e); err != nil {
			return fmt.Errorf("encode journal entry: %w", err)
		}
	}
	if err := l.disk.WriteFile(l.path("journal.jsonl"), lines.Bytes()); err != nil {
		return fmt.Errorf("start journal: %w", err)
	}
	lines.Reset()
	l.journal, err = l.disk.OpenAppend(l.path("journal.jsonl"))
	if err != nil {
		return fmt.Errorf("open journal: %w", err)
	}
	return nil
}

// Save replaces the document and then drops the journal. When the document cannot be
// replaced, a copy is put beside it, and the error says so.
func (l *fileLease) Save(_ context.Context, s *State) error {
	if err := l.lock.check(); err != nil {
		return err
	}
	s.Serial++
	data, err := s.Encode()
	if err != nil {
		return err
	}
	if err := l.disk.WriteFile(l.Location(), data); err != nil {
		s.Serial--
		return l.saveErrored(data, err)
	}
	if err := l.closeJournal(); err != nil {
		return fmt.Errorf("close journal: %w", err)
	}
	if err := l.disk.Remove(l.path("journal.jsonl")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove journal: %w", err)
	}
	return nil
}

func (l *fileLease) saveErrored(data []byte, cause error) error {
	errored := l.path("state.json.errored")
	if err := l.disk.WriteFile(errored, data); err != nil {
		return fmt.Errorf("save state: %w (and its copy: %w); the journal beside it still holds every write", cause, err)
	}
	return fmt.Errorf("save state: %w; a copy is at %s, and the journal still holds every write", cause, errored)
}

func (l *fileLease) closeJournal() error {
	if l.journal == nil {
		return nil
	}
	err := l.journal.Close()
	l.journal = nil
	return err
}

// Release frees the lock. The journal, if any is left, stays for the next apply.
func (l *fileLease) Release(context.Context) error {
	return errors.Join(l.closeJournal(), l.lock.release())
}
