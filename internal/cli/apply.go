package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/github"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

type applyCmd struct {
	narrowing
	tuning
	detail
	Yes     bool        `name:"yes" short:"y" help:"Do not ask."`
	JSON    bool        `name:"json" help:"Print what happens as JSON, one object a line, as Terraform does. Needs --yes or a saved plan."`
	Expect  fingerprint `name:"expect" placeholder:"FINGERPRINT" help:"Refuse unless the plan has this fingerprint. In GitHub Actions, reviewed stands for a plan of which merged pull requests have shown each change."`
	Comment bool        `name:"comment" help:"In GitHub Actions, say under the merged pull requests what became of them, which takes a token with pull-requests: write."`
	Plan    string      `arg:"" optional:"" name:"planfile" help:"A plan saved with plan --out: do exactly this, or nothing. It knows its environment."`
}

// Run locks, plans, asks and does.
func (cmd *applyCmd) Run(ctx context.Context, e *environment) (err error) {
	if cmd.JSON && !cmd.Yes && cmd.Plan == "" {
		return misuse("--json needs --yes or a saved plan, because a question cannot be asked in JSON: %s", e.again("--yes"))
	}
	view := newView(e, cmd.JSON, cmd.Full)
	defer func() {
		if err != nil && !isSaid(err) {
			view.fail(err)
		}
	}()
	if err := cmd.takeEnvironment(e); err != nil {
		return err
	}
	told := &telling{env: e, environment: e.flags.Env, comments: cmd.Comment}
	defer func() { told.end(ctx, err) }() // once the lock is free
	open, err := openSession(ctx, e, cmd.tuning, false)
	if err != nil {
		return err
	}
	defer closing(open, &err)
	told.environment = open.repo.project.Environment.Name
	saved, options, err := cmd.saved(e, open.repo)
	if err != nil {
		return err
	}
	s, err := open.lock(ctx, "whopsync apply")
	if err != nil {
		return err
	}
	if err := showIdleLines(e, open.repo, s); err != nil {
		return err
	}
	a := &application{env: e, repo: open.repo, conn: open.conn, store: open.store, lease: open.lease, cmd: cmd, view: view, told: told}
	return a.run(ctx, s, saved, options)
}

// takeEnvironment makes the environment of a saved plan that of the run. The command line need not name
// it, and must not name another one.
func (cmd *applyCmd) takeEnvironment(e *environment) error {
	if cmd.Plan == "" {
		return nil
	}
	saved, err := loadPlan(e.at(cmd.Plan))
	if err != nil {
		return err
	}
	if named := e.flags.Env; named != "" && named != saved.Environment {
		return hint.Add(misuse("%s is a plan for environment %s, and --env names %s", cmd.Plan, saved.Environment, named),
			"The plan knows where it is for: %s", e.shell.For("").Command("apply", cmd.Plan))
	}
	e.flags.Env, e.shell.Env = saved.Environment, saved.Environment
	return nil
}

// saved returns the plan to do exactly, if one was given, and the options of the run: a
// saved plan brings its own flags, and has to come out the same with the settings of now,
// which an offline plan cannot.
func (cmd *applyCmd) saved(e *environment, r *repository) (*plan.Plan, plan.Options, error) {
	options, err := cmd.options(e, r)
	if err != nil || cmd.Plan == "" {
		return nil, options, err
	}
	saved, err := loadPlan(e.at(cmd.Plan))
	if err != nil {
		return nil, options, err
	}
	if saved.Environment != r.project.Environment.Name {
		return nil, options, misuse("%s is a plan for environment %s, and this run is for %s", cmd.Plan, saved.Environment, r.project.Environment.Name)
	}
	if saved.Offline {
		return nil, options, hint.Add(refuse("%s cannot be applied: it was made offline, without reading Whop", cmd.Plan),
			"Make a plan that reads Whop, review it, and apply that:\n\n  %s\n  %s", planTo(e, cmd.Plan, saved.Options), e.command("apply", cmd.Plan))
	}
	if flags := flagsBeyond(saved.Options, options); len(flags) > 0 {
		return nil, options, hint.Add(misuse("%s was made without %s", cmd.Plan, strings.Join(flags, " and ")),
			"Make a plan with it, review it, and apply that:\n\n  %s\n  %s", planTo(e, cmd.Plan, options), e.command("apply", cmd.Plan))
	}
	return saved, saved.Options.With(options), nil
}

// planTo is the command that saves a plan under these flags.
func planTo(e *environment, file string, o plan.Options) string {
	return e.command("plan" + render.Flags(o) + " --out " + hint.Word(file))
}

// flagsBeyond names the flags of now that a plan with the options saved was not made with.
func flagsBeyond(saved, now plan.Options) []string {
	var flags []string
	add := func(beyond bool, flag string) {
		if beyond {
			flags = append(flags, flag)
		}
	}
	add(len(now.Targets) > 0 && !slices.Equal(now.Targets, saved.Targets), "--target")
	add(len(now.Exclude) > 0 && !slices.Equal(now.Exclude, saved.Exclude), "--exclude")
	add(now.Due && !saved.Due, "--due")
	add(now.OnDrift != plan.ReportDrift && now.OnDrift != saved.OnDrift, "--on-drift")
	add(now.AllowDelete && !saved.AllowDelete, "--allow-delete")
	add(now.AllowHide && !saved.AllowHide, "--allow-hide")
	add(now.AllowRecreate && !saved.AllowRecreate, "--allow-recreate")
	progress := now.AcceptProgress
	add(progress != nil && (saved.AcceptProgress == nil || *progress != *saved.AcceptProgress), "--accept-progress-loss")
	return flags
}

// application is an apply that holds the lock.
type application struct {
	env   *environment
	repo  *repository
	conn  *connection
	store state.Store
	lease state.Lease
	cmd   *applyCmd
	view  view
	told  *telling
}

func (a *application) run(ctx context.Context, s *state.State, saved *plan.Plan, options plan.Options) error {
	read := a.env.waiting(reading)
	prepared, err := prepare(ctx, a.repo, a.conn, s, options)
	read()
	if err != nil {
		return err
	}
	p := &prepared.Work.Plan
	a.told.plan, a.told.applied = p, appliedBy(s)
	if saved != nil {
		if err := sameAs(a.env, a.cmd.Plan, saved, p); err != nil {
			return err
		}
	}
	if err := showWarnings(a.env, a.repo, p); err != nil {
		return err
	}
	if err := a.view.plan(p); err != nil {
		return err
	}
	if len(p.Refusals) > 0 {
		return a.refuse(p)
	}
	looked, err := a.cmd.Expect.check(ctx, a.env, prepared.Work, appliedBy(s))
	a.told.looked = looked
	if err != nil {
		return err
	}
	if p.HasChanges() && saved == nil && !a.cmd.Yes {
		if err := confirm(ctx, a.env, "Do you want to perform these actions?"); err != nil {
			return err
		}
	}
	return a.do(ctx, prepared)
}

// appliedBy returns the commit of the last complete apply, "" where none is known.
func appliedBy(s *state.State) string {
	if s == nil {
		return ""
	}
	return s.Applied.Commit
}

// refuse says on standard error why nothing is done. Where both streams are one screen, the
// plan has just said it there.
func (a *application) refuse(p *plan.Plan) error {
	if !isTerminal(a.env.Out) || !isTerminal(a.env.Err) {
		if err := render.Refusals(a.env.Err, p.Refusals, p.Options, a.env.style(a.env.Err)); err != nil {
			return err
		}
	}
	return a.env.job.flagsByHand(p, refuse("apply refused to run: %s, named above; nothing was written", counted(len(p.Refusals), "reason")))
}

// sameAs compares a saved plan with the one that comes out now: what was reviewed is what
// is done, or nothing is.
func sameAs(e *environment, file string, saved, now *plan.Plan) error {
	shown := *saved
	shown.Unsettled = "" // which this run has the lock against
	before, err1 := planfile.Encode(&shown)
	after, err2 := planfile.Encode(now)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if bytes.Equal(before, after) {
		return nil
	}
	return hint.Add(refuse("the saved plan is stale: %s", strings.Join(planfile.Differences(saved, now), "; ")),
		"Nothing was written. Make a new plan, review it, and apply that:\n\n  %s\n  %s", planTo(e, file, saved.Options), e.command("apply", file))
}

// do carries out the plan.
func (a *application) do(ctx context.Context, prepared *apply.Prepared) error {
	if prepared.Work.HasChanges() {
		a.remember(ctx, prepared)
	}
	run := &apply.Run{
		Connect: a.conn.asking, Lease: a.lease,
		Open:     func(path string) (io.ReadCloser, error) { return a.repo.files.Open(path) },
		Parallel: a.cmd.Parallelism, NewKey: rand.Text, Now: a.env.now, Wait: a.env.wait, Progress: a.view.progress, Commit: a.repo.commit, Follows: a.follows,
	}
	report, err := run.Apply(ctx, prepared)
	return a.conclude(ctx, &prepared.Work.Plan, report, err)
}

// follows asks whether a commit comes after the one that was applied last. Where merged pull requests are gone by, it asks
// the forge: the clone of a workflow holds one commit.
func (a *application) follows(ctx context.Context, commit, applied string) bool {
	if a.cmd.Expect != reviewed {
		return a.repo.git.Follows(ctx, commit, applied)
	}
	at, err := openForge(a.env)
	isLater := false
	if err == nil {
		isLater, err = at.forge.Follows(ctx, github.Span{Applied: applied, Head: commit, Ref: at.ref})
	}
	if err != nil {
		a.env.warn("there is nothing to do, and %.12s stays the commit that was applied last, since it is not known whether %.12s comes after it: %s", applied, commit, hint.Text(err))
	}
	return isLater
}

// conclude tells what happened, and nothing that did not.
func (a *application) conclude(ctx context.Context, p *plan.Plan, report *apply.Report, err error) error {
	defer a.view.last(wayToLook(a.repo))
	defer a.view.last(whereItDidNotGo(a.repo))
	if err == nil && ctx.Err() == nil && report.IsComplete() {
		a.told.line = appliedLine(report)
		a.view.complete(report, a.touched(report))
		return nil
	}
	end := summary{report: report, err: err, interrupted: ctx.Err() != nil, again: a.wayOn(p)}
	a.told.partial = &end
	a.view.partial(end)
	switch {
	case end.interrupted:
		return exit(exitInterrupted)
	case end.wroteNothing():
		return exit(exitError)
	}
	return exit(exitPartial)
}

// wayOn says how a run goes on that stopped part-way.
func (a *application) wayOn(p *plan.Plan) string {
	run := a.env.job.run
	switch {
	case a.env.job.system != onGitHub || run == "":
		return a.env.command("apply" + render.Flags(p.Options))
	case a.cmd.Expect == reviewed:
		return `"Re-run failed jobs" in ` + run
	}
	return `"Re-run failed jobs" in ` + run + ", which names the fingerprint of what is left to do, to run the workflow by hand with"
}

// touched returns where the courses are on Whop in which something was done, as far as that is known, and
// which of them a file hides.
func (a *application) touched(report *apply.Report) []place {
	var places []place
	for _, o := range report.Objects {
		at := course.Address{Course: o.Address.Course}
		isKnown := slices.ContainsFunc(places, func(p place) bool { return p.course == at })
		p := place{at, addressOf(at, a.repo.project.Environment, report.State), hiddenBy(a.repo, at)}
		if o.Begun && !isKnown && p.url+p.hiddenBy != "" {
			places = append(places, p)
		}
	}
	slices.SortFunc(places, func(p, q place) int { return p.course.Compare(q.course) })
	return places
}

// whereItDidNotGo says of an apply to the local environment that it is no apply to Whop, and how to make
// one. For other environments it is empty.
func whereItDidNotGo(r *repository) string {
	if r.project.Environment.Name != spec.Local {
		return ""
	}
	line := "Environment local is inside this program: nothing was sent to Whop."
	for _, name := range slices.Sorted(maps.Keys(r.project.Config.Environments)) {
		env := r.project.Config.Environments[name]
		if env.Product != "" || env.Experience != "" && env.Experience != noExperience && name != spec.Local {
			return line + " To apply to Whop: " + r.shell.For(name).Command("apply")
		}
	}
	return line
}

// wayToLook says how to see what is nowhere else: an apply to the local environment has no page on Whop.
func wayToLook(r *repository) string {
	if r.project.Environment.Name != spec.Local {
		return ""
	}
	return "Look at it: " + r.shell.Command("preview")
}

// hiddenBy returns the file that hides a course from students, "" for none.
func hiddenBy(r *repository, at course.Address) string {
	for _, c := range r.project.Courses {
		if c.Address == at && course.Same(c.Fields[course.Visibility], course.Text(course.Hidden)) {
			return r.shell.Path(c.Source.Path)
		}
	}
	return ""
}
