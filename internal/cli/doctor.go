package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/state"
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

// examination is a doctor's visit on its way.
type examination struct {
	env    *environment
	failed bool
	new    bool         // there is no state, which was looked for
	skew   atomic.Int64 // how far the server's clock is ahead of ours, in nanoseconds
}

// clockTolerance is how far off a clock may be before it matters to people who compare
// logs. Nothing in whopsync depends on it.
const clockTolerance = 5 * time.Minute

func (d *examination) ok(what, found string) { d.say("ok", what, found) }

func (d *examination) note(what, found, hint string) { d.say("note", what, found+"\n"+hint) }

func (d *examination) fail(what, found, hint string) {
	d.failed = true
	d.say("FAIL", what, found+"\n"+hint)
}

// say keeps to its column what has several lines: many errors bring advice of their own.
func (d *examination) say(verdict, what, text string) {
	column := "\n" + strings.Repeat(" ", 19)
	fmt.Fprintf(d.env.Out, "%-5s %-12s %s\n", verdict, what, strings.ReplaceAll(render.Sanitize(text), "\n", column))
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

// whop looks at the way to Whop: the key, what it may do, and where it leads.
func (d *examination) whop(ctx context.Context, r *repository, s *state.State) {
	if r.project.Environment.Name != spec.Local && d.env.getenv("WHOP_API_KEY") == "" {
		d.fail("key", "WHOP_API_KEY is not set", "make a key at whop.com/dashboard/developer, or try everything without one: --env local")
		return
	}
	c, err := connect(d.env, r, tuning{}, true)
	if err != nil {
		d.fail("key", hint.Text(err), "what leads to Whop is WHOP_API_KEY, base_url in whopsync.yaml or WHOP_BASE_URL, and WHOP_API_VERSION")
		return
	}
	defer c.Close()
	if d.isElsewhere(r, s, c, false) || !d.account(ctx, c) {
		return
	}
	if err := c.locate(ctx); err != nil {
		d.fail("experience", hint.Text(err), remedy(err, "name the exp_… id of your Courses app under experience: in whopsync.yaml"))
		return
	}
	d.experience(ctx, c)
	if d.new {
		d.lookalikes(ctx, r, c)
	}
	d.permissions(ctx, c)
	d.isElsewhere(r, s, c, true)
}

// isElsewhere compares the target with the state's: once before the first request, which
// carries the key, and once when Whop has said whose key it is.
func (d *examination) isElsewhere(r *repository, s *state.State, c *connection, whole bool) bool {
	if !isElsewhere(s, c.target, whole) {
		return false
	}
	d.fail("target", fmt.Sprintf("the state of %s belongs to another target: %s", r.project.Environment.Name, s.Target.Differences(c.target)),
		"use the environment and the key that the state was made with")
	return true
}

// account looks at whose key it is, and reports whether it leads anywhere.
func (d *examination) account(ctx context.Context, c *connection) bool {
	me, err := c.client.Me(ctx)
	switch wanted := c.environment.Account; {
	case hasStatus(err, http.StatusUnauthorized):
		d.fail("key", "Whop does not know it at "+c.target.BaseURL, "keys of the sandbox and of production look alike: check which one WHOP_API_KEY holds")
		return false
	case err != nil && hasNoAccount(err):
		d.note("key", "it has no account to show: "+hint.Text(err), "that is so for keys of apps and users; give account: in whopsync.yaml")
		return true
	case err != nil:
		d.fail("key", hint.Text(err), remedy(err, "check the network, base_url in whopsync.yaml and WHOP_BASE_URL"))
		return false
	case c.local == nil && wanted != "" && me.ID != wanted:
		d.fail("account", fmt.Sprintf("the key belongs to account %s, and environment %s is for %s", me.ID, c.environment.Name, wanted), "use a key of that account, or correct account: in whopsync.yaml")
		return false
	}
	d.ok("key", fmt.Sprintf("of account %s (%s) at %s", me.ID, me.Title, c.target.BaseURL))
	return true
}

// remedy is what to do about an error: what stands here when it is a plain no, and what helps
// against a fault on the way when Whop itself has not answered.
func remedy(err error, refused string) string {
	var answer *whop.Error
	if errors.As(err, &answer) && answer.Outcome() != course.OutcomeRefused {
		return "check the network, base_url in whopsync.yaml and WHOP_BASE_URL"
	}
	return refused
}

func (d *examination) experience(ctx context.Context, c *connection) {
	experience, err := c.client.Experience(ctx, c.target.Experience)
	switch {
	case err != nil:
		d.fail("experience", hint.Text(err), remedy(err, "check experience: in whopsync.yaml; it is the exp_… part of your Courses app's address"))
	case !strings.EqualFold(experience.App, "courses"):
		d.note("experience", fmt.Sprintf("%s is an app called %q", experience.ID, experience.App), "courses need the app called Courses; go on if yours has another name")
	default:
		d.ok("experience", fmt.Sprintf("%s (%s)", experience.ID, experience.Name))
	}
}

// needs are the permissions that whopsync uses, and what for.
var needs = []struct{ action, without string }{
	{"courses:read", "nothing can be read"},
	{"courses:update", "apply cannot write, and a plan sees neither hidden lessons nor quiz answers"},
	{"course_analytics:read", "students' progress cannot be counted, so nothing can be destroyed"},
}

func (d *examination) permissions(ctx context.Context, c *connection) {
	actions := make([]string, len(needs))
	for i, need := range needs {
		actions[i] = need.action
	}
	granted, err := c.client.Permissions(ctx, c.target.Account, actions)
	if err != nil {
		d.note("permissions", "cannot be read: "+hint.Text(err), "a plan shows what is missing")
		return
	}
	for i, need := range needs {
		switch {
		case granted[need.action]:
			d.ok("permission", need.action)
		case i == 0:
			d.fail("permission", need.action+" is missing: "+need.without, "add it to the key in Whop's dashboard")
		default:
			d.note("permission", need.action+" is missing: "+need.without, "enough for plans of pull requests; to apply, add it to the key in Whop's dashboard")
		}
	}
}

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
