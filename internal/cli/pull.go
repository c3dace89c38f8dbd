package cli

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/gitrepo"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/pull"
	"whopsync/internal/render"
	"whopsync/internal/rollback"
	"whopsync/internal/spec"
	"whopsync/internal/state"
	"whopsync/internal/whop"
)

type pullCmd struct {
	tuning
	Addresses []string `arg:"" optional:"" name:"address" complete:"address" help:"Only these courses, chapters and lessons, and what they contain: addresses, or paths of their files or folders."`
	Assets    bool     `name:"assets" help:"Download images, PDFs and attachments that are new on Whop. Without it, they stay there."`
	Check     bool     `name:"check" help:"Write nothing, and exit with 2 when there is something to pull. Trust a 2 only when that is printed: Go's runtime also exits with 2 when memory or file handles run out."`
	OnlyKnown bool     `name:"only-known" help:"Write no files for chapters and lessons that were made on Whop. Without it, each gets a file in its place."`
	Deletes   bool     `name:"accept-deletes" help:"Remove the files of objects that were deleted on Whop. Without it, the files stay and are named."`
	Force     bool     `name:"force" help:"Write files that have uncommitted changes as well."`
	Unmerged  bool     `name:"unmerged" help:"For a branch that is merged later, such as that of a nightly job: the state learns of edits when an apply gets them, so that whoever edits the same meanwhile is told of a conflict."`
	Written   string   `name:"written" placeholder:"FILE" help:"Note the paths of all files that were written, made, moved or removed in FILE, each ended by a zero byte, as git update-index -z --stdin reads them."`
	Format    string   `name:"format" enum:"text,json" default:"text" help:"Print as text or json."`
}

// Help is what --help adds.
func (pullCmd) Help() string {
	return `A field that was edited on Whop, and not in the files, is written into its lines; every other byte of the files stays. Texts of the dashboard's editor become Markdown in the author's own style. Afterwards whopsync plan says "No changes" for all that was pulled.

New chapters and lessons get a file in their place. Moves and new orders rename files, and correct all links. Deleted lessons are named; --accept-deletes removes their files. For courses that were made on Whop, use whopsync import.

Nothing is written to Whop. Files with uncommitted changes are not written, so that git diff shows exactly what was pulled.`
}

// Run brings edits made on Whop into the files, and has the state learn that both agree.
func (cmd *pullCmd) Run(ctx context.Context, e *environment) (err error) {
	if err := cmd.finish(ctx, e); err != nil {
		return err
	}
	open, err := openSession(ctx, e, cmd.tuning, true)
	if err != nil {
		return err
	}
	defer closing(open, &err)
	s, err := cmd.state(ctx, open)
	if err != nil {
		return err
	}
	committed := open.repo.git.Files()
	defer committed.Close()
	in, err := cmd.survey(ctx, e, open, s, committed)
	if err != nil {
		return err
	}
	result, err := pull.Find(ctx, in)
	if err != nil {
		return err
	}
	if !cmd.Check {
		if err := cmd.keep(ctx, e, open, s, result); err != nil {
			return err
		}
		if cmd.Written != "" {
			if err := noteWritten(ctx, open.repo, e.at(cmd.Written), result.Steps); err != nil {
				return err
			}
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
			"To make files of courses that were made on Whop: %s", open.repo.shell.Command("import --all"))
	}
	return s, err
}

// survey reads Whop and compares.
func (cmd *pullCmd) survey(ctx context.Context, e *environment, open *session, s *state.State, committed *gitrepo.Files) (in pull.Input, err error) {
	options, err := (&narrowing{}).options(e, open.repo)
	if err == nil {
		options.Targets, err = named(e, open.repo, "pull", cmd.Addresses)
	}
	if err == nil {
		err = checkKnown(open.repo.project, options, s)
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
	if len(sides.State.Unanswered()) > 0 {
		return in, hint.Add(refuse("an apply was cut off, and it is not known what it did; nothing was pulled"), "The next apply finishes it: %s", open.repo.shell.Command("apply"))
	}
	in = pull.Input{
		Sides: sides, Work: plan.Diff(sides), Repo: open.repo.files, Project: open.repo.project,
		Applied: pull.Applied{
			File:    func(path string) ([]byte, bool) { return committed.File(ctx, s.Commit, path) },
			Earlier: appliedEarlier(ctx, open.store),
		},
		Unmerged: cmd.Unmerged, OnlyKnown: cmd.OnlyKnown, AcceptDeletes: cmd.Deletes,
		Read: func(id string) (*course.Resource, error) { return open.conn.Read(ctx, course.KindLesson, id) },
		Merge: func(own, base, other []byte) ([]byte, bool, error) {
			return open.repo.git.Merge(ctx, own, base, other, [3]string{"files", "applied", "Whop"})
		},
	}
	if cmd.Assets {
		in.Fetch = open.conn.client.Download
	}
	if err := cmd.checkSight(ctx, open, in.Work.Target.Account); err != nil {
		return in, err
	}
	return in, cmd.refusals(e, in.Work)
}

// checkSight refuses to take files out with a key that is not shown hidden lessons: to it, they look deleted.
func (cmd *pullCmd) checkSight(ctx context.Context, open *session, account string) error {
	if !cmd.Deletes || account == "" {
		return nil
	}
	granted, err := open.conn.client.Permissions(ctx, account, []string{whop.WriteCourses})
	if may, known := granted[whop.WriteCourses]; err != nil || !known || may {
		return nil
	}
	return refuse("this key lacks %s, so it does not see hidden lessons, which then look deleted; nothing was pulled", whop.WriteCourses)
}

// appliedEarlier returns a file as runs had it of which records are kept, the newest first.
func appliedEarlier(ctx context.Context, store state.Store) func(path string) [][]byte {
	records := sync.OnceValue(func() []*rollback.Record { return earlier(ctx, store) })
	return func(path string) (versions [][]byte) {
		for _, record := range records() {
			versions = append(versions, record.Versions(path)...)
		}
		return versions
	}
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
	if err := render.Refusals(e.Err, refusals, plan.Options{}, e.style(e.Err)); err != nil {
		return err
	}
	return refuse("what was read cannot be compared: %s, named above; nothing was pulled", counted(len(refusals), "reason"))
}

// keep writes the files, each whole or not at all, and then the state. What a run that is cut off leaves undone is
// noted, and the next one does it.
func (cmd *pullCmd) keep(ctx context.Context, e *environment, open *session, s *state.State, result *pull.Result) error {
	if !cmd.Force {
		forced := *cmd
		forced.Force = true
		if err := checkCommitted(ctx, open.repo, result.Steps, forced.again(e)); err != nil {
			return err
		}
	}
	if len(result.Steps) == 0 {
		return learn(ctx, open, s, result.Bindings, result.Uploads)
	}
	at, err := journalPath(open.repo)
	if err != nil {
		return err
	}
	noted := pullJournal{s.Lineage, s.Serial, result.Steps, result.Bindings, result.Uploads}
	if err := errors.Join(ctx.Err(), noted.note(at)); err != nil {
		return err
	}
	if err := noted.doSteps(open.repo.files.Dir(), at, spec.CarryOut); err != nil {
		if len(result.Steps) == 1 && len(result.Steps[0].Renames) == 0 { // each file can be pulled again
			err = errors.Join(err, removeIfThere(at))
		}
		return hint.Add(err, "The files written before stay, and are complete. To go on: %s", cmd.again(e))
	}
	if err := learn(ctx, open, s, result.Bindings, result.Uploads); err != nil {
		return hint.Add(err, "The files are written. When the state can be kept: %s", cmd.again(e))
	}
	return removeIfThere(at)
}

// again is the command that pulls the same.
func (cmd *pullCmd) again(e *environment) string {
	line := "pull"
	for _, flag := range []struct {
		is   bool
		name string
	}{{cmd.Assets, "--assets"}, {cmd.Unmerged, "--unmerged"}, {cmd.OnlyKnown, "--only-known"}, {cmd.Deletes, "--accept-deletes"}, {cmd.Force, "--force"}} {
		if flag.is {
			line += " " + flag.name
		}
	}
	return e.command(line, cmd.Addresses...)
}

// show says what was pulled.
func (cmd *pullCmd) show(e *environment, open *session, result *pull.Result) (err error) {
	name := open.repo.project.Environment.Name
	if cmd.Format == "json" {
		err = render.PullJSON(e.Out, result, name, cmd.Check, version())
	} else {
		err = render.Pull(e.Out, result, cmd.Check, cmd.again(e), e.style(e.Out))
	}
	switch {
	case err != nil:
		return err
	case cmd.Check && result.HasChanges():
		return exit(exitChanges)
	case result.Conflicts() > 0:
		return exit(exitRefused)
	}
	return nil
}
