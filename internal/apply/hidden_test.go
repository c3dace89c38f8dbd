package apply_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/whop/emulator"
)

// draft adds a lesson that students are not to see.
func (s *stage) draft() *course.Lesson {
	draft := s.add("pottery/clay/drying")
	draft.Fields[course.Visibility] = course.Text(course.Hidden)
	draft.Fields[course.Thumbnail] = s.file("dry.png", "a picture")
	return draft
}

// Create hides no lesson: one that is to be hidden in a course that students see is empty until it is.
func TestAHiddenLessonIsEmptyUntilItIsHidden(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.draft()
		s.whop.ClearLog()
		if o := s.mustRun(); len(o.report.Exposed) > 0 || o.report.Added != 1 || o.report.Changed > 0 {
			t.Errorf("%d added, %d changed, exposed: %v", o.report.Added, o.report.Changed, o.report.Exposed)
		}
		var sent []string
		for _, e := range s.whop.Log() {
			if strings.HasPrefix(e.Path, "/course_lessons") && e.Method != http.MethodGet {
				sent = append(sent, e.Method+" "+e.Body)
			}
		}
		want := []string{
			`POST {"chapter_id":"` + s.idOf("pottery/clay") + `","lesson_type":"text","title":"Drying"}`,
			`PATCH {"visibility":"hidden"}`,
			`PATCH {"content":"All about drying.","thumbnail":{"id":"…"}}`,
		}
		if len(sent) == len(want) {
			before, _, _ := strings.Cut(sent[2], `{"id":`)
			sent[2] = before + `{"id":"…"}}`
		}
		if diff := cmp.Diff(want, sent); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
		s.settled()
	})
}

// In a hidden course no one sees any lesson. Its create is empty all the same, for it may arrive once
// more when the course is seen.
func TestAHiddenLessonOfAHiddenCourseTakesTwoRequests(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.at("pottery").Fields[course.Visibility] = course.Text(course.Hidden)
		s.mustRun()
		s.draft()
		s.whop.ClearLog()
		s.mustRun()
		if n := s.whop.Count(http.MethodPost, "/course_lessons") + s.whop.Count(http.MethodPatch, "/course_lessons/*"); n != 2 {
			t.Errorf("%d requests, not 2", n)
		}
		for _, e := range s.whop.Log() {
			if e.Method == http.MethodPost && strings.Contains(e.Body, "All about") {
				t.Errorf("sent %s", e.Body)
			}
		}
		s.settled()
	})
}

// Whatever becomes of the request that hides it, nothing is put into a lesson that students may see,
// and the report says that they may.
func TestALessonThatIsNotHiddenStaysEmpty(t *testing.T) {
	patches := func(fault emulator.Fault) func(*stage) func() {
		return func(s *stage) func() {
			s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
				if i.Method == http.MethodPatch {
					return fault
				}
				return emulator.Fault{}
			})
			return func() { s.whop.SetFault(nil) }
		}
	}
	for name, stop := range map[string]func(s *stage) (undo func()){
		"it is refused":      patches(emulator.Refuse(422)),
		"its answer is lost": patches(emulator.Drop(emulator.Never, emulator.Reset)),
		"Whop does not take it": func(s *stage) func() {
			s.whop.SetQuirks(emulator.Quirks{IgnoreFields: []string{"visibility"}})
			return func() { s.whop.SetQuirks(emulator.Quirks{}) }
		},
		"it is interrupted before": func(s *stage) func() {
			whole := s.ctx
			ctx, interrupt := context.WithCancel(s.ctx)
			s.ctx = ctx
			s.progress = func(p apply.Progress) {
				if p.Step.Kind == apply.CreateLesson && !p.Begun {
					interrupt()
				}
			}
			return func() { s.ctx, s.progress = whole, nil }
		},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				s.mustRun()
				s.draft()
				undo := stop(s)
				o := s.run()
				undo()
				if o.isComplete() || len(o.report.Exposed) != 1 || o.report.Exposed[0].String() != "pottery/clay/drying" {
					t.Errorf("exposed are %v: %s", o.report.Exposed, o)
				}
				if made := s.lesson("pottery/clay/drying"); text(made.Content) != "" || made.Thumbnail != "" {
					t.Errorf("students see %q", text(made.Content))
				}
				s.mustRun()
				if made := s.lesson("pottery/clay/drying"); made.Visibility != course.Hidden || text(made.Content) != "All about drying." {
					t.Errorf("it is %s and says %q", made.Visibility, text(made.Content))
				}
				s.settled()
			})
		})
	}
}

// A course that becomes hidden is hidden before anything is written to it; where that fails, nothing is.
func TestACourseBecomesHiddenFirstOfAll(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.at("pottery").Fields[course.Visibility] = course.Text(course.Hidden)
		s.at("pottery").Fields[course.Tagline] = course.Text("Pots!")
		s.add("pottery/clay/drying")
		s.write("pottery/clay/wedging", "Nobody is to see this.")
		s.whop.SetFault(emulator.OnNth(http.MethodPatch, 1, emulator.Refuse(422)))
		s.whop.ClearLog()
		if o := s.run(); o.isComplete() || len(s.writes()) != 1 {
			t.Errorf("sent %v: %s", s.writes(), o)
		}
		s.whop.SetFault(nil)
		s.whop.ClearLog()
		s.mustRun()
		if writes := s.writes(); writes[0] != "PATCH /courses/"+s.idOf("pottery") || !slices.Contains(writes, "POST /course_lessons") {
			t.Errorf("sent %v", writes)
		}
		s.settled()
	})
}

// A lesson that becomes hidden is hidden before students could see what is new in it.
func TestALessonBecomesHiddenBeforeItIsWritten(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.write("pottery/clay/wedging", "Nobody is to see this.")
		s.at("pottery/clay/wedging").Fields[course.Visibility] = course.Text(course.Hidden)
		s.whop.SetQuirks(emulator.Quirks{IgnoreFields: []string{"visibility"}})
		if o := s.run(); o.isComplete() || text(s.lesson("pottery/clay/wedging").Content) == "Nobody is to see this." {
			t.Errorf("students see it: %s", o)
		}
		s.whop.SetQuirks(emulator.Quirks{})
		if o := s.mustRun(); o.report.Changed != 1 {
			t.Errorf("%d changed", o.report.Changed)
		}
		s.settled()
	})
}
