package cli

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
	"whopsync/internal/state"
	"whopsync/internal/whop"
)

// prepare reads Whop and plans. It sends nothing but reads.
func prepare(ctx context.Context, r *repository, c *connection, s *state.State, options plan.Options) (*apply.Prepared, error) {
	if err := r.knows(options.Targets, s); err != nil {
		return nil, err
	}
	in := r.input(s, options)
	in.Target = c.target
	return apply.Prepare(ctx, c, in)
}

// knows refuses a target that neither the files nor the state have: narrowed to a slip of
// the keyboard, a run would find that everything matches.
func (r *repository) knows(targets []course.Address, s *state.State) error {
	addresses := map[course.Address]bool{}
	for _, c := range r.project.Courses {
		for resource := range c.Resources() {
			addresses[resource.Address] = true
		}
	}
	if s != nil {
		for address := range s.Bindings {
			addresses[address] = true
		}
	}
	for _, target := range targets {
		if !addresses[target] {
			return &usageError{fmt.Errorf("--target: there is no %s in the files or in the state", target)}
		}
	}
	return nil
}

// input is what the repository and the state say, to be compared with Whop.
func (r *repository) input(s *state.State, options plan.Options) plan.Input {
	return plan.Input{
		Environment: r.project.Environment.Name,
		Desired:     r.project.Courses, State: s, Options: options,
		LessonURL: r.project.Environment.LessonURL, Back: r.back,
	}
}

// commit returns the git commit that what is applied stands in, "" when there is none.
func (r *repository) commit(ctx context.Context) string {
	if r.back != nil {
		return ""
	}
	var paths []string
	for _, c := range r.project.Courses {
		for resource := range c.Resources() {
			path := resource.Source.Path
			if resource.Address.Kind() != course.KindChapter || strings.HasSuffix(path, ".yaml") {
				paths = append(paths, path) // else it is a folder
			}
		}
	}
	return r.git.commitOf(ctx, r.Repo, paths)
}

// asking returns the same connection, which asks before it sends a write again after a wait.
func (c *connection) asking(mayResend func(context.Context) error) apply.API {
	asking := *c
	asking.Client = c.Client.Asking(mayResend)
	return &asking
}

// Target says where the environment's courses live.
func (c *connection) Target(ctx context.Context) (state.Target, error) {
	err := c.locate(ctx)
	return c.target, err
}

// ReadCourse reads a course in the form that apply asks for.
func (c *connection) ReadCourse(ctx context.Context, id string, known []string, detail func(lessonID string) bool) (*course.Course, error) {
	read, err := c.Client.ReadCourse(ctx, id, whop.Want{Known: known, Detail: detail})
	return read, c.explain(err)
}

// List lists what a parent holds. The first thing that goes to an experience says whether the
// key belongs there.
func (c *connection) List(ctx context.Context, kind course.Kind, parent string) ([]*course.Resource, error) {
	list, err := c.Client.List(ctx, kind, parent)
	if kind != course.KindCourse {
		return list, err
	}
	if course.OutcomeOf(err) != course.OutcomeRefused || hasStatus(err, http.StatusUnauthorized) {
		return list, c.explain(err)
	}
	whose := ""
	if c.target.Account != "" {
		whose = ", which is of account " + c.target.Account + ","
	}
	return list, fmt.Errorf("%w\nThis key%s does not see that experience: check WHOP_API_KEY, and experience: in %s", err, whose, spec.ConfigFile)
}

// Impact counts the students who have progress on a lesson.
func (c *connection) Impact(ctx context.Context, lessonID string) (plan.Impact, error) {
	progress, err := c.LessonInteractions(ctx, lessonID)
	if err != nil {
		return plan.Impact{}, err
	}
	return plan.Impact{Known: true, Students: progress[lessonID].Students, Completed: progress[lessonID].Completed}, nil
}

// options puts together what the flags and whopsync.yaml say.
func (n *narrowing) options(config spec.Config) (plan.Options, error) {
	options := plan.Options{
		OnDrift: plan.OnDrift(n.OnDrift), AllowDelete: n.AllowDelete, AllowRecreate: n.AllowRecreate, AcceptProgress: n.AcceptProgress,
		OnRemove: plan.OnRemove(config.OnRemove),
		Limits:   plan.Limits{Count: config.Limits.MaxDelete, Percent: config.Limits.MaxDeletePercent}, Unmanaged: config.Unmanaged,
	}
	for _, target := range n.Target {
		address, err := course.ParseAddress(target)
		if err != nil {
			return plan.Options{}, &usageError{fmt.Errorf("--target: %w", err)}
		}
		options.Targets = append(options.Targets, address)
	}
	for _, move := range config.Moved {
		options.Moved = append(options.Moved, plan.Moved{From: move.From, To: move.To})
	}
	for _, removal := range config.Removed {
		if removal.Again {
			continue
		}
		options.Removed = append(options.Removed, plan.Removal{Address: removal.Address, Action: plan.OnRemove(removal.Action)})
	}
	for _, answer := range config.Identity {
		options.Identity = append(options.Identity, plan.Answer{File: answer.File, To: answer.To, Is: answer.Is, Again: answer.Again})
	}
	return options, nil
}
