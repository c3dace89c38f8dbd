package state

import (
	"context"
	"errors"
	"fmt"
)

// pageLease is the right to replace one version of a page by the next. It needs no look
// at the lock before a write: the page that it replaces is the one that named it.
type pageLease struct {
	*pageStore
	cell   cell
	holder Holder

	version  string // of the page that we wrote last
	stored   *State // what that page holds
	released bool
}

func (l *pageLease) take(ctx context.Context) error {
	for {
		now, version, err := l.read(ctx, l.cell)
		if err != nil {
			return err
		}
		if now.lock != nil {
			return &LockedError{Location: l.Location(), Holder: *now.lock}
		}
		l.version, l.stored = version, now.state
		if err := l.write(ctx, page{&l.holder, now.state}, "lock "+l.holder.ID+": "+l.holder.Command); !errors.Is(err, errMoved) {
			return err
		}
	}
}

// Load reads the page once more: it may be that the lock was freed.
func (l *pageLease) Load(ctx context.Context) (*State, error) {
	if l.released {
		return nil, ErrLeaseLost
	}
	now, err := l.mine(ctx)
	return now.state, err
}

// mine returns the page while it names us.
func (l *pageLease) mine(ctx context.Context) (page, error) {
	now, _, err := l.read(ctx, l.cell)
	if err != nil {
		return page{}, err
	}
	if now.lock == nil || now.lock.ID != l.holder.ID {
		return page{}, ErrLeaseLost
	}
	return now, nil
}

// Note writes all of s, which the entries are in. There is no journal beside it that
// could tear or be forgotten.
func (l *pageLease) Note(ctx context.Context, s *State, entries []Entry) error {
	if err := checkEntries(entries); err != nil {
		return fmt.Errorf("note: %w", err)
	}
	if err := l.checkBase(s); err != nil {
		return err
	}
	return l.explain(ctx, l.put(ctx, s.Clone(), fmt.Sprintf("note on serial %d", s.Serial)))
}

// Save writes s under the next serial.
func (l *pageLease) Save(ctx context.Context, s *State) error {
	saved := s.Clone()
	saved.Serial++
	if err := l.checkBase(s); err != nil {
		return err
	}
	err := l.explain(ctx, l.put(ctx, saved, fmt.Sprintf("save serial %d", saved.Serial)))
	if err == nil {
		s.Serial = saved.Serial
	}
	return l.copies.keep(saved, err)
}

// checkBase makes sure that s has grown from what is stored.
func (l *pageLease) checkBase(s *State) error { return grownFrom(l.stored, s, l.Location()) }

// grownFrom reports a state that has not grown from the stored one.
func grownFrom(stored, s *State, location string) error {
	if stored != nil && (stored.Lineage != s.Lineage || stored.Serial != s.Serial) {
		return fmt.Errorf("%s holds serial %d of %s, and not serial %d of %s", location, stored.Serial, stored.Lineage, s.Serial, s.Lineage)
	}
	return nil
}

// Release takes our name out of the page, if it is still there.
func (l *pageLease) Release(ctx context.Context) error {
	if l.released {
		return nil
	}
	l.released = true
	err := l.write(ctx, page{nil, l.stored}, "release "+l.holder.ID)
	if errors.Is(err, errMoved) {
		err = l.letGo(ctx)
	}
	return errors.Join(err, l.cell.close())
}

// letGo is Release when the page is not the one that we wrote last: the lock was freed,
// or a save whose answer we did not get took place after all.
func (l *pageLease) letGo(ctx context.Context) error {
	err := l.update(ctx, l.cell, "release "+l.holder.ID, func(now *page) error {
		if now.lock == nil || now.lock.ID != l.holder.ID {
			return ErrLeaseLost
		}
		now.lock = nil
		return nil
	})
	if errors.Is(err, ErrLeaseLost) {
		return nil
	}
	return err
}

// put writes a state as the holder.
func (l *pageLease) put(ctx context.Context, s *State, why string) error {
	if l.released {
		return ErrLeaseLost
	}
	return l.write(ctx, page{&l.holder, s}, why)
}

func (l *pageLease) write(ctx context.Context, next page, why string) error {
	data, err := next.encode()
	if err != nil {
		return err
	}
	version, err := replace(ctx, l.cell, l.version, data, why)
	if err != nil {
		return err
	}
	l.version, l.stored = version, next.state
	return nil
}

// explain says what it means for a holder that a write failed.
func (l *pageLease) explain(ctx context.Context, err error) error {
	switch {
	case err == nil || errors.Is(err, ErrLeaseLost):
		return err
	case !errors.Is(err, errMoved):
		return fmt.Errorf("write %s: %w", l.Location(), err)
	}
	if _, err := l.mine(ctx); err != nil {
		return err
	}
	return fmt.Errorf("%s was written to by something that did not ask for the lock", l.Location())
}
