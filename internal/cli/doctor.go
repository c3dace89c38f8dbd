package cli

import (
	"context"
	"fmt"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/whop"
)

type doctorCmd struct{}

// Help is what --help adds.
func (doctorCmd) Help() string {
	return `Looks at everything that a plan and an apply rest on: files, key, permissions, account, experience, state, lock, clock, git. It changes nothing, and exits with 1 when something would stop an apply.`
}

// Run examines and reports.
func (doctorCmd) Run(ctx context.Context, e *environment) (err error) {
	d := &examination{env: e}
	e.watch = func(x whop.Exchange) {
		if !x.Served.IsZero() {
			d.skew.Store(int64(time.Until(x.Served)))
		}
	}
	r := d.repository()
	if r == nil {
		return exit(exitError)
	}
	defer closing(r, &err)
	s := d.state(ctx, r)
	d.whop(ctx, r, s)
	d.clock()
	d.git(r)
	if d.failed {
		return exit(exitError)
	}
	return nil
}

// repository looks at the files. Without them there is nothing else to look at.
func (d *examination) repository() *repository {
	r, problems, err := openRepository(d.env)
	if err != nil {
		d.fail("files", hint.Text(err), "go to your course repository, or make one: whopsync init")
		return nil
	}
	if problems.HasErrors() {
		d.fail("files", fmt.Sprintf("%s in %s", counted(len(problems.Errors()), "problem"), r.files.Dir()), "see them: "+d.validation())
	} else {
		d.ok("files", fmt.Sprintf("%s in %s", counted(len(r.project.Courses), course.KindCourse), r.files.Dir()))
	}
	if r.project.Environment.Name == "" {
		return nil
	}
	d.ok("environment", r.project.Environment.Name)
	return r
}

// validation is the command that shows the problems of the files, those of the environment
// that was asked for included.
func (d *examination) validation() string {
	if d.env.flags.Env == "" {
		return "whopsync validate"
	}
	return "whopsync validate --env " + d.env.flags.Env
}

// clockTolerance is how far off a clock may be before it matters to people who compare
// logs. Nothing in whopsync depends on it.
const clockTolerance = 5 * time.Minute

func (d *examination) clock() {
	skew := time.Duration(d.skew.Load()).Round(time.Second)
	if skew.Abs() > clockTolerance {
		d.note("clock", fmt.Sprintf("this computer's differs from the server's by %s", skew.Abs()), "set it, so that times in logs agree")
		return
	}
	d.ok("clock", "right enough")
}

// git looks for what notes the commit that was applied. Everything else works without it.
func (d *examination) git(r *repository) {
	if r.git == nil {
		d.note("git", "is not installed", "with it, the state notes which commit was applied")
		return
	}
	d.ok("git", "installed")
}
