package document

import (
	"context"
	"errors"
	"fmt"

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
func (p *Store) Location() string { return p.medium.Location() }

// Load reads the document. What was noted is in it already.
func (p *Store) Load(ctx context.Context) (s *state.State, err error) {
	err = p.session(ctx, false, func(c Slot) error {
		now, _, err := p.read(ctx, c)
		s = now.state
		return err
	})
	return s, err
}

// Holder returns the one whom the document names.
func (p *Store) Holder(ctx context.Context) (holder *state.Holder, err error) {
	err = p.session(ctx, false, func(c Slot) error {
		now, _, err := p.read(ctx, c)
		holder = now.lock
		return err
	})
	return holder, err
}

// Lock puts the holder's name into a document that has none.
func (p *Store) Lock(ctx context.Context, holder state.Holder) (state.Lease, error) {
	c, err := p.medium.Open(ctx, true)
	if err != nil {
		return nil, err
	}
	lease := &lease{store: p, slot: c, holder: holder}
	if err := lease.take(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return lease, nil
}

// Unlock takes the holder's name out of the document; the holder notices with its next write,
// which is one to a document that is no longer there.
func (p *Store) Unlock(ctx context.Context, id string) error {
	return p.session(ctx, true, func(c Slot) error {
		return p.update(ctx, c, "unlock "+id, func(now *document) error {
			err := state.CheckUnlock(now.lock, id, p.Location())
			if err == nil {
				now.lock = nil
			}
			return err
		})
	})
}

// update changes the document that is there, whoever else does so at the same time.
func (p *Store) update(ctx context.Context, c Slot, why string, change func(*document) error) error {
	for {
		now, version, err := p.read(ctx, c)
		if err != nil {
			return err
		}
		if err := change(&now); err != nil {
			return err
		}
		data, err := now.encode()
		if err != nil {
			return err
		}
		if _, err = Replace(ctx, c, version, data, why); !errors.Is(err, ErrMoved) {
			return err
		}
	}
}

func (p *Store) read(ctx context.Context, c Slot) (document, string, error) {
	data, version, err := c.Read(ctx)
	if err != nil {
		return document{}, "", state.Unread(err)
	}
	now, err := decode(data)
	if err != nil {
		return document{}, "", fmt.Errorf("read %s: %w", p.Location(), err)
	}
	return now, version, nil
}

func (p *Store) session(ctx context.Context, write bool, do func(Slot) error) error {
	c, err := p.medium.Open(ctx, write)
	if err != nil {
		return state.Unread(err)
	}
	return errors.Join(do(c), c.Close())
}
