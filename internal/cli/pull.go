package cli

import (
	"context"
	"fmt"
	"strings"

	"whopsync/internal/apply"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/pull"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

type pullCmd struct {
	tuning
	Addresses []string `arg:"" optional:"" name:"address" complete:"address" help:"Only these courses, chapters and lessons, and what they contain: addresses, or paths of their files or folders."`
	Check     bool     `name:"check" help:"Write nothing, and exit with 2 when there is something to pull. A 2 counts only with it printed: Go's runtime ends with it too, without memory or file handles."`
	Force     bool     `name:"force" help:"Write files that have uncommitted changes as well."`
	Format    string   `name:"format" enum:"text,json" default:"text" help:"Print as text or json."`
}

// Help is what --help adds.
func (pullCmd) Help() string {
	return `Each field that was edited on Whop, and not in the files, is written into its lines; everything else in the files stays byte for byte. Texts of the dashboard's editor become Markdown in the author's own style. Afterwards whopsync plan says "No changes" for all that was pulled.

Nothing is written to Whop. Files with uncommitted changes are not written, so that git diff shows exactly what came.`
}

// Run brings edits made on Whop into the files, and has the state learn that both agree.
func (cmd *pullCmd) Run(ctx context.Context, e *environment) (err error) {
	open, err := openSession(ctx, e, cmd.tuning, true)
	if err != nil {
		return err
	}
	defer closing(open, &err)
	s, err := cmd.state(ctx, open)
	if err != nil {
		return err
	}
	in, err := cmd.survey(ctx, e, open, s)
	if err != nil {
		return err
	}
	result, err := pull.Find(in)
	if err != nil {
		return err
	}
	if !cmd.Check {
		if err := cmd.keep(ctx, open, s, result); err != nil {
			return err
		}
	}
	return cmd.show(e, open, result)
}

// state reads the state, under the lock where it will be written.
func (cmd *pullCmd) state(ctx context.Context, open *session) (s *state.State, err error) {
	if cmd.Check {
		s, err = open.load(ctx)
	} else {
		s, err = open.lock(ctx, "whopsync pull")
	}
	if err == nil && s == nil {
		err = hint.Add(fmt.Errorf("there is no state at %s to compare Whop with", open.store.Location()),
			"Courses that were made on Whop come into files by whopsync import")
	}
	return s, err
}

// survey reads Whop and compares.
func (cmd *pullCmd) survey(ctx context.Context, e *environment, open *session, s *state.State) (in pull.Input, err error) {
	options, err := (&narrowing{}).options(e, open.repo)
	if err == nil {
		options.Targets, err = named(e, open.repo, "pull", cmd.Addresses)
	}
	if err == nil {
		err = open.repo.knows(options, s)
	}
	if err != nil {
		return in, err
	}
	options.OnDrift = plan.ReportDrift
	sides := open.repo.input(s, options)
	sides.Target = open.conn.target
	if sides, _, err = apply.Survey(ctx, open.conn, sides); err != nil {
		return in, err
	}
	if len(sides.State.Pending) > 0 {
		return in, hint.Add(refuse("an apply was cut off, and what it did is not settled; nothing was pulled"), "The next apply settles it: whopsync apply --env %s", open.repo.project.Environment.Name)
	}
	in = pull.Input{Sides: sides, Work: plan.Diff(sides), Repo: open.repo.files, Project: open.repo.project}
	return in, cmd.refusals(e, in.Work)
}

// refusals refuses what cannot be believed.
func (cmd *pullCmd) refusals(e *environment, work *plan.Work) error {
	var refusals []plan.Refusal
	for _, r := range work.Refusals {
		if r.Guard == plan.GuardTarget || r.Guard == plan.GuardMissing && r.Address.IsZero() {
			refusals = append(refusals, r)
		}
	}
	if len(refusals) == 0 {
		return nil
	}
	if err := render.Refusals(e.Err, refusals, e.style(e.Err)); err != nil {
		return err
	}
	return refuse("what was read cannot be compared, for %s named above; nothing was pulled", counted(len(refusals), "reason"))
}

// keep writes the files, each whole or not at all, and then the state. A run that ends between them has
// written files that the next one finds as it would make them.
func (cmd *pullCmd) keep(ctx context.Context, open *session, s *state.State, result *pull.Result) error {
	if err := cmd.checkCommitted(ctx, open.repo, result); err != nil {
		return err
	}
	for _, edit := range result.Edits {
		if err := ctx.Err(); err != nil {
			return err
		}
		write := func() error { return open.repo.files.Replace(edit.Path, edit.Before, edit.After) }
		if edit.Before == nil {
			write = func() error { return open.repo.files.Create(edit.Path, edit.After) }
		}
		if err := write(); err != nil {
			return hint.Add(err, "What was written before it stays, and is as it should be. To go on: whopsync pull --env %s", open.repo.project.Environment.Name)
		}
	}
	entries := state.Rebind(s.Bindings, result.Bindings)
	if len(entries) == 0 {
		return nil
	}
	learned := s.Clone()
	learned.Replay(entries)
	if err := open.lease.Save(context.WithoutCancel(ctx), learned); err != nil {
		return hint.Add(err, "The files are written. Once the state can be kept: whopsync pull --env %s", open.repo.project.Environment.Name)
	}
	return nil
}

// checkCommitted refuses to write over work that is in no commit.
func (cmd *pullCmd) checkCommitted(ctx context.Context, r *repository, result *pull.Result) error {
	var paths []string
	for _, edit := range result.Edits {
		if edit.Before != nil {
			paths = append(paths, edit.Path)
		}
	}
	changed := r.git.Uncommitted(ctx, r.files, paths)
	if len(changed) == 0 || cmd.Force {
		return nil
	}
	return hint.Add(refuse("%s to be written, and with changes that are not committed:\n  %s\nNothing was written", counted(len(changed), "file"), strings.Join(changed, "\n  ")),
		"Commit them, or take what is on Whop into them as they are: whopsync pull --force --env %s", r.project.Environment.Name)
}

// show says what was pulled.
func (cmd *pullCmd) show(e *environment, open *session, result *pull.Result) (err error) {
	name := open.repo.project.Environment.Name
	if cmd.Format == "json" {
		err = render.PullJSON(e.Out, result, name, cmd.Check)
	} else {
		err = render.Pull(e.Out, result, cmd.Check, "whopsync pull --env "+name, e.style(e.Out))
	}
	switch {
	case err != nil:
		return err
	case cmd.Check && result.HasChanges():
		return exit(exitChanges)
	}
	return nil
}
