package document

import (
	"context"
	"errors"
	"fmt"

	"whopsync/internal/state"
)

// Store keeps a state as a document on a shared backend. The lock is a part of the document,
// and does not end with its process: a machine that is gone cannot say so.
type Store struct {
	backend Backend
	at      state.Place
}

// New keeps a state on a backend. What cannot be saved there is kept as a copy beside the courses.
func New(b Backend, at state.Place) *Store { return &Store{b, at} }

// Location says where the document is.
func (d *Store) Location() string { return d.backend.Location() }

// Load reads the document. What was noted is in it already.
func (d *Store) Load(ctx context.Context) (*state.State, error) {
	now, err := d.look(ctx)
	return now.State, err
}

// Holder returns the one whom the document names.
func (d *Store) Holder(ctx context.Context) (*state.Holder, error) {
	now, err := d.look(ctx)
	return now.Lock, err
}

func (d *Store) look(ctx context.Context) (Document, error) {
	s, err := d.open(ctx, false)
	if err != nil {
		return Document{}, state.Unread(err)
	}
	now, _, err := s.read(ctx)
	return now, errors.Join(err, s.slot.Close())
}

// Runs reads the records that are kept beside the document.
func (d *Store) Runs(ctx context.Context, want func([]string) []string) ([]state.Run, error) {
	s, err := d.open(ctx, false)
	if err != nil {
		return nil, state.Unread(err)
	}
	runs, err := s.slot.Runs(ctx, want)
	if err = errors.Join(err, s.slot.Close()); err != nil {
		return nil, fmt.Errorf("read the runs beside %s: %w", d.Location(), err)
	}
	return runs, nil
}

// Lock puts the holder's name into a document that has none.
func (d *Store) Lock(ctx context.Context, holder state.Holder) (state.Lease, error) {
	s, err := d.open(ctx, true)
	if err != nil {
		return nil, err
	}
	now, version, err := s.update(ctx, "lock "+holder.ID+": "+holder.Command, func(now *Document) error {
		if now.Lock != nil {
			return &state.LockedError{Location: d.Location(), Holder: *now.Lock}
		}
		now.Lock = &holder
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, s.slot.Close())
	}
	return &lease{session: s, at: d.at, holder: holder, version: version, stored: now.State, isFresh: true}, nil
}

// Unlock takes the holder's name out of the document; the holder notices with its next write,
// which is one to a document that is no longer there.
func (d *Store) Unlock(ctx context.Context, id string) error {
	s, err := d.open(ctx, true)
	if err != nil {
		return state.Unread(err)
	}
	_, _, err = s.update(ctx, "unlock "+id, func(now *Document) error {
		err := state.CheckUnlock(now.Lock, id, d.Location())
		now.Lock = nil
		return err
	})
	return errors.Join(err, s.slot.Close())
}

func (d *Store) open(ctx context.Context, write bool) (session, error) {
	slot, err := d.backend.Open(ctx, write)
	return session{slot, d.Location()}, err
}
