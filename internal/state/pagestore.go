package state

import (
	"context"
	"errors"
	"fmt"
)

// pageStore keeps a state as a page on a shared medium. The lock is a part of the page,
// and does not end with its process: a machine that is gone cannot say so.
type pageStore struct {
	medium medium
	copies copies
}

// Location says where the page is.
func (p *pageStore) Location() string { return p.medium.location() }

// Load reads the page. What was noted is in it already.
func (p *pageStore) Load(ctx context.Context) (s *State, err error) {
	err = p.session(ctx, false, func(c cell) error {
		page, _, err := p.read(ctx, c)
		s = page.state
		return err
	})
	return s, err
}

// Holder returns the one whom the page names.
func (p *pageStore) Holder(ctx context.Context) (holder *Holder, err error) {
	err = p.session(ctx, false, func(c cell) error {
		page, _, err := p.read(ctx, c)
		holder = page.lock
		return err
	})
	return holder, err
}

// Lock puts the holder's name into a page that has none.
func (p *pageStore) Lock(ctx context.Context, holder Holder) (Lease, error) {
	c, err := p.medium.open(ctx, true)
	if err != nil {
		return nil, err
	}
	lease := &pageLease{pageStore: p, cell: c, holder: holder}
	if err := lease.take(ctx); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return lease, nil
}

// Unlock takes the holder's name out of the page; the holder notices with its next write,
// which is one to a page that is no longer there.
func (p *pageStore) Unlock(ctx context.Context, id string) error {
	return p.session(ctx, true, func(c cell) error {
		return p.update(ctx, c, "unlock "+id, func(now *page) error {
			switch {
			case now.lock == nil:
				return fmt.Errorf("the state at %s is not locked", p.Location())
			case now.lock.ID != id:
				return fmt.Errorf("the lock of the state at %s has the id %q, and not %q", p.Location(), now.lock.ID, id)
			}
			now.lock = nil
			return nil
		})
	})
}

// update changes the page that is there, whoever else does so at the same time.
func (p *pageStore) update(ctx context.Context, c cell, why string, change func(*page) error) error {
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
		if _, err = replace(ctx, c, version, data, why); !errors.Is(err, errMoved) {
			return err
		}
	}
}

func (p *pageStore) read(ctx context.Context, c cell) (page, string, error) {
	data, version, err := c.read(ctx)
	if err != nil {
		return page{}, "", unread(err)
	}
	now, err := decodePage(data)
	if err != nil {
		return page{}, "", fmt.Errorf("read %s: %w", p.Location(), err)
	}
	return now, version, nil
}

func (p *pageStore) session(ctx context.Context, write bool, do func(cell) error) error {
	c, err := p.medium.open(ctx, write)
	if err != nil {
		return unread(err)
	}
	return errors.Join(do(c), c.close())
}
