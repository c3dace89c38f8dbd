package cli

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
	"whopsync/internal/state"
	"whopsync/internal/whop"
)

// makePlan reads Whop and compares. It sends nothing but reads, and changes nothing in s.
func makePlan(ctx context.Context, r *repository, c *connection, s *state.State, options plan.Options) (*plan.Plan, error) {
	in := plan.Input{
		Environment: r.project.Environment.Name,
		Desired:     r.project.Courses, State: s, Options: options,
		LessonURL: r.project.Environment.LessonURL,
	}
	if err := readLive(ctx, c, &in); err != nil {
		return nil, err
	}
	p := plan.Diff(in)
	lessons := p.Destroyed()
	if len(lessons) == 0 {
		return p, nil
	}
	in.Impact = map[string]plan.Impact{}
	for _, id := range lessons {
		impact, err := c.Impact(ctx, id)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil { // what cannot be counted stays unknown
			in.Impact[id] = impact
		}
	}
	return plan.Diff(in), nil
}

// readLive reads the courses that the state knows, all at once, and, when the files declare
// one that it does not know, the names of all others.
func readLive(ctx context.Context, c *connection, in *plan.Input) error {
	bound := boundCourses(in.State)
	live := make([]*course.Course, len(bound))
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() error { return c.locate(groupCtx) })
	for i, address := range bound {
		group.Go(func() error {
			read, err := c.ReadCourse(groupCtx, in.State.Bindings[address].ID, wantOf(in, address))
			if course.IsGone(err) {
				return nil
			}
			live[i] = read
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	in.Target = c.target
	in.Live = slices.DeleteFunc(live, func(c *course.Course) bool { return c == nil })
	if hasUnbound(in) {
		return readOthers(ctx, c, in, bound)
	}
	return nil
}

func boundCourses(s *state.State) []course.Address {
	if s == nil {
		return nil
	}
	return slices.DeleteFunc(s.Addresses(), func(a course.Address) bool { return a.Kind() != course.KindCourse })
}

func readOthers(ctx context.Context, c *connection, in *plan.Input, bound []course.Address) error {
	all, err := c.Courses(ctx, c.target.Experience)
	if err != nil {
		return fmt.Errorf("list the courses of %s: %w", c.target.Experience, err)
	}
	isOurs := func(other *course.Course) bool {
		return slices.ContainsFunc(bound, func(a course.Address) bool { return in.State.Bindings[a].ID == other.ID })
	}
	in.Others = slices.DeleteFunc(all, isOurs)
	return nil
}

func hasUnbound(in *plan.Input) bool {
	for _, desired := range in.Desired {
		if in.State == nil || in.State.Bindings[desired.Address] == nil {
			return true
		}
	}
	return false
}

// wantOf says what a plan has to see of a course beyond what lists show: the lessons
// that are known, and in detail those of which such fields are managed.
func wantOf(in *plan.Input, courseAddress course.Address) whop.Want {
	var want whop.Want
	detailed := map[string]bool{}
	for address, binding := range in.State.Bindings {
		if address.Kind() != course.KindLesson || !courseAddress.Contains(address) {
			continue
		}
		want.Known = append(want.Known, binding.ID)
		for field := range binding.Fields {
			if isDetail(field) {
				detailed[binding.ID] = true
			}
		}
	}
	for _, desired := range in.Desired {
		for r := range desired.Resources() {
			binding := in.State.Bindings[r.Address]
			for field := range r.Fields {
				if binding != nil && isDetail(field) {
					detailed[binding.ID] = true
				}
			}
		}
	}
	want.Detail = func(id string) bool { return detailed[id] }
	return want
}

func isDetail(field course.Field) bool {
	spec, ok := course.SpecOf(course.KindLesson, field)
	return ok && spec.Read == course.ReadDetail
}

// Impact counts the students who have progress on a lesson.
func (c *connection) Impact(ctx context.Context, lessonID string) (plan.Impact, error) {
	progress, err := c.LessonInteractions(ctx, lessonID)
	if err != nil {
		return plan.Impact{}, err
	}
	return plan.Impact{Known: true, Students: progress[lessonID].Students, Completed: progress[lessonID].Completed}, nil
}

// settle finds what an earlier run may have created, and folds it into s.
func settle(ctx context.Context, c *connection, s *state.State) ([]state.Entry, error) {
	if s == nil {
		return nil, nil
	}
	entries, err := apply.Settle(ctx, c, s)
	if err != nil {
		return nil, err
	}
	s.Replay(entries)
	return entries, nil
}

// options puts together what the flags and whopsync.yaml say.
func (n *narrowing) options(config spec.Config) (plan.Options, error) {
	options := plan.Options{
		OnDrift: plan.OnDrift(n.OnDrift), AllowDelete: n.AllowDelete, AllowRecreate: n.AllowRecreate, AcceptProgress: n.AcceptProgress,
		OnRemove: plan.OnRemove(config.OnRemove),
		Limits:   plan.Limits{Count: config.Limits.MaxDelete, Percent: config.Limits.MaxDeletePercent},
	}
	for _, target := range n.Target {
		address, err := course.ParseAddress(target)
		if err != nil {
			return plan.Options{}, &usageError{fmt.Errorf("--target: %w", err)}
		}
		options.Targets = append(options.Targets, address)
	}
	for _, move := range config.Moved {
		options.Moved = append(options.Moved, plan.Moved{From: move.From, To: move.To, Source: move.Source})
	}
	for _, removal := range config.Removed {
		options.Removed = append(options.Removed, plan.Removal{Address: removal.Address, Action: plan.OnRemove(removal.Action), Source: removal.Source})
	}
	return options, nil
}
