package cli

import (
	"context"
	"errors"

	"whopsync/internal/hint"
	"whopsync/internal/state"
)

// explainLock says what to do about a lock. Of two places, as in a migration, it can be at
// the one that state unlock does not look at.
func (r *repository) explainLock(err error, configured state.Store) error {
	var locked *state.LockedError
	if !errors.As(err, &locked) {
		return r.explainDamage(err)
	}
	first := ""
	if locked.Location != configured.Location() {
		first = "name that place under state: in whopsync.yaml, for state unlock looks there, and "
	}
	return hint.Add(refuse("%w", err), "Wait until it is done. If that run is dead, %sfree the lock: %s", first, r.unlockCommand(locked.Holder))
}

// explainInUse says which run has the local Whop, of which there is one at a time.
func (r *repository) explainInUse(ctx context.Context, store state.Store, err error) error {
	holder, holderErr := store.Holder(ctx)
	if holder == nil {
		return &outcome{exitRefused, errors.Join(hint.Add(err, "Wait until it is done"), holderErr)}
	}
	return r.explainLock(&state.LockedError{Holder: *holder, Location: store.Location()}, store)
}

// unlockCommand is what frees a lock. Not every server names who holds its lock.
func (r *repository) unlockCommand(h state.Holder) string {
	return r.command("state unlock", h.ID)
}

// explainDamage says what to do about a state that cannot be trusted.
func (r *repository) explainDamage(err error) error {
	if !errors.Is(err, state.ErrDamaged) {
		return err
	}
	return hint.Add(err, "It is left as it is. To go on, %s", r.remedyForDamage())
}

func (r *repository) remedyForDamage() string {
	return "bring back an earlier version of it, from a backup or from git; as a last resort move it, and a journal beside it, elsewhere and run: " + r.command("state rebuild")
}

// command is a command line for where the user is, and for the environment of this run.
func (r *repository) command(command string, args ...string) string {
	return r.shell.Command(command, args...)
}
