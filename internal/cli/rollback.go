package cli

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/gitrepo"
	"whopsync/internal/hint"
	"whopsync/internal/render"
	"whopsync/internal/rollback"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

type rollbackCmd struct {
	DryRun  bool   `name:"dry-run" help:"Write nothing, and show what would be written."`
	Deletes bool   `name:"accept-deletes" help:"Take out the files of what the run created, so that the next apply removes it on Whop. Without it, they stay and are named."`
	Force   bool   `name:"force" help:"Write files that have uncommitted changes as well."`
	Format  string `name:"format" enum:"text,json" default:"text" help:"Print as text or json."`
	Target  string `arg:"" optional:"" name:"run" complete:"run" help:"The run to undo, or last for the newest. Without one, the runs are listed."`
}

// Help is what --help adds.
func (rollbackCmd) Help() string {
	return `Every apply keeps a record of the files that it is about, with the state: where that is in git or on a server, it is there in every clone. Without a run, the newest 50 are listed. To undo the newest:

whopsync rollback last

The files become what they were before that run, and nothing else is written: what was edited in them since stays, and where both changed the same lines, marks stand around the two. Nothing is written to Whop: look at the files with git diff, at the plan, and apply.

What the run destroyed on Whop comes back as files, and by the next apply as new objects: students' progress on the old ones is lost.`
}

// Run writes the files as a run found them.
func (cmd *rollbackCmd) Run(ctx context.Context, e *environment) (err error) {
	if cmd.Target == "" {
		return listRuns(ctx, e, cmd.Format)
	}
	if !cmd.DryRun {
		if err := finishRollback(ctx, e); err != nil {
			return err
		}
	}
	r, err := loadRepository(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	store, err := r.store()
	if err != nil {
		return err
	}
	s, err := store.Load(ctx)
	if err == nil && s == nil {
		err = noState(r, store)
	}
	if err != nil {
		return explainDamage(r.shell, err)
	}
	run, err := cmd.find(ctx, r, store)
	if err != nil {
		return err
	}
	if run.record.Environment != r.project.Environment.Name || run.record.Lineage != "" && run.record.Lineage != s.Lineage { // the first run had no state yet
		return hint.Add(refuse("%s is the record of a run of another state, in environment %q; nothing was written", run.name, run.record.Environment),
			"Take back its commit with git (git revert COMMIT), look at the plan, and apply")
	}
	committed := r.git.Files()
	defer committed.Close()
	result, err := rollback.Find(cmd.input(ctx, r, s, run.record, committed))
	if err != nil {
		return cmd.explain(e, err)
	}
	undo := ""
	if !cmd.DryRun && len(result.Steps) > 0 {
		undo = undoing(ctx, e, r, result.Steps)
		if err := cmd.write(ctx, e, r, s, result); err != nil {
			return err
		}
	}
	return cmd.show(e, r, run.name, undo, result)
}

// find reads the record of the run, and of the newest one for "last".
func (cmd *rollbackCmd) find(ctx context.Context, r *repository, store state.Store) (keptRun, error) {
	var all []string
	name := strings.TrimSuffix(filepath.Base(cmd.Target), ".json")
	kept, err := r.keptRuns(ctx, store, func(names []string) []string {
		all = slices.Clone(names)
		if name == lastRun && len(names) > 0 {
			name = names[len(names)-1]
		}
		return []string{name}
	})
	switch {
	case err != nil:
		return keptRun{}, err
	case len(kept) == 0:
		return keptRun{}, fmt.Errorf("there is no run %q; these are kept: %s", cmd.Target, cmp.Or(strings.Join(all, ", "), "none"))
	case kept[0].err != nil:
		return keptRun{}, explainRecord(fmt.Errorf("read the record of %s: %w", name, kept[0].err))
	}
	return kept[0], nil
}

// input is what the files are compared with.
func (cmd *rollbackCmd) input(ctx context.Context, r *repository, s *state.State, record *rollback.Record, committed *gitrepo.Files) rollback.Input {
	is := objects(r.project, s, nil)
	return rollback.Input{
		Record: record, Repo: r.files, Project: r.project, Environment: r.project.Environment.Name, AcceptDeletes: cmd.Deletes,
		IDs: func(place string, kind course.Kind) string { return is[placeOf(kind, place)].id },
		Created: func(at course.Address) string {
			if binding := s.Bindings[at]; binding != nil && binding.CreatedAtSerial == record.Serial {
				return binding.ID
			}
			return ""
		},
		Merge: func(own, base, other []byte) ([]byte, bool, error) {
			return r.git.Merge(ctx, own, base, other, [3]string{"files", "applied", "before the run"})
		},
		Bytes: func(asset rollback.Asset) ([]byte, bool) {
			for commit := range r.git.Versions(ctx, record.Commit, asset.Path) {
				data, ok := committed.File(ctx, commit, asset.Path)
				if sum := sha256.Sum256(data); ok && hex.EncodeToString(sum[:]) == asset.SHA256 {
					return data, true
				}
			}
			return nil, false
		},
	}
}

// explain says what to do where the files would not be valid.
func (cmd *rollbackCmd) explain(e *environment, err error) error {
	var invalid *rollback.InvalidError
	if !errors.As(err, &invalid) {
		return err
	}
	err = refuse("%w\nNothing was written", err)
	if invalid.Waits {
		accepting := *cmd
		accepting.Deletes = true
		return hint.Add(err, "What that run created is in the way, perhaps. To take it out as well: %s", accepting.again(e))
	}
	return hint.Add(err, "Change that first, and run this again: %s", cmd.again(e))
}

// write writes the files, each whole or not at all. What a run that is cut off leaves undone is noted, and the next one
// does it.
func (cmd *rollbackCmd) write(ctx context.Context, e *environment, r *repository, s *state.State, result *rollback.Result) error {
	if !cmd.Force {
		forced := *cmd
		forced.Force = true
		if err := checkCommitted(ctx, r, result.Steps, forced.again(e)); err != nil {
			return err
		}
	}
	at, err := journalPath(r)
	if err != nil {
		return err
	}
	noted := pullJournal{Lineage: s.Lineage, Serial: s.Serial, Steps: result.Steps}
	if err := errors.Join(ctx.Err(), noted.note(at)); err != nil {
		return err
	}
	if err := noted.doSteps(r.files.Dir(), at, spec.CarryOut); err != nil {
		return hint.Add(err, "What was written before it stays, and is as it should be. To go on: %s", cmd.again(e))
	}
	return removeIfThere(at)
}

// again is the command that does the same.
func (cmd *rollbackCmd) again(e *environment) string {
	line := "rollback"
	for _, flag := range []struct {
		is   bool
		name string
	}{{cmd.Deletes, "--accept-deletes"}, {cmd.Force, "--force"}} {
		if flag.is {
			line += " " + flag.name
		}
	}
	return e.command(line, cmd.Target)
}

// show says what was written, and what follows from it.
func (cmd *rollbackCmd) show(e *environment, r *repository, run, undo string, result *rollback.Result) (err error) {
	said := render.RolledBack{Run: run, Undo: undo, Result: result, DryRun: cmd.DryRun}
	accepting := *cmd
	accepting.Deletes = true
	if said.Again, said.Accepting = cmd.again(e), accepting.again(e); cmd.Format == "json" {
		err = render.RollbackJSON(e.Out, said, r.project.Environment.Name, version())
	} else {
		err = render.Rollback(e.Out, said, e.style(e.Out))
	}
	if err == nil && result.Has(func(d *rollback.Done) bool { return d.Conflict || d.Blocked }) {
		err = exit(exitRefused)
	}
	return err
}
