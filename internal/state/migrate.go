package state

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// ErrOccupied is wrapped by the error about a place that holds a state already.
var ErrOccupied = errors.New("there is a state already")

// Migrate copies a state, with what is pending in it, to a place that holds none. It
// holds both locks meanwhile, and reads the copy back. The original stays as it is.
func Migrate(ctx context.Context, from, to Store, holder Holder) (*State, error) {
	switch s, err := from.Load(ctx); { // before a lock leaves a trace there
	case err != nil:
		return nil, err
	case s == nil:
		return nil, nothingAt(from)
	}
	source, err := from.Lock(ctx, holder)
	if err != nil {
		return nil, err
	}
	target, err := to.Lock(ctx, holder)
	if err != nil {
		return nil, errors.Join(err, source.Release(context.WithoutCancel(ctx)))
	}
	s, err := copyState(ctx, from, source, to, target)
	ctx = context.WithoutCancel(ctx)
	return s, errors.Join(err, target.Release(ctx), source.Release(ctx))
}

func copyState(ctx context.Context, from Store, source Lease, to Store, target Lease) (*State, error) {
	s, err := source.Load(ctx)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, nothingAt(from)
	}
	there, err := target.Load(ctx)
	if err != nil {
		return nil, err
	}
	if there != nil {
		return nil, fmt.Errorf("copy to %s: %w, serial %d with %d objects; nothing was written", to.Location(), ErrOccupied, there.Serial, len(there.Bindings))
	}
	if err := target.Save(ctx, s); err != nil {
		return nil, err
	}
	return s, verify(ctx, s, target, to)
}

func nothingAt(store Store) error { return fmt.Errorf("there is no state at %s", store.Location()) }

func verify(ctx context.Context, s *State, target Lease, to Store) error {
	copied, err := target.Load(ctx)
	if err != nil {
		return fmt.Errorf("read the copy: %w", err)
	}
	if copied == nil {
		return fmt.Errorf("read the copy: there is none at %s", to.Location())
	}
	want, err1 := s.Encode()
	got, err2 := copied.Encode()
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if !bytes.Equal(want, got) {
		return fmt.Errorf("the copy at %s is not what was copied", to.Location())
	}
	return nil
}
