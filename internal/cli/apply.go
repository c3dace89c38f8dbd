package cli

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strings"
	"time"

	"whopsync/internal/apply"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

type applyCmd struct {
	narrowing
	tuning
	Yes  bool   `name:"yes" short:"y" help:"Do not ask."`
	Plan string `arg:"" optional:"" name:"planfile" help:"A plan saved with plan --out: do exactly this, or nothing."`
}

// Run locks, plans, asks and does.
func (cmd *applyCmd) Run(ctx context.Context, e *environment) (err error) {
	r, err := e.load()
	if err != nil {
		return err
	}
	defer closing(r, &err)
	saved, options, err := cmd.saved(r)
	if err != nil {
		return err
	}
	store, err := r.store()
	if err != nil {
		return err
	}
	c, err := e.connect(r, cmd.tuning, false)
	if err != nil {
		return err
	}
	defer closing(c, &err)
	lease, err := store.Lock(ctx, holder("whopsync apply"))
	if err != nil {
		return explainLock(err)
	}
	defer func() { err = errors.Join(err, lease.Release(context.WithoutCancel(ctx))) }()
	a := &application{environment: e, cmd: cmd, repository: r, connection: c, lease: lease}
	return a.run(ctx, saved, options)
}

// saved returns the plan to do exactly, if one was given, and the options of the run. A
// saved plan brings its own.
func (cmd *applyCmd) saved(r *repository) (*plan.Plan, plan.Options, error) {
	options, err := cmd.options(r.project.Config)
	if err != nil || cmd.Plan == "" {
		return nil, options, err
	}
	saved, err := loadPlan(cmd.Plan)
	if err != nil {
		return nil, options, err
	}
	if saved.Environment != r.project.Environment.Name {
		return nil, options, &usageError{fmt.Errorf("%s is a plan for environment %s, and this run is for %s", cmd.Plan, saved.Environment, r.project.Environment.Name)}
	}
	return saved, saved.Options, nil
}

// holder says who locks.
func holder(command string) state.Holder {
	who := "somebody"
	if u, err := user.Current(); err == nil {
		who = u.Username
	}
	if host, err := os.Hostname(); err == nil {
		who += "@" + host
	}
	return state.Holder{ID: rand.Text(), Command: command, Who: who, Process: os.Getpid(), Since: time.Now().UTC().Truncate(time.Second)}
}

func explainLock(err error) error {
	var locked *state.LockedError
	if !errors.As(err, &locked) {
		return err
	}
	return &outcome{exitRefused, fmt.Errorf("%w\nWait until it is done. If that run is dead, free the lock: whopsync state unlock %s", err, locked.Holder.ID)}
}

// application is an apply that holds the lock.
type application struct {
	*environment
	*repository
	*connection
	cmd   *applyCmd
	lease state.Lease
}

func (a *application) run(ctx context.Context, saved *plan.Plan, options plan.Options) error {
	s, err := a.lease.Load(ctx)
	if err != nil {
		return err
	}
	prepared, err := prepare(ctx, a.repository, a.connection, s, options)
	if err != nil {
		return err
	}
	p := prepared.Plan
	if saved != nil {
		if err := sameAs(saved, p); err != nil {
			return &outcome{exitRefused, err}
		}
	}
	if err := a.printPlan(p, "text"); err != nil {
		return err
	}
	if len(p.Refusals) > 0 {
		return &outcome{exitRefused, fmt.Errorf("apply refuses to run, for %s named above; nothing was written", counted(len(p.Refusals), "reason"))}
	}
	if p.HasChanges() && saved == nil {
		if err := a.ask(); err != nil {
			return err
		}
	}
	return a.do(ctx, prepared)
}

// sameAs compares a saved plan with the one that comes out now: what was reviewed is what
// is done, or nothing is.
func sameAs(saved, now *plan.Plan) error {
	before, err1 := json.Marshal(saved)
	after, err2 := json.Marshal(now)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if bytes.Equal(before, after) {
		return nil
	}
	return fmt.Errorf("the saved plan is stale: %s\nNothing was written. Make a new plan, review it, and apply that", strings.Join(plan.Differences(saved, now), "; "))
}

// ask lets a person decide. A script has to say --yes, so that none writes by accident.
func (a *application) ask() error {
	if a.cmd.Yes {
		return nil
	}
	if !isTerminal(a.In) {
		return errors.New("nobody is there to confirm: standard input is no terminal\nRun again with --yes to apply without asking, or apply a saved plan")
	}
	fmt.Fprint(a.Out, "\nDo you want to perform these actions?\n  Only \"yes\" is taken for a yes.\n\n  Enter a value: ")
	answer, err := bufio.NewReader(a.In).ReadString('\n')
	if err != nil && err != io.EOF {
		return fmt.Errorf("read the answer: %w", err)
	}
	if strings.TrimSpace(answer) != "yes" {
		return errors.New("apply was not confirmed; nothing was written")
	}
	return nil
}

// do carries out the plan.
func (a *application) do(ctx context.Context, prepared *apply.Prepared) error {
	progress := newProgress(a.Err, isTerminal(a.Err))
	run := &apply.Run{
		API: a.connection, Lease: a.lease, LessonURL: a.project.Environment.LessonURL,
		Open:     func(path string) (io.ReadCloser, error) { return a.Repo.Open(path) },
		Parallel: a.cmd.Parallelism, NewKey: rand.Text, Wait: wait, Progress: progress.step,
	}
	report, err := run.Apply(ctx, prepared)
	progress.end()
	return a.conclude(ctx, prepared.Plan, report, err)
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// conclude tells what happened, and nothing that did not.
func (a *application) conclude(ctx context.Context, p *plan.Plan, report *apply.Report, err error) error {
	if err == nil && ctx.Err() == nil && report.IsComplete() {
		if p.HasChanges() {
			fmt.Fprintf(a.Out, "\n%s\n", render.Applied(report.Added, report.Changed, report.Destroyed, extras(report)...))
		}
		return nil
	}
	a.printPartial(report, err)
	if ctx.Err() != nil {
		return exit(exitInterrupted)
	}
	return exit(exitPartial)
}

func extras(r *apply.Report) []string {
	var out []string
	for _, extra := range []struct {
		n    int
		word string
	}{{r.Moved, "moved"}, {r.Hidden, "hidden"}, {r.Uploaded, "uploaded"}} {
		if extra.n > 0 {
			out = append(out, fmt.Sprintf("%d %s", extra.n, extra.word))
		}
	}
	return out
}

// printPartial tells of a run that did not reach its end: what is done, what failed and
// why, what was not attempted.
func (a *application) printPartial(report *apply.Report, err error) {
	var done, failed, open int
	for _, result := range report.Results {
		switch result.Status {
		case apply.Done:
			done++
		case apply.Failed:
			failed++
			fmt.Fprintf(a.Err, "Error: %s: %s\n", result.Step.Address, render.Inert(result.Err.Error()))
		case apply.NotAttempted:
			open++
		}
		for _, untaken := range result.Untaken {
			a.warn("%s", untaken)
		}
	}
	if err != nil {
		fmt.Fprintf(a.Err, "Error: %s\n", render.Inert(err.Error()))
	}
	fmt.Fprintf(a.Out, "\nApply stopped part-way: %d done, %d failed, %d not attempted. Resources: %d added, %d changed, %d destroyed.\n"+
		"Nothing is lost: run apply again to go on from here.\n", done, failed, open, report.Added, report.Changed, report.Destroyed)
}
