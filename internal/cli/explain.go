package cli

import (
	"context"
	"errors"
	"fmt"

	"whopsync/internal/hint"
	"whopsync/internal/state"
)

// explainLock says what to do about a lock. Of two places, as in a migration, it can be at
// the one that state unlock does not look at.
func explainLock(r *repository, err error, configured state.Store) error {
	var locked *state.LockedError
	if !errors.As(err, &locked) {
		return explainDamage(r.shell, err)
	}
	first := ""
	if locked.Location != configured.Location() {
		first = "name that place under state: in whopsync.yaml, where state unlock looks, and "
	}
	return hint.Add(refuse("%w", err), "Wait until it is done. If that run is dead, %s%s", first, wayToUnlock(r, locked.Holder))
}

// wayToUnlock says how a lock is freed: from a workflow or a pipeline, also without a clone.
func wayToUnlock(r *repository, h state.Holder) string {
	command := "free the lock: " + unlockCommand(r.shell, h)
	switch {
	case r.job.system == "" || h.ID == "":
		return command
	case r.job.system == onGitLab:
		return fmt.Sprintf("start a pipeline by hand, with the variable UNLOCK set to %s: %s\nOr in a clone, %s", h.ID, r.job.newPipeline(), command)
	}
	workflow, page := r.job.applies()
	return fmt.Sprintf("run the workflow \"%s\" by hand, with %s under unlock: %s\nOr in a clone, %s", workflow, h.ID, page, command)
}

// explainInUse names the run that has the local Whop, which one run at a time can use.
func explainInUse(ctx context.Context, r *repository, store state.Store, err error) error {
	holder, holderErr := store.Holder(ctx)
	if holder == nil {
		return &outcome{exitRefused, errors.Join(hint.Add(err, "Wait until it is done"), holderErr)}
	}
	return explainLock(r, &state.LockedError{Holder: *holder, Location: store.Location()}, store)
}

// unlockCommand is the command that frees a lock. Some servers do not name the holder.
func unlockCommand(shell hint.Shell, h state.Holder) string {
	return shell.Command("state unlock", h.ID)
}

// explainDamage says what to do about a state that cannot be trusted.
func explainDamage(shell hint.Shell, err error) error {
	if !errors.Is(err, state.ErrDamaged) {
		return err
	}
	return hint.Add(err, "It is left as it is. To go on, %s", remedyForDamage(shell))
}

func remedyForDamage(shell hint.Shell) string {
	return "bring back an earlier version of it, from a backup or from git; as a last resort move it, and a journal beside it, elsewhere and run: " + shell.Command("state rebuild")
}
