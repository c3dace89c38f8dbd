package apply_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
	"whopsync/internal/whop/emulator"
)

// A stage is a course repository, a Whop and a state that outlives the runs between them.
// run does what "whopsync apply --yes" does. Time is not real here: waits cost nothing.
type stage struct {
	testing.TB
	academy
	whop    *emulator.Emulator
	memory  *memory
	options plan.Options
	// lessonURL is empty unless a test is about links.
	lessonURL string
	parallel  int
	prompt    bool
	ctx       context.Context
	life      *life
	keys      int
	plant     plant
	progress  func(apply.Progress)
	written   func()          // is called after each write, when it has had its effect
	prepared  *apply.Prepared // what was begun last
}

// plant is what stands between apply and the world in some tests; nil is nothing.
type plant struct {
	api   func(api) apply.API
	lease func(lease) state.Lease
	plan  func(context.Context, api, *plan.Plan) // when it is made
}

// onStage runs a test on a fresh stage.
func onStage(t *testing.T, outline string, test func(s *stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.read(outline)
		test(s)
	})
}

func newStage(t testing.TB) *stage {
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &stage{
		TB: t, whop: e, memory: &memory{}, life: &life{}, parallel: 1, ctx: t.Context(),
		options: plan.Options{OnDrift: plan.ReportDrift, OnRemove: plan.Hide, Limits: plan.Limits{Count: 3, Percent: 30, Hide: 100, HidePercent: 100}},
	}
}

// outcome is what a run came to.
type outcome struct {
	plan   *plan.Plan
	report *apply.Report
	err    error
}

// isComplete reports whether the run reached its end.
func (o outcome) isComplete() bool {
	return o.err == nil && o.plan != nil && len(o.plan.Refusals) == 0 && o.report.IsComplete()
}

// isEmpty reports "No changes".
func (o outcome) isEmpty() bool { return o.isComplete() && !o.plan.HasChanges() }

func (s *stage) run() outcome {
	s.Helper()
	lease := s.lock()
	loaded, err := lease.Load(s.ctx)
	if err != nil {
		return outcome{err: err}
	}
	client := s.client()
	prepared, err := apply.Prepare(s.ctx, s.planted(client), s.input(loaded))
	if err != nil {
		return outcome{err: err}
	}
	if len(prepared.Work.Refusals) > 0 {
		return outcome{plan: &prepared.Work.Plan}
	}
	if s.plant.plan != nil {
		s.plant.plan(s.ctx, s.client(), &prepared.Work.Plan)
	}
	s.prepared = prepared
	run := &apply.Run{
		Connect: func(maySend func(context.Context) error) apply.API { return s.planted(client.asking(maySend)) },
		Lease:   lease, Open: s.open, Parallel: s.parallel,
		NewKey: s.newKey, Now: time.Now, Wait: wait, Progress: s.progress,
	}
	report, err := run.Apply(s.ctx, prepared)
	return outcome{&prepared.Work.Plan, report, err}
}

// input is what the files and the state say.
func (s *stage) input(remembered *state.State) plan.Input {
	return plan.Input{Environment: "test", Desired: s.courses, State: remembered, Options: s.options, LessonURL: s.lessonURL}
}

// mustRun is a run of which nothing less than completion is expected.
func (s *stage) mustRun() outcome {
	s.Helper()
	o := s.run()
	if !o.isComplete() {
		s.Fatalf("the run is not complete: %s", o)
	}
	return o
}

// settled fails unless there is nothing left to do, which is found out by reading alone.
func (s *stage) settled() {
	s.Helper()
	before := s.whop.Writes()
	if o := s.run(); !o.isEmpty() {
		s.Fatalf("there is something left to do: %s", o)
	}
	if n := s.whop.Writes() - before; n > 0 {
		s.Fatalf("a run without changes sent %d writes", n)
	}
}

// state is what is remembered.
func (s *stage) state() *state.State {
	s.Helper()
	loaded, err := s.memory.Load(s.ctx)
	if err != nil {
		s.Fatalf("the state cannot be read: %v", err)
	}
	return loaded
}

func (s *stage) idOf(address string) string {
	s.Helper()
	at, err := course.ParseAddress(address)
	if err != nil {
		s.Fatal(err)
	}
	if loaded := s.state(); loaded != nil && loaded.Bindings[at] != nil {
		return loaded.Bindings[at].ID
	}
	return ""
}

func (s *stage) lesson(address string) emulator.Lesson {
	s.Helper()
	lesson, ok := s.whop.Snapshot().Lesson(s.idOf(address))
	if !ok {
		s.Fatalf("there is no lesson for %s", address)
	}
	return lesson
}

// live is the course as students see it: titles by indentation, what is hidden in
// parentheses.
func (s *stage) live() string {
	shown := ""
	line := func(indent, title, visibility string) {
		if visibility == course.Hidden {
			title = "(" + title + ")"
		}
		shown += indent + title + "\n"
	}
	for _, c := range s.whop.Snapshot().Courses {
		line("", *c.Title, c.Visibility)
		for _, chapter := range c.Chapters {
			line("  ", chapter.Title, "")
			for _, lesson := range chapter.Lessons {
				line("    ", lesson.Title, lesson.Visibility)
			}
		}
	}
	return shown
}

// shows compares what students see with what they should.
func (s *stage) shows(want string) {
	s.Helper()
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), s.live()); diff != "" {
		s.Errorf("Whop shows (-want +got):\n%s", diff)
	}
}

// writes are the requests since ClearLog that ask for a change.
func (s *stage) writes() []string {
	lines := []string{}
	for _, e := range s.whop.Log() {
		if e.Method != http.MethodGet {
			lines = append(lines, e.Method+" "+e.Path)
		}
	}
	return lines
}

// edit is the dashboard user writing another text into a lesson.
func (s *stage) edit(address, text string) {
	s.Helper()
	s.must(s.whop.Dashboard.EditLesson(s.idOf(address), func(l *emulator.Lesson) { l.Content = &text }))
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *stage) made(id string, err error) string {
	s.Helper()
	s.must(err)
	return id
}

// refuseLesson refuses to create or change lessons with a title.
func refuseLesson(title string) func(emulator.RequestInfo) emulator.Fault {
	return func(i emulator.RequestInfo) emulator.Fault {
		if i.IsWrite() && strings.Contains(string(i.Body), title) && i.Path == "/course_lessons" {
			return emulator.Refuse(http.StatusUnprocessableEntity)
		}
		return emulator.Fault{}
	}
}
