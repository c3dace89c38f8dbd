// Package file keeps a state in files on this machine. The operating system frees the lock
// of a process that died, and every line of the journal is synced before the next request
// is sent.
package file

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"whopsync/internal/state"
)

// Store keeps the state of one environment in files beside each other:
//
//	ENV.state.json     the document, replaced as a whole
//	ENV.journal.jsonl  what happened since, one Note a line, synced line by line
//	ENV.lock           there while somebody writes; says who
//	ENV.gate           locked for the moment of one look at the lock or one write
type Store struct {
	disk Disk
	dir  string
	env  string
}

// New keeps the state of env in dir, which is made when it is first locked.
func New(disk Disk, dir, env string) *Store {
	return &Store{disk: disk, dir: dir, env: env}
}

// Location returns the path of the document.
func (f *Store) Location() string { return f.path("state.json") }

func (f *Store) path(suffix string) string {
	return filepath.Join(f.dir, f.env+"."+suffix)
}

// Load reads the document and replays the journal that continues it. It takes no lock,
// so a save may come between the two reads: the journal is read first, for then it is at
// worst an old one, which the document already holds.
func (f *Store) Load(context.Context) (*state.State, error) {
	j, err := f.loadJournal()
	if err != nil {
		return nil, err
	}
	s, err := f.loadDocument()
	if err != nil || j == nil {
		return s, err
	}
	s, err = j.ContinueFrom(s)
	if err != nil {
		return nil, fmt.Errorf("replay %s: %w", f.path("journal.jsonl"), err)
	}
	return s, nil
}

// loadDocument returns nil when there is none.
func (f *Store) loadDocument() (*state.State, error) {
	return load(f, "state", f.Location(), state.Decode)
}

// loadJournal returns nil when there is none.
func (f *Store) loadJournal() (*state.Journal, error) {
	return load(f, "journal", f.path("journal.jsonl"), state.ParseJournal)
}

func load[T any](f *Store, what, path string, decode func([]byte) (*T, error)) (*T, error) {
	data, err := f.disk.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	decoded, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return decoded, nil
}
