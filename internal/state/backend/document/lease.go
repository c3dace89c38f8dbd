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
	copies  file.Copies
	holder  state.Holder

	version  string       // of the document that we wrote last
	stored   *state.State // what that document holds
	released bool
}

func (l *lease) take(ctx context.Context) error {
	for {
		now, version, err := l.session.read(ctx)
		if err != nil {
			return err
		}
		if now.lock != nil {
			return &state.LockedError{Location: l.session.location, Holder: *now.lock}
		}
		l.version, l.stored = version, now.state
		if err := l.write(ctx, document{&l.holder, now.state}, "lock "+l.holder.ID+": "+l.holder.Command); !errors.Is(err, ErrMoved) {
			return err
		}
	}
}

// Load reads the document once more: it may be that the lock was freed.
func (l *lease) Load(ctx context.Context) (*state.State, error) {
	if l.released {
		return nil, state.ErrLeaseLost
	}
	now, err := l.mine(ctx)
	return now.state, err
}

// mine returns the document while it names us.
func (l *lease) mine(ctx context.Context) (document, error) {
	now, _, err := l.session.read(ctx)
	if err != nil {
		return document{}, err
	}
	if now.lock == nil || now.lock.ID != l.holder.ID {
		return document{}, state.ErrLeaseLost
	}
	return now, nil
}

// Note writes all of s, which the entries are in. There is no journal beside it that
// could tear or be forgotten.
func (l *lease) Note(ctx context.Context, s *state.State, entries []state.Entry) error {
	if err := state.CheckEntries(entries); err != nil {
		return fmt.Errorf("note: %w", err)
	}
	if err := state.CheckBase(l.stored, s, l.session.location); err != nil {
		return err
	}
	return l.explain(ctx, l.put(ctx, s.Clone(), fmt.Sprintf("note on serial %d", s.Serial)))
}

// Save writes s under the next serial.
func (l *lease) Save(ctx context.Context, s *state.State) error {
	saved := s.Clone()
	saved.Serial++
	if err := state.CheckBase(l.stored, s, l.session.location); err != nil {
		return err
	}
	err := l.explain(ctx, l.put(ctx, saved, fmt.Sprintf("save serial %d", saved.Serial)))
	if err == nil {
		s.Serial = saved.Serial
	}
	return l.copies.Keep(saved, err)
}

// Release takes our name out of the document, if it is still there.
func (l *lease) Release(ctx context.Context) error {
	if l.released {
		return nil
	}
	l.released = true
	err := l.write(ctx, document{nil, l.stored}, "release "+l.holder.ID)
	if errors.Is(err, ErrMoved) {
		err = l.letGo(ctx)
	}
	return errors.Join(err, l.session.slot.Close())
}

// letGo is Release when the document is not the one that we wrote last: the lock was freed,
// or a save whose answer we did not get took place after all.
func (l *lease) letGo(ctx context.Context) error {
	err := l.session.update(ctx, "release "+l.holder.ID, func(now *document) error {
		if now.lock == nil || now.lock.ID != l.holder.ID {
			return state.ErrLeaseLost
		}
		now.lock = nil
		return nil
	})
	if errors.Is(err, state.ErrLeaseLost) {
		return nil
	}
	return err
}

// put writes a state as the holder.
func (l *lease) put(ctx context.Context, s *state.State, why string) error {
	if l.released {
		return state.ErrLeaseLost
	}
	return l.write(ctx, document{&l.holder, s}, why)
}

func (l *lease) write(ctx context.Context, next document, why string) error {
	version, err := l.session.replace(ctx, l.version, next, why)
	if err != nil {
		return err
	}
	l.version, l.stored = version, next.state
	return nil
}

// explain says what it means for a holder that a write failed.
func (l *lease) explain(ctx context.Context, err error) error {
	switch {
	case err == nil || errors.Is(err, state.ErrLeaseLost):
		return err
	case !errors.Is(err, ErrMoved):
		return fmt.Errorf("write %s: %w", l.session.location, err)
	}
	if _, err := l.mine(ctx); err != nil {
		return err
	}
	return fmt.Errorf("%s was written to by something that did not ask for the lock", l.session.location)
}
