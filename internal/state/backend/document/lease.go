package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/file"
)

// lease is the right to replace one version of a document by the next. It needs no look
// at the lock before a write: the document that it replaces is the one that named it.
type lease struct {
	session session
	at      state.Place // where copies go
	holder  state.Holder

	version  string       // of the document that we wrote last
	stored   *state.State // what that document holds
	isApart  bool         // the lock is kept apart from the document
	isFresh  bool         // stored has just been read
	released bool
}

// Hold returns the lease of a holder whom the document in a slot names already.
func Hold(ctx context.Context, slot Slot, location string, at state.Place, holder state.Holder) (state.Lease, error) {
	l := &lease{session: session{slot, location}, at: at, holder: holder, isApart: true}
	now, version, err := l.read(ctx)
	if err != nil {
		return nil, err
	}
	l.version, l.stored, l.isFresh = version, now.State, true
	return l, nil
}

// Load returns what was read for the lock, once. Then it reads the document again: it may be that
// the lock was freed.
func (l *lease) Load(ctx context.Context) (*state.State, error) {
	if l.isFresh && !l.released {
		l.isFresh = false
		if l.stored == nil {
			return nil, nil
		}
		return l.stored.Clone(), nil
	}
	now, _, err := l.read(ctx)
	return now.State, err
}

// Check reads the document once more.
func (l *lease) Check(ctx context.Context) error {
	_, _, err := l.read(ctx)
	return err
}

// Lag is long enough for the limits of forges: GitHub wants at most six pushes a minute.
func (l *lease) Lag() time.Duration { return 10 * time.Second }

// read returns the document while it names us.
func (l *lease) read(ctx context.Context) (Document, string, error) {
	if l.released {
		return Document{}, "", state.ErrLeaseLost
	}
	now, version, err := l.session.read(ctx)
	if err == nil && !now.isHeldBy(l.holder) {
		err = state.ErrLeaseLost
	}
	if err != nil {
		return Document{}, "", err
	}
	return now, version, nil
}

// Note writes all of s, which the entries are in. There is no journal beside it that
// could tear or be forgotten.
func (l *lease) Note(ctx context.Context, s *state.State, entries []state.Entry) error {
	if err := state.CheckEntries(entries); err != nil {
		return fmt.Errorf("note: %w", err)
	}
	return l.write(ctx, &l.holder, s, s.Clone(), fmt.Sprintf("note on serial %d", s.Serial))
}

// Save writes s under the next serial.
func (l *lease) Save(ctx context.Context, s *state.State) error { return l.save(ctx, &l.holder, s) }

// Finish saves s in a document that names no holder, unless the lock is kept apart.
func (l *lease) Finish(ctx context.Context, s *state.State) error {
	if l.isApart {
		return l.Save(ctx, s)
	}
	err := l.save(ctx, nil, s)
	if err == nil {
		l.released = true
		err = l.session.slot.Close()
	}
	return err
}

func (l *lease) save(ctx context.Context, lock *state.Holder, s *state.State) error {
	saved := s.Clone()
	saved.Serial++
	err := l.write(ctx, lock, s, saved, fmt.Sprintf("save serial %d", saved.Serial))
	if err == nil {
		s.Serial = saved.Serial
	}
	return file.KeepCopy(l.at, saved, err)
}

// Keep keeps a record beside the document. It does not look at the lock: a record does no harm, and the next
// write tells.
func (l *lease) Keep(ctx context.Context, serial int64, record []byte) error {
	switch {
	case l.released:
		return state.ErrLeaseLost
	case len(record) > state.MaxRun:
		return state.ErrRunTooLong
	}
	return l.session.slot.Keep(ctx, serial, record)
}

// write replaces the document by one that holds next, which has grown from base.
func (l *lease) write(ctx context.Context, lock *state.Holder, base, next *state.State, why string) error {
	l.isFresh = false
	if l.released {
		return state.ErrLeaseLost
	}
	if err := state.CheckBase(l.stored, base, l.session.location); err != nil {
		return err
	}
	version, err := l.session.replace(ctx, l.version, Document{lock, next}, why)
	switch {
	case errors.Is(err, ErrMoved) && lock == nil && l.holdsNow(ctx, next):
		return nil // whose answer was lost, and another has taken the lock since
	case errors.Is(err, ErrMoved):
		if _, _, err := l.read(ctx); err != nil {
			return err
		}
		return fmt.Errorf("%s was written to by something that did not ask for the lock", l.session.location)
	case err != nil:
		return fmt.Errorf("write %s: %w", l.session.location, err)
	}
	l.version, l.stored = version, next
	return nil
}

// holdsNow reports whether the document holds a state, whoever has the lock.
func (l *lease) holdsNow(ctx context.Context, s *state.State) bool {
	now, _, err := l.session.read(ctx)
	stored, err1 := Document{State: now.State}.Encode()
	wanted, err2 := Document{State: s}.Encode()
	return errors.Join(err, err1, err2) == nil && bytes.Equal(stored, wanted)
}

// Release takes our name out of the document. What counts is whose name is there in the end:
// the lock may have been freed, or the answer may have been lost.
func (l *lease) Release(ctx context.Context) error {
	if l.released {
		return nil
	}
	why := "release " + l.holder.ID
	_, err := l.session.replace(ctx, l.version, Document{State: l.stored}, why)
	if errors.Is(err, ErrMoved) {
		_, _, err = l.session.update(ctx, why, func(now *Document) error {
			if !now.isHeldBy(l.holder) {
				return state.ErrLeaseLost
			}
			now.Lock = nil
			return nil
		})
	}
	if err != nil {
		if _, _, lost := l.read(ctx); errors.Is(lost, state.ErrLeaseLost) {
			err = nil
		}
	}
	l.released = true
	return errors.Join(err, l.session.slot.Close())
}
