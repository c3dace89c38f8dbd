package apply_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/whop/emulator"
)

// A server that always does the same wrong thing must neither be believed nor be asked
// forever; and once it comes to its senses, everything is there once.
func TestAServerThatAlwaysFailsInOneWayIsSurvived(t *testing.T) {
	for _, fault := range emulator.Faults() {
		for which, meets := range map[string]func(emulator.RequestInfo) bool{
			"every write":  emulator.RequestInfo.IsWrite,
			"every read":   func(i emulator.RequestInfo) bool { return !i.IsWrite() },
			"every second": func(i emulator.RequestInfo) bool { return i.Seq%2 == 0 },
		} {
			if testing.Short() && which != "every second" { // which meets reads and writes
				continue
			}
			t.Run(fault.Name+" at "+which, func(t *testing.T) {
				t.Parallel()
				onStage(t, pottery, func(s *stage) {
					w := newWitness(s)
					s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
						if meets(i) {
							return fault
						}
						return emulator.Fault{}
					})
					start := time.Now()
					w.watched()
					if took := time.Since(start); took > time.Hour {
						t.Errorf("the run took %s", took)
					}
					s.whop.SetFault(nil)
					s.whop.Settle()
					w.reach("created")
					if len(w.problems) > 0 {
						t.Error(strings.Join(w.problems, "\n"))
					}
				})
			})
		}
	}
}

func TestAnAnswerWithTheIDOfSomethingElseIsNotBelieved(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.plant.api = func(a api) apply.API { return &impostor{api: a} }
		if o := s.run(); o.isComplete() || !strings.Contains(o.String(), "which is another object already") {
			t.Errorf("it was believed: %s", o)
		}
		s.plant.api = nil
		s.mustRun()
		s.settled()
		s.shows(`
Pottery
  Clay
    Kinds of clay
    Wedging
  Wheel
    Centering
`)
	})
}

// impostor answers to the creation of every lesson with the first one.
type impostor struct {
	api
	first *course.Resource
}

func (a *impostor) Create(ctx context.Context, kind course.Kind, key, parent string, fields course.Fields) (*course.Resource, error) {
	made, err := a.api.Create(ctx, kind, key, parent, fields)
	if kind != course.KindLesson {
		return made, err
	}
	if a.first == nil {
		a.first = made
	}
	return a.first, err
}

func TestNothingIsWrittenWhenEverythingIsSaidToBeGone(t *testing.T) {
	for _, allow := range []bool{false, true} {
		onStage(t, pottery, func(s *stage) {
			s.mustRun()
			s.write("pottery/clay/wedging", "Another text.")
			s.options.AllowRecreate = allow
			s.whop.ClearLog()
			s.whop.SetFault(func(emulator.RequestInfo) emulator.Fault { return emulator.Refuse(404) })
			if o := s.run(); o.isComplete() || s.whop.Writes() > 0 {
				t.Errorf("%d writes: %s", s.whop.Writes(), o)
			}
		})
	}
}

func TestAFileThatNeverGetsReadyHoldsUpNoOtherLesson(t *testing.T) {
	for name, quirks := range map[string]emulator.Quirks{"processing for ever": {NeverReady: true}, "failed": {FailUploads: true}} {
		t.Run(name, func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				s.write("pottery/clay/wedging", "![clay](file:clay.png)")
				s.at("pottery/wheel/centering").Fields[course.Attachments] = course.Files{s.file("sheet.pdf", "a sheet")}
				s.whop.SetQuirks(quirks)
				start := time.Now()
				o := s.run()
				if o.isComplete() || time.Since(start) > time.Hour {
					t.Errorf("after %s: %s", time.Since(start), o)
				}
				if s.idOf("pottery/clay/kinds-of-clay") == "" || !strings.HasPrefix(s.live(), "(Pottery)") {
					t.Errorf("Whop shows:\n%s", s.live())
				}
				s.whop.SetQuirks(emulator.Quirks{})
				s.mustRun()
				s.settled()
			})
		})
	}
}

func TestATitleThatIsCutAndANullThatIsIgnoredAreTold(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.at("pottery").Fields[course.Tagline] = course.Text("Pots!")
		s.mustRun()
		s.whop.SetQuirks(emulator.Quirks{CutTitles: true, IgnoreNull: true})
		s.at("pottery/clay/wedging").Fields[course.Title] = course.Text(strings.Repeat("wedge ", 40))
		delete(s.at("pottery").Fields, course.Tagline)
		told := s.run().String()
		for _, want := range []string{"pottery/clay/wedging: title was cut to 120 characters", "pottery: tagline could not be cleared"} {
			if !strings.Contains(told, want) {
				t.Errorf("%q is not told: %s", want, told)
			}
		}
	})
}

// With a key that does not see hidden lessons, they look deleted.
func TestAWeakKeyRemovesNothing(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.at("pottery/clay/wedging").Fields[course.Visibility] = course.Text(course.Hidden)
		s.mustRun()
		s.whop.AddKey(emulator.WeakKey(emulator.LocalKey))
		s.options.AllowRecreate, s.options.OnDrift = true, plan.OverwriteDrift
		s.whop.ClearLog()
		s.run()
		if n := s.whop.Count("POST", "/course_lessons"); n > 0 {
			t.Errorf("%d lessons were created once more", n)
		}
		s.whop.AddKey(emulator.FullKey(emulator.LocalKey))
		s.settled()
	})
}
