package cli

import (
	"context"
	"errors"
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

type stateCmd struct {
	List    stateListCmd    `cmd:"" help:"List the addresses and the ids that they stand for."`
	Show    stateShowCmd    `cmd:"" help:"Show what is remembered of an address."`
	Mv      stateMvCmd      `cmd:"" help:"Give an object another address."`
	Bind    stateBindCmd    `cmd:"" help:"Say by its id which object on Whop an address stands for: the last resort."`
	Rm      stateRmCmd      `cmd:"" help:"Forget an address. The object on Whop stays as it is."`
	Rebuild stateRebuildCmd `cmd:"" help:"Bind the files to the courses on Whop again, when the state is lost. Only reads."`
	Migrate stateMigrateCmd `cmd:"" help:"Copy the state to another place."`
	Unlock  stateUnlockCmd  `cmd:"" help:"Free the lock of a run that is dead."`
}

// Help is what --help adds.
func (stateCmd) Help() string {
	return "The state remembers which object on Whop an address of the files stands for. None of these commands writes to Whop."
}

// openStore opens the state alone. That must work while the files are broken, which is
// when it is needed: only what concerns the environment is looked at.
func openStore(e *environment) (*repository, state.Store, error) {
	repo, err := spec.Open(e.flags.Chdir)
	if err != nil {
		return nil, nil, err
	}
	project, problems := spec.Load(repo, e.flags.Env)
	if err := unknownEnvironment(problems); err != nil {
		return nil, nil, errors.Join(err, repo.Close())
	}
	if project.Environment.Name == "" {
		if err := e.showProblems(repo, problems); err != nil {
			return nil, nil, errors.Join(err, repo.Close())
		}
		return nil, nil, errors.Join(errFiles, repo.Close())
	}
	r := &repository{files: repo, project: project}
	store, err := r.store()
	if err != nil {
		return nil, nil, errors.Join(err, repo.Close())
	}
	return r, store, nil
}

// readState returns what is remembered, and an error when there is nothing.
func readState(ctx context.Context, e *environment) (*state.State, error) {
	r, store, err := openStore(e)
	if err != nil {
		return nil, err
	}
	s, err := store.Load(ctx)
	if err == nil && s == nil {
		err = noState(r, store)
	}
	return s, errors.Join(r.explainDamage(err), r.Close())
}

func noState(r *repository, store state.Store) error {
	return fmt.Errorf("environment %s has no state yet; it would be at %s", r.project.Environment.Name, store.Location())
}

// bindingOf returns the binding of an address that a user typed.
func bindingOf(s *state.State, arg string) (course.Address, *state.Binding, error) {
	address, err := parseAddress(arg)
	if err != nil {
		return address, nil, err
	}
	if s.Bindings[address] == nil {
		return address, nil, fmt.Errorf("the state knows no %s %s; `whopsync state list` shows what it knows", address.Kind(), address)
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
	lease, err := store.Lock(ctx, holder(command))
	if err != nil {
		return r.explainLock(err, store)
	}
	defer func() { err = errors.Join(err, lease.Release(context.WithoutCancel(ctx))) }()
	s, err := lease.Load(ctx)
	if err != nil {
		return r.explainDamage(err)
	}
	if s == nil {
		return noState(r, store)
	}
	if err := change(s); err != nil {
		return err
	}
	return lease.Save(ctx, s)
}
