package apply_test

import (
	"context"
	"slices"
	"testing"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
	"whopsync/internal/testscale"
)

// The random histories are worth what they find. Each of these bugs is one that a sync
// tool can have; each is planted around a run, and has to be found within a few hundred
// histories.
var planted = []struct {
	name  string
	plant func(*history)
}{
	{"a create is sent again without a look", func(h *history) { h.plant.api = func(a api) apply.API { return blindRetry{a} } }},
	{"a lesson is recognised by its title alone", func(h *history) { h.plant.api = func(a api) apply.API { return titleOnly{a} } }},
	{"nobody looks for an object whose answer was lost", func(h *history) { h.plant.api = func(a api) apply.API { return noLook{a} } }},
	{"one 404 means deleted", func(h *history) { h.plant.api = func(a api) apply.API { return hasty{a} } }},
	{"questions are sent without ids", func(h *history) { h.plant.api = func(a api) apply.API { return forgetful{a} } }},
	{"an arrangement leaves out what is not ours", func(h *history) { h.plant.api = func(a api) apply.API { return selfish{a, h} } }},
	{"an intent is written after its request", func(h *history) { h.plant.lease = func(l lease) state.Lease { return &lateIntent{lease: l} } }},
	{"a batch of intents is written after its requests", func(h *history) {
		slowNotes(h.witness)
		h.plant.lease = func(l lease) state.Lease { return &lateIntent{lease: l} }
	}},
	{"an answer is not written down", func(h *history) { h.plant.lease = func(l lease) state.Lease { return &noAnswers{l} } }},
	{"an error of the store is swallowed", func(h *history) { h.plant.lease = func(l lease) state.Lease { return deaf{l} } }},
	{"deletes come first", func(h *history) { h.plant.plan = deleteFirst }},
	{"a new course is visible at once", func(h *history) { h.plant.api = func(a api) apply.API { return eager{a} } }},
}

const enough = 400

func TestPlantedBugsAreFound(t *testing.T) {
	testscale.Unwatched(t)
	bugs := planted
	if testing.Short() {
		bugs = bugs[:len(bugs)/3]
	}
	for _, bug := range bugs {
		t.Run(bug.name, func(t *testing.T) {
			t.Parallel()
			for seed := uint64(1); seed <= enough; seed++ {
				if h := live(t, seed, bug.plant); len(h.problems) > 0 {
					t.Logf("found by history %d: %s", seed, h.problems[0])
					return
				}
			}
			t.Errorf("%d histories did not find it", enough)
		})
	}
}

type blindRetry struct{ api }

func (a blindRetry) Create(ctx context.Context, kind course.Kind, key, parent string, fields course.Fields) (*course.Resource, error) {
	made, err := a.api.Create(ctx, kind, key, parent, fields)
	if kind == course.KindLesson && err != nil && course.OutcomeOf(err) == course.OutcomeUnknown {
		return a.api.Create(ctx, kind, key+"-again", parent, fields)
	}
	return made, err
}

type titleOnly struct{ api }

func (a titleOnly) List(ctx context.Context, kind course.Kind, parent string) ([]*course.Resource, error) {
	listed, err := a.api.List(ctx, kind, parent)
	for _, resource := range listed {
		delete(resource.Fields, course.Content)
	}
	return listed, err
}

type noLook struct{ api }

func (a noLook) List(ctx context.Context, kind course.Kind, parent string) ([]*course.Resource, error) {
	if kind != course.KindCourse {
		return nil, nil
	}
	return a.api.List(ctx, kind, parent)
}

type hasty struct{ api }

func (a hasty) ReadCourse(ctx context.Context, id string, known []string, detail func(string) bool) (*course.Course, error) {
	read, err := a.api.ReadCourse(ctx, id, known, detail)
	if err != nil {
		return nil, err
	}
	for _, chapter := range read.Chapters {
		chapter.Lessons = slices.DeleteFunc(chapter.Lessons, func(lesson *course.Lesson) bool {
			_, err := a.Read(ctx, course.KindLesson, lesson.ID)
			return course.IsGone(err)
		})
	}
	return read, nil
}

type forgetful struct{ api }

func (a forgetful) Update(ctx context.Context, kind course.Kind, id string, fields course.Fields) (*course.Resource, error) {
	if questions, ok := fields[course.Questions].(course.QuestionList); ok {
		fields = fields.Clone()
		questions = slices.Clone(questions)
		for i := range questions {
			questions[i].ID = ""
			questions[i].Options = slices.Clone(questions[i].Options)
			for j := range questions[i].Options {
				questions[i].Options[j].ID = ""
			}
		}
		fields[course.Questions] = questions
	}
	return a.api.Update(ctx, kind, id, fields)
}

type selfish struct {
	api
	h *history
}

func (a selfish) Arrange(ctx context.Context, id string, tree []*course.Chapter) (*course.Course, error) {
	tree = slices.DeleteFunc(tree, func(c *course.Chapter) bool { return a.h.theirs[c.ID] })
	for _, chapter := range tree {
		chapter.Lessons = slices.DeleteFunc(chapter.Lessons, func(l *course.Lesson) bool { return a.h.theirs[l.ID] })
	}
	return a.api.Arrange(ctx, id, tree)
}

type lateIntent struct {
	lease
	held []state.Entry
}

func (l *lateIntent) Note(ctx context.Context, s *state.State, entries []state.Entry) error {
	if slices.ContainsFunc(entries, func(e state.Entry) bool { return e.Event == state.EventIntent }) {
		l.held = append(l.held, entries...)
		return l.life.pass()
	}
	all := append(l.held, entries...)
	l.held = nil
	return l.lease.Note(ctx, s, all)
}

type noAnswers struct{ lease }

func (l *noAnswers) Note(ctx context.Context, s *state.State, entries []state.Entry) error {
	kept := slices.DeleteFunc(slices.Clone(entries), func(e state.Entry) bool { return e.Event == state.EventDone })
	dropped := []state.Entry{}
	for _, e := range entries {
		if e.Event == state.EventDone {
			dropped = append(dropped, state.Entry{Event: state.EventDropped, Op: max(e.Op, 1)})
		}
	}
	return l.lease.Note(ctx, s, append(kept, dropped...))
}

type deaf struct{ lease }

func (l deaf) Note(ctx context.Context, s *state.State, entries []state.Entry) error {
	if err := l.lease.Note(ctx, s, entries); err == errKilled {
		return err
	}
	return nil
}

func (l deaf) Finish(ctx context.Context, s *state.State) error {
	if err := l.lease.Finish(ctx, s); err == errKilled {
		return err
	}
	return nil
}

func deleteFirst(ctx context.Context, a api, p *plan.Plan) {
	for _, change := range p.Changes {
		if change.Action == plan.Delete && change.Kind == course.KindLesson {
			_ = a.Delete(ctx, course.KindLesson, change.ID)
		}
	}
}

type eager struct{ api }

func (a eager) Create(ctx context.Context, kind course.Kind, key, parent string, fields course.Fields) (*course.Resource, error) {
	if kind == course.KindCourse {
		fields = fields.Clone()
		fields[course.Visibility] = course.Text(course.Visible)
	}
	return a.api.Create(ctx, kind, key, parent, fields)
}
