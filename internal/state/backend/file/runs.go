package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"whopsync/internal/state"
)

// runsFolder is where the records of runs lie, beside the state.
const runsFolder = "runs"

const runExtension = ".json"

// Runs reads the records of the environment's runs.
func (f *Store) Runs(_ context.Context, want func([]string) []string) (runs []state.Run, err error) {
	kept, err := f.runNames()
	if err != nil {
		return nil, err
	}
	for _, name := range state.Wanted(kept, want) {
		data, err := f.readRun(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // a run that goes on may have dropped it
			return nil, fmt.Errorf("read run: %w", err)
		}
		if err == nil {
			runs = append(runs, state.Run{Name: name, Data: data})
		}
	}
	return runs, nil
}

func (f *Store) runNames() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(f.dir, runsFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list the runs: %w", err)
	}
	var names []string
	for _, entry := range entries {
		if name, ok := strings.CutSuffix(entry.Name(), runExtension); ok && entry.Type().IsRegular() {
			names = append(names, name)
		}
	}
	return state.RunsOf(f.env, names), nil
}

func (f *Store) runPath(name string) string {
	return filepath.Join(f.dir, runsFolder, name+runExtension)
}

func (f *Store) readRun(name string) ([]byte, error) {
	file, err := os.Open(f.runPath(name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, state.MaxRun))
}

// Keep writes the record of a run into a file of its own, which survives a power cut and takes the place
// of no other.
func (l *lease) Keep(ctx context.Context, serial int64, record []byte) error {
	return l.atGate(ctx, func() error { return l.store.KeepRun(serial, record) })
}

// KeepRun is Keep for who holds the lock of a state that is kept elsewhere.
func (f *Store) KeepRun(serial int64, record []byte) error {
	if len(record) > state.MaxRun {
		return state.ErrRunTooLong
	}
	dir := filepath.Join(f.dir, runsFolder)
	if err := PrivateFolder(dir); err != nil {
		return err
	}
	there, err := f.runNames()
	if err != nil {
		return err
	}
	name := state.NextRunName(f.env, serial, there)
	fresh := f.runPath(name) + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := errors.Join(WriteNew(fresh, record), OS{}.Rename(fresh, f.runPath(name)), OS{}.SyncDir(dir)); err != nil {
		return err
	}
	size := func(name string) int {
		info, err := os.Stat(f.runPath(name))
		if err != nil {
			return 0
		}
		return int(info.Size())
	}
	for _, old := range state.Outdated(append(there, name), size, state.MaxRuns) {
		_ = os.Remove(f.runPath(old)) // the next run tries it again
	}
	return nil
}

// PrivateFolder makes a folder for this machine alone: git is told so.
func PrivateFolder(dir string) error {
	for _, folder := range []string{filepath.Dir(dir), dir} {
		if err := (OS{}).MakeDir(folder); err != nil {
			return err
		}
	}
	err := WriteNew(filepath.Join(dir, ".gitignore"), []byte("*\n"))
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// WriteNew makes a file for its owner's eyes, and syncs it.
func WriteNew(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Sync(), file.Close())
}
