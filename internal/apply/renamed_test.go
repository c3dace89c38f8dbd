package apply_test

import (
	"strings"
	"testing"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/whop/emulator"
)

// Courses that are called otherwise from one run to the next.

// recourse is the author renaming the folder of a course.
func (s *stage) recourse(to string) {
	for r := range s.courses[0].Resources() {
		r.Address.Course = to
	}
}

// The folder of a course is renamed, and in the same commit a lesson goes and one comes that
// Whop refuses. Nothing goes before everything is there that should stay.
func TestADeleteWaitsForTheCreatesOfARenamedCourse(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.options.OnRemove, s.options.AllowDelete = plan.Destroy, true
		lost := s.idOf("pottery/clay/wedging")
		s.recourse("ceramics")
		s.remove("ceramics/clay/wedging")
		s.add("ceramics/clay/drying").Fields[course.Content] = s.body("Leave it under a cloth for some days until it is as hard as leather.")
		s.whop.SetFault(refuseLesson("Drying"))
		s.run()
		if _, lives := s.whop.Snapshot().Lesson(lost); !lives {
			t.Error("the lesson is destroyed before the other exists")
		}
		s.whop.SetFault(nil)
		s.mustRun()
		if _, lives := s.whop.Snapshot().Lesson(lost); lives {
			t.Error("the lesson is not destroyed")
		}
		s.settled()
	})
}

// A lesson is hidden, its course renamed, and its file comes back.
func TestAHiddenLessonIsFoundAgainInARenamedCourse(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		id := s.idOf("pottery/clay/wedging")
		s.remove("pottery/clay/wedging")
		s.mustRun()
		s.recourse("ceramics")
		s.mustRun()
		s.add("ceramics/clay/wedging").Fields[course.Content] = s.body("All about wedging, and more.")
		s.mustRun()
		if now := s.idOf("ceramics/clay/wedging"); now != id {
			t.Errorf("it is %s and was %s", now, id)
		}
		s.settled()
	})
}

// A hidden lesson is left over in a course that was renamed; another course takes the name.
func TestALessonOfAnotherCourseIsNotOverwritten(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.remove("pottery/clay/wedging")
		s.mustRun()
		s.recourse("ceramics")
		s.mustRun()
		s.academy.read("pottery\n\tclay\n\t\twedging = A wholly new lesson of another course.\n")
		s.at("pottery").Fields[course.Title] = course.Text("Pots for children")
		s.mustRun()
		s.shows(`
Pottery
  Clay
    Kinds of clay
    (Wedging)
  Wheel
    Centering
Pots for children
  Clay
    Wedging
`)
		s.settled()
	})
}

// The first apply of a lesson is cut off, its request still on the way; then its course, its
// chapter or its file is renamed. It is asked for again under its key.
func TestACreateThatIsUnderWayGoesOnUnderItsNewName(t *testing.T) {
	for name, rename := range map[string]func(*stage) string{
		"course": func(s *stage) string { s.recourse("ceramics"); return "ceramics/clay/drying" },
		"chapter": func(s *stage) string {
			for r := range s.courses[0].Resources() {
				if r.Address.Chapter == "clay" {
					r.Address.Chapter = "mud"
				}
			}
			return "pottery/mud/drying"
		},
		"file": func(s *stage) string {
			s.at("pottery/clay/drying").Address.Lesson = "dried"
			return "pottery/clay/dried"
		},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				s.mustRun()
				s.add("pottery/clay/drying")
				creates := 0
				s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
					if i.Method != "POST" || i.Path != "/course_lessons" {
						return emulator.Fault{}
					}
					if creates++; creates == 1 {
						return emulator.DropLate(1 << 20)
					}
					return emulator.Drop(emulator.Never, emulator.Reset)
				})
				s.run()
				now := rename(s)
				s.run()
				if n := len(s.state().Pending); n != 1 {
					t.Fatalf("%d creates are open, not 1", n)
				}
				s.whop.SetFault(nil)
				s.whop.Settle() // the first request arrives
				s.mustRun()
				s.settled()
				if n := strings.Count(s.live(), "Drying"); n != 1 || s.idOf(now) == "" {
					t.Errorf("%d lessons, and %s is %q:\n%s", n, now, s.idOf(now), s.live())
				}
			})
		})
	}
}
