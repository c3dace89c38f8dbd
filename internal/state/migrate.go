package state

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
)

// OccupiedError says that a place holds a state already.
type OccupiedError struct {
	Location string
	Serial   int64 // of the state there
	Objects  int   // that it knows
	IsNewer  bool  // it has grown from the one that was to be copied
}

func (e *OccupiedError) Error() string {
	return fmt.Sprintf("copy to %s: there is a state already, serial %d with %d objects; nothing was written", e.Location, e.Serial, e.Objects)
}

// Migrate copies a state, with what is pending in it, to a place that holds none, or one that an earlier
// migration of this state left there and that was not written to since. It holds both locks meanwhile, and
// reads the copy back. The original stays unchanged.
func Migrate(ctx context.Context, from, to Store, holder Holder) (s *State, err error) {
	if _, err := loadSome(ctx, from, from); err != nil { // before a lock leaves a trace there
		return nil, err
	}
	source, err := from.Lock(ctx, holder)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, source.Release(context.WithoutCancel(ctx))) }()
	target, err := to.Lock(ctx, holder)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, target.Release(context.WithoutCancel(ctx))) }()
	if s, err = loadSome(ctx, source, from); err != nil {
		return nil, err
	}
	there, err := target.Load(ctx)
	if err != nil {
		return nil, err
	}
	if there != nil && !s.hasGrownFrom(there) {
		return nil, &OccupiedError{to.Location(), there.Serial, len(there.Bindings), there.Lineage == s.Lineage && there.Serial > s.Serial}
	}
	s.Migrated = append(slices.Clip(s.Migrated), s.left())
	if err := target.Save(ctx, s); err != nil {
		return nil, err
	}
	return s, checkCopy(ctx, s, target, to)
}

// loadSome loads a state that has to be there.
func loadSome(ctx context.Context, from interface {
	Load(context.Context) (*State, error)
}, at Store) (*State, error) {
	s, err := from.Load(ctx)
	if err == nil && s == nil {
		err = fmt.Errorf("there is no state at %s", at.Location())
	}
	return s, err
}

func checkCopy(ctx context.Context, s *State, target Lease, at Store) error {
	copied, err := loadSome(ctx, target, at)
	if err != nil {
		return fmt.Errorf("read the copy: %w", err)
	}
	want, err1 := s.Encode()
	got, err2 := copied.Encode()
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if !bytes.Equal(want, got) {
		return fmt.Errorf("the copy at %s differs from the original", at.Location())
	}
	return nil
}
