package document

import (
	"context"
	"errors"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/file"
)

// Store keeps a state as a document on a shared medium. The lock is a part of the document,
// and does not end with its process: a machine that is gone cannot say so.
type Store struct {
	medium Medium
	copies file.Copies
}

// New keeps a state on a medium. What cannot be saved there is kept as a copy.
func New(m Medium, c file.Copies) *Store { return &Store{medium: m, copies: c} }

// Location says where the document is.
func (d *Store) Location() string { return d.medium.Location() }

// Load reads the document. What was noted is in it already.
func (d *Store) Load(ctx context.Context) (*state.State, error) {
	now, err := d.look(ctx)
	return now.state, err
}

// Holder returns the one whom the document names.
func (d *Store) Holder(ctx context.Context) (*state.Holder, error) {
	now, err := d.look(ctx)
	return now.lock, err
}

func (d *Store) look(ctx context.Context) (now document, err error) {
	s, err := open(ctx, d.medium, false)
	if err != nil {
		return document{}, state.Unread(err)
	}
	now, _, err = s.read(ctx)
	return now, errors.Join(err, s.slot.Close())
}

// Lock puts the holder's name into a document that has none.
func (d *Store) Lock(ctx context.Context, holder state.Holder) (state.Lease, error) {
	s, err := open(ctx, d.medium, true)
	if err != nil {
		return nil, err
	}
	l := &lease{session: s, copies: d.copies, holder: holder}
	if err := l.take(ctx); err != nil {
		return nil, errors.Join(err, s.slot.Close())
	}
	return l, nil
}

// Unlock takes the holder's name out of the document; the holder notices with its next write,
// which is one to a document that is no longer there.
func (d *Store) Unlock(ctx context.Context, id string) error {
	s, err := open(ctx, d.medium, true)
	if err != nil {
		return state.Unread(err)
	}
	err = s.update(ctx, "unlock "+id, func(now *document) error {
		err := state.CheckUnlock(now.lock, id, d.Location())
		if err == nil {
			now.lock = nil
		}
		return err
	})
	return errors.Join(err, s.slot.Close())
}
