package apply

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// Bind makes an address of the files stand for an object on Whop that somebody names by its
// id, after a look at the object. It only reads, and returns a state of its own. What the
// files and Whop agree on is remembered; the next plan shows the rest.
func Bind(ctx context.Context, api Reader, in plan.Input, to course.Address, id string, shell hint.Shell) (*state.State, *plan.Rebuilt, error) {
	file := course.ByAddress(in.Desired)[to]
	if file == nil {
		return nil, nil, fmt.Errorf("bind %s: the files declare no such %s", to, to.Kind())
	}
	if err := checkFree(in.State, to, id, shell); err != nil {
		return nil, nil, err
	}
	live, err := readAround(ctx, api, in.State, to, id)
	if err != nil {
		return nil, nil, err
	}
	if !idsIn(listed(live))[id] {
		return nil, nil, fmt.Errorf("bind %s: course %s has no %s %s, or this key does not see it (hidden lessons take courses:update)",
			to, live.ID, to.Kind(), id)
	}
	s := in.State.Clone()
	s.Bindings[to] = &state.Binding{ID: id, Path: file.Source.Path, Key: file.Key, Protect: file.Protect}
	bound := &plan.Rebuilt{Bindings: s.Bindings, Decisions: []plan.Decision{{Address: to, ID: id, Because: plan.Named}}}
	bound.Learn(in.Desired, []*course.Course{listed(live)}, in.LinkTemplate())
	return s, bound, nil
}

// checkFree refuses what would take an address or an object away from another.
func checkFree(s *state.State, to course.Address, id string, shell hint.Shell) error {
	prefix := map[course.Kind]string{course.KindCourse: "cors_", course.KindChapter: "chap_", course.KindLesson: "lesn_"}[to.Kind()]
	other, isBound := s.ByID()[id]
	forget, move := shell.Command("state rm", to.String()), shell.Command("state mv", other.String(), to.String())
	switch {
	case !strings.HasPrefix(id, prefix):
		return fmt.Errorf("bind %s: it is a %s, whose id begins with %s, and %s is none", to, to.Kind(), prefix, id)
	case isBound && other == to:
		return fmt.Errorf("bind %s: it stands for %s already", to, id)
	case isBound && s.Bindings[to] != nil:
		return hint.Add(fmt.Errorf("bind %s: %s stands for %s, and %s for %s", to, other, id, to, s.Bindings[to].ID),
			"To forget the object that this address has, which stays on Whop, and then bind the other:\n\n  %s\n  %s", forget, move)
	case isBound:
		return hint.Add(fmt.Errorf("bind %s: %s stands for %s already", to, other, id), "To give it this address: %s", move)
	case s.Bindings[to] != nil:
		return hint.Add(fmt.Errorf("bind %s: it stands for %s already", to, s.Bindings[to].ID), "To forget that: %s", forget)
	case to.Kind() != course.KindCourse && s.Bindings[course.Address{Course: to.Course}] == nil:
		return hint.Add(fmt.Errorf("bind %s: its course is not bound", to), "Bind the course first, by its id on Whop: %s", shell.Command("state bind "+hint.Word(to.Course)+" cors_…"))
	case len(s.Unanswered()) > 0:
		return hint.Add(fmt.Errorf("bind %s: an apply was cut off, and it is not known what it did", to), "First: %s", shell.Command("apply"))
	}
	return nil
}

// readAround reads the course that the object must be in, since nothing leaves its course.
func readAround(ctx context.Context, api Reader, s *state.State, to course.Address, id string) (*course.Course, error) {
	in := id
	if to.Kind() == course.KindCourse {
		all, err := api.List(ctx, course.KindCourse, s.Target.Experience)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(r *course.Resource) bool { return r.ID == id }) {
			return nil, fmt.Errorf("bind %s: %s is no course of %s, or this key does not see it", to, id, s.Target.Experience)
		}
	} else {
		in = s.Bindings[course.Address{Course: to.Course}].ID
	}
	return api.ReadCourse(ctx, in, nil, func(lesson string) bool { return lesson == id })
}

// listed returns a course with its lessons that no chapter shows in one of their own.
func listed(live *course.Course) *course.Course {
	all := *live
	all.Chapters = append(slices.Clone(live.Chapters), &course.Chapter{Lessons: live.Unlisted})
	return &all
}

// Rebuild finds out which objects on Whop the files of in stand for, beyond those that its
// state knows: for when that is lost, or older than what it tells of. It only reads. The
// state that it returns is one of its own.
func Rebuild(ctx context.Context, api Reader, in plan.Input) (*state.State, *plan.Rebuilt, error) {
	listed, err := api.List(ctx, course.KindCourse, in.State.Target.Experience)
	if err != nil {
		return nil, nil, err
	}
	live, err := readEach(ctx, listed, func(ctx context.Context, summary *course.Resource) (*course.Course, error) {
		return api.ReadCourse(ctx, summary.ID, nil, nil)
	})
	if err != nil {
		return nil, nil, err
	}
	rebuilt := plan.Rebuild(in, live)
	s := in.State.Clone()
	s.Bindings, s.Commit, s.Applied = rebuilt.Bindings, "", state.Applied{}
	in.State = s
	if in, _, err = Survey(ctx, api, in); err != nil {
		return nil, nil, err
	}
	rebuilt.Learn(in.Desired, in.Live, in.LinkTemplate())
	return s, rebuilt, nil
}
