package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"whopsync/internal/apply"
	"whopsync/internal/host"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

// planner makes plan after plan of files that are being edited. Whop is asked for its side once in a while, and not at every
// save: what a save changes is compared with what was read.
type planner struct {
	read *apply.Prepared // nil: nothing that is to be used again
	at   time.Time
}

// fresh is how long what was read of Whop is compared with.
const fresh = 5 * time.Minute

// forget lets the next plan read Whop, since an apply may have changed it.
func (p *planner) forget() { p.read = nil }

// plan compares a repository as the command plan does, and says in a sentence why that cannot be done.
func (p *planner) plan(ctx context.Context, e *environment, r *repository, problems spec.Problems) (*plan.Plan, string) {
	made, err := p.planOf(ctx, e, r, problems)
	if err != nil {
		return nil, "What would change is not known: " + render.Mask(strings.TrimSpace(err.Error()))
	}
	return made, ""
}

func (p *planner) planOf(ctx context.Context, e *environment, r *repository, problems spec.Problems) (*plan.Plan, error) {
	if problems.HasErrors() {
		return nil, errors.New("the files have errors")
	}
	options := configured(r.project.Config)
	options.OnDrift = plan.ReportDrift
	if p.read != nil && e.now().Sub(p.at) < fresh && p.read.Sides.Environment == r.project.Environment.Name {
		in := p.read.Sides
		in.Desired, in.Options = r.project.Courses, options
		if work := plan.Diff(in); !asksForMore(work) {
			return &work.Plan, nil
		}
	}
	read, err := readPlan(ctx, e, r, options)
	if err != nil {
		return nil, err
	}
	if r.project.Environment.Name != spec.Local { // which costs nothing to ask
		p.read, p.at = read, e.now()
	}
	return &read.Work.Plan, nil
}

// asksForMore reports a plan that depends on more than what a survey reads.
func asksForMore(w *plan.Work) bool {
	return len(w.Unseen) > 0 || len(w.Leaving()) > 0 || w.CreatesCourse() && len(w.Others) > 0
}

// readPlan reads Whop. Nothing is asked for the state where there is no key, and nothing of what the repository alone names where no
// environment was named: to look at the course of a stranger is not to ask for that.
func readPlan(ctx context.Context, e *environment, r *repository, options plan.Options) (read *apply.Prepared, err error) {
	if e.flags.Env == "" {
		if err := namedByRepository(e, r.project.Environment); err != nil {
			return nil, err
		}
	}
	c, err := connect(e, r, tuning{Parallelism: 10}, true)
	if err != nil {
		return nil, err
	}
	defer closing(c, &err)
	store, err := r.store()
	if err != nil {
		return nil, err
	}
	s, err := store.Load(ctx)
	if err != nil {
		return nil, err
	}
	c.remember(s)
	return prepare(ctx, r, c, s, options)
}

// namedByRepository refuses an environment that leads to another host than Whop's own, where the repository alone says so. A remote of git
// is named in the clone, and not in its files.
func namedByRepository(e *environment, env spec.Environment) error {
	isNear := isBeside(env.State) || env.Name != spec.Local && (env.State == "git" || strings.HasPrefix(env.State, "git:"))
	what := ""
	switch {
	case !isNear:
		what = "the state of " + env.Name + " is kept elsewhere"
	case env.Name != spec.Local && !host.IsWhop(env.BaseURL) && e.getenv("WHOP_BASE_URL") == "":
		what = "the API of " + env.Name + " is not Whop's own"
	default:
		return nil
	}
	return errors.New(what + ", which is asked with --env " + env.Name + " alone")
}
