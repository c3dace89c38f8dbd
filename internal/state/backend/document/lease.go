package document

import (
	"context"
	"errors"
	"fmt"

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
	released bool
}

// Hold returns the lease of a holder whom the document in a slot names already.
func Hold(ctx context.Context, slot Slot, location string, at state.Place, holder state.Holder) (state.Lease, error) {
	l := &lease{session: session{slot, location}, at: at, holder: holder}
	now, version, err := l.read(ctx)
	if err != nil {
		return nil, err
	}
	l.version, l.stored = version, now.State
	return l, nil
}

// Load reads the document once more: it may be that the lock was freed.
func (l *lease) Load(ctx context.Context) (*state.State, error) {
	now, _, err := l.read(ctx)
	return now.State, err
}

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
	return l.write(ctx, s, s.Clone(), fmt.Sprintf("note on serial %d", s.Serial))
}

// Save writes s under the next serial.
func (l *lease) Save(ctx context.Context, s *state.State) error {
	saved := s.Clone()
	saved.Serial++
	err := l.write(ctx, s, saved, fmt.Sprintf("save serial %d", saved.Serial))
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
func (l *lease) write(ctx context.Context, base, next *state.State, why string) error {
	if l.released {
		return state.ErrLeaseLost
	}
	if err := state.CheckBase(l.stored, base, l.session.location); err != nil {
		return err
	}
	version, err := l.session.replace(ctx, l.version, Document{&l.holder, next}, why)
	switch {
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

// Release takes our name out of the document. What counts is whose name is there in the end:
// the lock may have been freed, or the answer may have been lost.
func (l *lease) Release(ctx context.Context) error {
	if l.released {
		return nil
	}
	_, _, err := l.session.update(ctx, "release "+l.holder.ID, func(now *Document) error {
		if !now.isHeldBy(l.holder) {
			return state.ErrLeaseLost
		}
		now.Lock = nil
		return nil
	})
	if err != nil {
		if _, _, lost := l.read(ctx); errors.Is(lost, state.ErrLeaseLost) {
			err = nil
		}
	}
	l.released = true
	return errors.Join(err, l.session.slot.Close())
}
