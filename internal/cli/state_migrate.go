package cli

import (
	"context"
	"errors"
	"fmt"

	"whopsync/internal/hint"
	"whopsync/internal/render"
	"whopsync/internal/state"
	"whopsync/internal/state/backend"
)

type stateMigrateCmd struct {
	From string `arg:"" name:"from" help:"Where the state is: file, git, git:REMOTE, git:REMOTE:NAME, s3://BUCKET/KEY or https://…"`
	To   string `arg:"" name:"to" help:"Where it should be. There must be none yet, or the one that an earlier migration left there."`
}

// Help returns more text for --help.
func (stateMigrateCmd) Help() string {
	return "The state is copied under both locks, read back, and left where it was; a later migration back replaces what is left. Records of runs stay at the old place. Then write the new place after state: in whopsync.yaml. For a server, name its host in WHOPSYNC_HTTP_HOST wherever whopsync runs with a password; for a bucket that is not on AWS, in WHOPSYNC_S3_HOST."
}

// storeTyped opens a place that stands on the command line.
func storeTyped(r *repository, where string) (state.Store, error) {
	place, err := r.place()
	if err != nil {
		return nil, err
	}
	place.Typed = true
	return backend.Open(where, place)
}

// Run copies the environment's state from one place to another.
func (cmd *stateMigrateCmd) Run(ctx context.Context, e *environment) (err error) {
	r, configured, err := openStore(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	from, err := storeTyped(r, cmd.From)
	if err != nil {
		return &usageError{err}
	}
	to, err := storeTyped(r, cmd.To)
	if err != nil {
		return &usageError{err}
	}
	if from.Location() == to.Location() {
		return misuse("both are %s", from.Location())
	}
	s, err := state.Migrate(ctx, from, to, holder(r.job, "whopsync state migrate"))
	if occupied := new(state.OccupiedError); errors.As(err, &occupied) {
		return explainOccupied(r, occupied, cmd.To)
	}
	if err != nil {
		return explainLock(r, err, configured)
	}
	fmt.Fprintf(e.Out, "Environment %s: %s at %s, as serial %d. The old state is still at %s, and so are the records of its runs.\n",
		r.project.Environment.Name, counted(len(s.Bindings), "object"), render.Sanitize(to.Location()), s.Serial, render.Sanitize(from.Location()))
	if r.project.Environment.State != cmd.To {
		fmt.Fprintf(e.Err, "Now write it into whopsync.yaml, or the old state stays in use:\n\n%s\n", stateLine(r, cmd.To))
	}
	return nil
}

// stateLine is the line of whopsync.yaml that names a place, where it stands.
func stateLine(r *repository, where string) string {
	return fmt.Sprintf("  environments:\n    %s:\n      state: %s", r.project.Environment.Name, render.Sanitize(where))
}

// explainOccupied says how to go on where a place has a state that must not be lost without a look.
func explainOccupied(r *repository, occupied *state.OccupiedError, to string) error {
	err := &outcome{exitRefused, occupied}
	if occupied.IsNewer {
		return hint.Add(err, "The state there has grown from the one that was to be copied. To use it, write into whopsync.yaml:\n\n%s", stateLine(r, to))
	}
	return hint.Add(err, "It is the state of something else, or it was written to after a migration. To look at it, write into whopsync.yaml:\n\n%s\n\nand run:\n\n  %s\n\nIf it can be lost, remove it, and migrate again:\n\n  %s",
		stateLine(r, to), r.shell.Command("state list"), backend.Removal(to, occupied.Location))
}
