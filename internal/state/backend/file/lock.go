package file

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"

	"whopsync/internal/state"
)

// lock is a file with the holder's name in it and an advisory lock on it. The
// operating system frees the lock of a process that died, so a kill leaves nothing to
// clean up; the name tells a waiting person whom to ask.
//
// Anyone who takes, frees, probes or relies on a lock does so at the gate, a second
// lock that lasts for that moment only. So no one sees a lock that is half taken, a
// probe is never in the way of a taker, and a lock cannot be freed between a holder's
// last look at it and the write that relies on it.
type lock struct {
	path  string
	flock *flock.Flock
}

const (
	gatePoll     = 2 * time.Millisecond
	gatePatience = 10 * time.Second
)

// alone goes through the gate. No one stays there for long, unless it was stopped by a
// signal.
func (f *Store) alone(ctx context.Context, do func() error) error {
	waiting, cancel := context.WithTimeout(ctx, gatePatience)
	defer cancel()
	gate := flock.New(f.path("gate"), flock.SetPermissions(0o666))
	if _, err := gate.TryLockContext(waiting, gatePoll); err != nil {
		if ctx.Err() == nil && waiting.Err() != nil {
			err = fmt.Errorf("another process has been in the middle of it for %v; is it suspended?", gatePatience)
		}
		return fmt.Errorf("pass %s: %w", f.path("gate"), err)
	}
	return errors.Join(do(), gate.Close())
}

// Lock takes the lock or says who has it.
func (f *Store) Lock(ctx context.Context, holder state.Holder) (state.Lease, error) {
	if err := f.disk.MakeDir(f.dir); err != nil {
		return nil, fmt.Errorf("make %s: %w", f.dir, err)
	}
	lease := &lease{store: f}
	err := f.alone(ctx, func() error {
		other, err := f.holder()
		if err != nil {
			return err
		}
		if other != nil {
			return &state.LockedError{Location: f.Location(), Holder: *other}
		}
		lease.lock, err = takeLock(f.path("lock"), holder)
		return err
	})
	if err != nil {
		return nil, err
	}
	return lease, nil
}

// Holder returns who holds the lock. A name left behind by a process that died is no
// one: the lock itself tells.
func (f *Store) Holder(ctx context.Context) (holder *state.Holder, err error) {
	if _, err := os.Stat(f.path("lock")); errors.Is(err, fs.ErrNotExist) {
		return nil, nil // and perhaps no directory to put a gate in
	}
	err = f.alone(ctx, func() error {
		holder, err = f.holder()
		return err
	})
	return holder, err
}

// Unlock frees the lock with that id by removing its file; the holder notices before
// its next write.
func (f *Store) Unlock(ctx context.Context, id string) error {
	if _, err := os.Stat(f.path("lock")); errors.Is(err, fs.ErrNotExist) {
		return state.CheckUnlock(nil, id, f.Location())
	}
	return f.alone(ctx, func() error {
		holder, err := f.holder()
		if err == nil {
			err = state.CheckUnlock(holder, id, f.Location())
		}
		if err != nil {
			return err
		}
		if err := os.Remove(f.path("lock")); err != nil {
			return fmt.Errorf("free the lock: %w", err)
		}
		return nil
	})
}

// holder is Holder at the gate.
func (f *Store) holder() (*state.Holder, error) {
	path := f.path("lock")
	probe := flock.New(path, flock.SetFlag(os.O_RDONLY))
	free, err := probe.TryRLock()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("probe %s: %w", path, err)
	case free:
		return nil, probe.Close()
	}
	return readName(path), nil
}

// The name stands after the locked byte, which Windows lets no other process read.
const (
	lockedByte = " " // JSON may begin with it, for those who read all
	maxName    = 64 << 10
)

// readName reads who holds a lock, as far as it can be read.
func readName(path string) *state.Holder {
	unnamed := &state.Holder{Who: "another process on this machine"}
	file, err := os.Open(path)
	if err != nil {
		return unnamed
	}
	defer file.Close()
	holder := &state.Holder{}
	if err := json.NewDecoder(io.NewSectionReader(file, int64(len(lockedByte)), maxName)).Decode(holder); err != nil {
		return unnamed
	}
	return holder
}

// takeLock signs and locks the file of a lock that no one holds.
func takeLock(path string, holder state.Holder) (*lock, error) {
	name, err := json.Marshal(holder)
	if err != nil {
		return nil, fmt.Errorf("encode lock: %w", err)
	}
	if err := writeName(path, append([]byte(lockedByte), name...)); err != nil {
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	lock := &lock{path: path, flock: flock.New(path)}
	taken, err := lock.flock.TryLock()
	if err != nil || !taken {
		return nil, fmt.Errorf("lock %s: %w", path, errors.Join(err, errors.New("something that is not whopsync holds it")))
	}
	return lock, nil
}

// writeName makes a new file: a link that someone planted under the name is not followed.
// It is not synced, for no lock outlives a power cut.
func writeName(path string, name []byte) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = file.Write(name)
	return errors.Join(err, file.Close())
}

// check returns ErrLeaseLost when the lock was given back, or its file is no longer the
// one that was locked.
func (l *lock) check() error {
	if !l.flock.Locked() {
		return state.ErrLeaseLost
	}
	there, err := os.Stat(l.path)
	locked, lockedErr := l.flock.Stat()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return state.ErrLeaseLost
	case err != nil || lockedErr != nil:
		return fmt.Errorf("check %s: %w", l.path, errors.Join(err, lockedErr))
	case !os.SameFile(there, locked):
		return state.ErrLeaseLost
	}
	return nil
}

// release closes the file before removing it, the only order that Windows allows. The gate
// keeps others from locking the file in between. A lost lock needs no release.
func (l *lock) release() error {
	lost := l.check()
	if err := l.flock.Close(); err != nil || lost != nil {
		return err
	}
	if err := os.Remove(l.path); err != nil {
		return fmt.Errorf("free the lock: %w", err)
	}
	return nil
}
