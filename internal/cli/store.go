package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// openStore opens the state alone. That must work while the files are broken, which is
// when it is needed: only what concerns the environment is looked at.
func openStore(e *environment) (*repository, state.Store, error) {
	r, problems, err := openRepository(e)
	if err != nil {
		return nil, nil, err
	}
	err = unknownEnvironment(problems)
	if err == nil && r.project.Environment.Name == "" {
		err = errors.Join(e.showProblems(r.files, problems), errFiles)
	}
	if err != nil {
		return nil, nil, errors.Join(err, r.Close())
	}
	store, err := r.store()
	if err != nil {
		return nil, nil, errors.Join(err, r.Close())
	}
	return r, store, nil
}

// readState returns what is remembered of an environment, and an error when there is nothing.
func readState(ctx context.Context, e *environment) (*state.State, spec.Environment, error) {
	r, store, err := openStore(e)
	if err != nil {
		return nil, spec.Environment{}, err
	}
	s, err := store.Load(ctx)
	if err == nil && s == nil {
		err = noState(r, store)
	}
	return s, r.project.Environment, errors.Join(explainDamage(r.shell, err), r.Close())
}

func noState(r *repository, store state.Store) error {
	return fmt.Errorf("environment %s has no state yet; it would be at %s", r.project.Environment.Name, store.Location())
}

// bindingOf returns the binding of an address that a user typed.
func bindingOf(s *state.State, arg string, shell hint.Shell) (course.Address, *state.Binding, error) {
	address, err := parseAddress(arg)
	if err != nil {
		return address, nil, err
	}
	if s.Bindings[address] == nil {
		err := withNearest(fmt.Errorf("the state knows no %s %s", address.Kind(), address), address, slices.SortedFunc(maps.Keys(s.Bindings), course.Address.Compare))
		return address, nil, hint.Add(err, "To see what it knows: %s", shell.Command("state list"))
	}
	return address, s.Bindings[address], nil
}

func parseAddress(arg string) (course.Address, error) {
	address, err := course.ParseAddress(arg)
	if err != nil {
		return address, &usageError{err}
	}
	return address, nil
}

// changeState changes the identity map under the lock.
func changeState(ctx context.Context, e *environment, command string, change func(*state.State) error) (err error) {
	r, store, err := openStore(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	lease, err := store.Lock(ctx, holder(r.job, command))
	if err != nil {
		return explainLock(r, err, store)
	}
	defer func() { err = errors.Join(err, lease.Release(context.WithoutCancel(ctx))) }()
	s, err := lease.Load(ctx)
	if err != nil {
		return explainDamage(r.shell, err)
	}
	if s == nil {
		return noState(r, store)
	}
	if err := change(s); err != nil {
		return err
	}
	return lease.Finish(ctx, s)
}
