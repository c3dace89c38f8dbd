package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// fileLock is a file with an advisory lock on it and the holder's name in it. The
// operating system frees the lock of a process that died, so a kill leaves nothing to
// clean up; the name tells a waiting person whom to ask.
type fileLock struct {
	path   string
	flock  *flock.Flock
	holder Holder
}

// Lock takes the lock or says who has it.
func (f *FileStore) Lock(ctx context.Context, holder Holder) (Lease, error) {
	path := f.path("lock")
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, fmt.Errorf("make %s: %w", filepath.Dir(path), err)
	}
	lock := &fileLock{path: path, flock: flock.New(path), holder: holder}
	taken, err := lock.flock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if !taken {
		return nil, errors.Join(f.lockedError(ctx), lock.flock.Close())
	}
	if err := lock.sign(); err != nil {
		return nil, errors.Join(err, lock.flock.Close())
	}
	return &fileLease{FileStore: f, lock: lock}, nil
}

func (f *FileStore) lockedError(ctx context.Context) error {
	holder, err := f.Holder(ctx)
	if err != nil {
		return err
	}
	if holder == nil { // freed in this very moment
		holder = &Holder{Who: "a run that has just ended"}
	}
	return &LockedError{Location: f.Location(), Holder: *holder}
}

// sign writes the holder into the file. It must be the same file that was locked: if
// Unlock removed it in between, somebody else may hold the new one.
func (l *fileLock) sign() error {
	data, err := json.Marshal(l.holder)
	if err != nil {
		return fmt.Errorf("encode lock: %w", err)
	}
	if err := os.WriteFile(l.path, data, 0o666); err != nil {
		return fmt.Errorf("write %s: %w", l.path, err)
	}
	return l.check()
}

// check returns ErrLeaseLost when the lock file is no longer the one that this holder
// locked and signed.
func (l *fileLock) check() error {
	onDisk, err := os.Stat(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrLeaseLost
	}
	if err != nil {
		return fmt.Errorf("check %s: %w", l.path, err)
	}
	locked, err := l.flock.Stat()
	if err != nil {
		return fmt.Errorf("check %s: %w", l.path, err)
	}
	if !os.SameFile(onDisk, locked) {
		return ErrLeaseLost
	}
	return nil
}

// release removes the file while it is still locked, so that nobody locks a file that
// is about to go.
func (l *fileLock) release() error {
	if errors.Is(l.check(), ErrLeaseLost) {
		return l.flock.Close()
	}
	return errors.Join(os.Remove(l.path), l.flock.Close())
}

// Holder returns who holds the lock. A name left behind by a process that died is
// nobody: the lock itself tells.
func (f *FileStore) Holder(context.Context) (*Holder, error) {
	path := f.path("lock")
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read lock: %w", err)
	}
	probe := flock.New(path, flock.SetFlag(os.O_RDWR))
	defer probe.Close()
	if free, err := probe.TryRLock(); err == nil && free {
		return nil, nil
	}
	holder := &Holder{}
	if err := json.Unmarshal(data, holder); err != nil {
		return &Holder{Who: "somebody who has not signed yet"}, nil
	}
	return holder, nil
}

// Unlock frees the lock with that id by removing its file; the holder notices before
// its next write.
func (f *FileStore) Unlock(ctx context.Context, id string) error {
	holder, err := f.Holder(ctx)
	switch {
	case err != nil:
		return err
	case holder == nil:
		return fmt.Errorf("the state at %s is not locked", f.Location())
	case holder.ID != id:
		return fmt.Errorf("the lock of the state at %s has the id %s, not %s", f.Location(), holder.ID, id)
	}
	if err := os.Remove(f.path("lock")); err != nil {
		return fmt.Errorf("free the lock: %w", err)
	}
	return nil
}
