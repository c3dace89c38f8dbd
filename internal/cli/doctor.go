package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/state"
	"whopsync/internal/whop"
)

type doctorCmd struct {
	Probe  bool   `name:"probe" help:"Find out what is documented nowhere about Whop: after a question, in a hidden course that is deleted afterwards."`
	Yes    bool   `name:"yes" short:"y" help:"With --probe: do not ask."`
	GitHub bool   `name:"github" help:"Look instead at the settings of the repository on GitHub that the workflows of init --github need, and print for each that is missing the line that sets it."`
	Format string `name:"format" enum:"text,json" default:"text" help:"Print as text or json."`
}

// Help returns more text for --help.
func (*doctorCmd) Help() string {
	return `Looks at everything that a plan and an apply rest on: files, key, permissions, account, experience, state, lock, clock, git. It changes nothing, and exits with 1 when something would stop an apply.

Much of what Whop does is documented nowhere: what null clears, where a moved lesson appears, what a limit counts. --probe finds out, after a question, in a scratch course that it makes, hidden, in the Courses app of the environment, and deletes. It prints what whopsync assumes, what was found, and what follows from each difference. It exits with 1 when an assumption that whopsync rests on is wrong, or a question could not be settled. Nothing else on Whop is written, and no state. A run that was killed leaves its course behind, titled "whopsync probe" with eight more characters: the next run removes it, if it holds nothing else.

--github looks at the repository on GitHub: secrets by their names, environments, rules, what Actions may do. It reads alone, with GITHUB_TOKEN, GH_TOKEN, or the token that gh is logged in with; without a token it prints every line. The lines are for gh, GitHub's command line. A line for a secret asks for it, so that it stands in no history.

Not asked, because a key alone cannot settle it or students would see it: whether students' progress goes with a deleted lesson, how Markdown is rendered, what the dashboard's editor makes of a text, whether videos can be uploaded, whether a lesson can go to another course, and whether a new course is visible by default.`
}

// Run examines and reports.
func (cmd *doctorCmd) Run(ctx context.Context, e *environment) (err error) {
	switch {
	case cmd.Probe && cmd.GitHub:
		return misuse("--github goes without --probe")
	case cmd.GitHub:
		return cmd.github(ctx, e)
	case cmd.Probe:
		return cmd.probe(ctx, e)
	case cmd.Yes:
		return misuse("--yes goes with --probe")
	}
	d := &examination{env: e, isText: cmd.Format == "text"}
	e.watch = func(x whop.Exchange) {
		if !x.Served.IsZero() {
			d.skew.Store(int64(time.Until(x.Served)))
		}
	}
	r := d.repository()
	if r == nil {
		return d.conclude()
	}
	defer closing(r, &err)
	s := d.state(ctx, r)
	d.whop(ctx, r, s)
	d.clock()
	if r.git == nil {
		d.note("git", "is not installed", "with it, the state notes which commit was applied")
	} else {
		d.ok("git", "installed")
	}
	return d.conclude()
}

// repository looks at the files. Without them there is nothing else to look at.
func (d *examination) repository() *repository {
	r, problems, err := openRepository(d.env)
	if err != nil {
		d.fail("files", hint.Text(err), "")
		return nil
	}
	if problems.HasErrors() {
		d.fail("files", fmt.Sprintf("%s in %s", counted(len(problems.Errors()), "problem"), r.files.Dir()), "see them: "+d.env.command("validate"))
	} else {
		d.ok("files", fmt.Sprintf("%s in %s", counted(len(r.project.Courses), course.KindCourse), r.files.Dir()))
	}
	if r.project.Environment.Name == "" {
		return nil
	}
	d.ok("environment", r.project.Environment.Name)
	return r
}

// state looks at the state and at its lock.
func (d *examination) state(ctx context.Context, r *repository) *state.State {
	store, err := r.store()
	if err != nil {
		d.fail("state", hint.Text(err), "without the state nothing can be planned; state: in whopsync.yaml says where it is")
		return nil
	}
	s, err := store.Load(ctx)
	switch {
	case errors.Is(err, state.ErrDamaged):
		d.fail("state", hint.Text(err), remedyForDamage(r.shell))
	case err != nil:
		d.fail("state", hint.Text(err), "the state may still be there: correct this, and run doctor again")
	case s == nil:
		d.new = true
		d.ok("state", "none yet at "+store.Location()+"; the first apply makes it")
	default:
		d.ok("state", fmt.Sprintf("%s at %s", counted(len(s.Bindings), "object"), store.Location()))
		if open := s.Unanswered(); len(open) > 0 {
			d.note("state", counted(len(open), "write")+" of an earlier run not finished", "the next apply finishes that")
		}
	}
	if err != nil {
		d.note("lock", "not looked at", "the state has to be readable first")
		return nil
	}
	d.lock(ctx, r, store)
	return s
}

func (d *examination) lock(ctx context.Context, r *repository, store state.Store) {
	switch holder, err := store.Holder(ctx); {
	case err != nil:
		d.fail("lock", hint.Text(err), "an apply would stop at this as well: correct it, or name another place under state: in whopsync.yaml")
	case holder != nil:
		d.fail("lock", "held by "+holder.String(), "wait for it; if that run is dead: "+unlockCommand(r.shell, *holder))
	case isOnlyRead(r.project.Environment.State):
		d.ok("lock", "free; whether it can be taken is not tried, because that would write")
	default:
		d.ok("lock", "free")
	}
}

// isOnlyRead reports places with the lock inside the state, where looking does not tell
// whether writing is possible.
func isOnlyRead(where string) bool {
	place, _, _ := strings.Cut(where, ":")
	return place == "git" || place == "s3"
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
