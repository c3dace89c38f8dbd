package apply_test

import (
	"slices"
	"strings"
	"testing"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/whop/emulator"
)

// Rolling back a run leads to what was before it, for the same objects, and touches nothing
// else.

// recorded is a run, and the record that it keeps, as it is read again.
func (s *stage) recorded() *plan.Record {
	s.Helper()
	prepared, err := apply.Prepare(s.ctx, s.connect(), s.input(s.state()))
	s.must(err)
	record := s.recordOf(prepared)
	s.mustRun()
	return record
}

// rollback is a run that leads back behind a recorded one.
func (s *stage) rollback(record *plan.Record) outcome {
	s.back = record
	defer func() { s.back = nil }()
	return s.run()
}

func (s *stage) mustRollback(record *plan.Record) outcome {
	s.Helper()
	o := s.rollback(record)
	if !o.isComplete() {
		s.Fatalf("the rollback is not complete: %s", o)
	}
	return o
}

func at(address string) course.Address {
	a, _ := course.ParseAddress(address)
	return a
}

func TestRollbackLeavesOutWhatTheRunHasMade(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.write("pottery/clay/wedging", "Another text.")
		s.add("pottery/clay/drying")
		record := s.recorded()
		s.mustRollback(record)
		s.shows(`
Pottery
  Clay
    Kinds of clay
    Wedging
    (Drying)
  Wheel
    Centering
`)
	})
}

// A lesson is called otherwise, and in the same run another comes under its old name.
func TestRollbackKnowsObjectsByTheirIDs(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		old := s.idOf("pottery/clay/wedging")
		s.options.Moved = []plan.Moved{{From: at("pottery/clay/wedging"), To: at("pottery/clay/kneading")}}
		s.at("pottery/clay/wedging").Address = at("pottery/clay/kneading")
		s.add("pottery/clay/wedging").Fields[course.Content] = s.body("Something entirely different about wedges and hammers.")
		record := s.recorded()
		s.mustRollback(record)
		if s.lesson("pottery/clay/kneading").ID != old || s.lesson("pottery/clay/kneading").Visibility != course.Visible {
			t.Errorf("the old lesson is not what it was: %+v", s.lesson("pottery/clay/kneading"))
		}
		if strings.Count(s.live(), "(Wedging)") != 1 || strings.Count(s.live(), "Wedging") != 2 {
			t.Errorf("want the new one hidden and nothing else:\n%s", s.live())
		}
	})
}

// A chapter is called otherwise, and another comes under its old name.
func TestRollbackLeavesLessonsInTheirChapter(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.options.Moved = []plan.Moved{{From: at("pottery/clay"), To: at("pottery/mud")}}
		for _, r := range []string{"pottery/clay/kinds-of-clay", "pottery/clay/wedging", "pottery/clay"} {
			s.at(r).Address.Chapter = "mud"
		}
		s.at("pottery/mud").Fields[course.Title] = course.Text("Mud")
		c := s.courses[0]
		c.Chapters = append(c.Chapters, &course.Chapter{Resource: resource(at("pottery/clay"))})
		s.add("pottery/clay/digging")
		s.mustRollback(s.recorded())
		s.shows(`
Pottery
  Clay
    Kinds of clay
    Wedging
  Wheel
    Centering
  Clay
    (Digging)
`)
	})
}

// A course is called otherwise, and another comes under its old name.
func TestRollbackMakesNoCourseTwice(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.options.Moved = []plan.Moved{{From: at("pottery"), To: at("ceramics")}}
		s.recourse("ceramics")
		s.academy.read("pottery\n\tbasics\n\t\tsomething = Nothing like it was said before.\n")
		s.at("pottery").Fields[course.Title] = course.Text("Pots")
		s.mustRollback(s.recorded())
		s.shows(`
Pottery
  Clay
    Kinds of clay
    Wedging
  Wheel
    Centering
(Pots)
  Basics
    (Something)
`)
	})
}

// What people attached on Whop is not ours, whichever way the files go.
func TestRollbackLeavesTheAttachmentsOfOthers(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		wedging := s.at("pottery/clay/wedging")
		wedging.Fields[course.Attachments] = course.Files{s.file("a.pdf", "a")}
		s.at("pottery/clay/kinds-of-clay").Fields[course.Attachments] = course.Files{s.file("theirs.pdf", "theirs")}
		s.mustRun()
		theirs := s.lesson("pottery/clay/kinds-of-clay").Attachments[0]
		s.must(s.whop.Dashboard.EditLesson(s.idOf("pottery/clay/wedging"), func(l *emulator.Lesson) { l.Attachments = append(l.Attachments, theirs) }))
		before := s.lesson("pottery/clay/wedging").Attachments
		wedging.Fields[course.Attachments] = course.Files{s.file("b.pdf", "b")}
		s.mustRollback(s.recorded())
		if now := s.lesson("pottery/clay/wedging").Attachments; !slices.Equal(now, before) {
			t.Errorf("attached are %v, not %v", now, before)
		}
		s.mustRun()
		if now := s.lesson("pottery/clay/wedging").Attachments; !slices.Contains(now, theirs) {
			t.Errorf("theirs is gone: %v", now)
		}
	})
}

func TestRollbackRemembersTheKeysOfQuestions(t *testing.T) {
	keyed := func(texts ...string) course.QuestionList {
		questions := quiz(texts...)
		for i := range questions {
			questions[i].Key = []string{"clay", "slip", "wheel"}[i]
		}
		return questions
	}
	onStage(t, pottery, func(s *stage) {
		wedging := s.at("pottery/clay/wedging")
		wedging.Fields[course.LessonType] = course.Text("quiz")
		wedging.Fields[course.Questions] = keyed("What is clay?", "What is slip?", "What is a wheel?")
		s.mustRun()
		before := s.state().Bindings[at("pottery/clay/wedging")].Questions
		wedging.Fields[course.Questions] = keyed("What is clay?", "What is slip exactly?", "What is a wheel?")
		s.mustRollback(s.recorded())
		if now := s.state().Bindings[at("pottery/clay/wedging")].Questions; !slices.Equal(now, before) {
			t.Errorf("the questions are %v, not %v", now, before)
		}
	})
}

func TestRollbackKeepsProtection(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.at("pottery/clay/wedging").Protect = true
		s.mustRun()
		s.remove("pottery/clay/wedging")
		s.mustRollback(s.recorded())
		s.options.OnRemove, s.options.AllowDelete = plan.Destroy, true
		o := s.run()
		if !slices.ContainsFunc(o.plan.Refusals, func(r plan.Refusal) bool { return r.Guard == plan.GuardProtect }) {
			t.Errorf("it is not protected any more: %s", o)
		}
	})
}

// Lessons that the run left alone: moved on Whop to a chapter that is not ours, deleted
// there, or made by a later run.
func TestRollbackTouchesNothingThatTheRunLeftAlone(t *testing.T) {
	for name, test := range map[string]struct{ before, after func(*stage) }{
		"moved on Whop": {before: func(s *stage) {
			theirs := s.made(s.whop.Dashboard.AddChapter(s.idOf("pottery"), "Theirs"))
			s.must(s.whop.Dashboard.MoveLesson(s.idOf("pottery/clay/wedging"), theirs))
		}},
		"made later": {after: func(s *stage) {
			s.add("pottery/clay/drying")
			s.mustRun()
		}},
		"hidden before": {before: func(s *stage) {
			s.remove("pottery/clay/wedging")
			s.mustRun()
		}},
		"hidden later": {after: func(s *stage) {
			s.remove("pottery/clay/wedging")
			s.mustRun()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				s.mustRun()
				if test.before != nil {
					test.before(s)
				}
				s.write("pottery/clay/kinds-of-clay", "Another text.")
				record := s.recorded()
				if test.after != nil {
					test.after(s)
				}
				before := s.live()
				s.mustRollback(record)
				if after := s.live(); after != before {
					t.Errorf("before:\n%s\nafter:\n%s", before, after)
				}
			})
		})
	}
}

func TestRollbackBringsNothingBackThatWasDeletedOnWhop(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.must(s.whop.Dashboard.Delete(s.idOf("pottery/clay/wedging")))
		s.write("pottery/clay/kinds-of-clay", "Another text.")
		s.mustRollback(s.recorded())
		s.mustRun()
		if strings.Contains(s.live(), "Wedging") {
			t.Errorf("it is back without --allow-recreate:\n%s", s.live())
		}
	})
}

// The record is the only copy of what was destroyed.
func TestRollbackMakesWhatWasDestroyedAnew(t *testing.T) {
	for name, fill := range map[string]func(*stage, *course.Resource){
		"thumbnail": func(s *stage, r *course.Resource) { r.Fields[course.Thumbnail] = s.file("a.png", "a") },
		"questions": func(_ *stage, r *course.Resource) {
			r.Fields[course.LessonType] = course.Text("quiz")
			r.Fields[course.Questions] = quiz("What is clay?", "What is slip?")
		},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				fill(s, s.at("pottery/clay/wedging"))
				s.mustRun()
				questions := len(s.lesson("pottery/clay/wedging").Questions)
				s.options.OnRemove, s.options.AllowDelete = plan.Destroy, true
				s.options.Limits.Percent = 100
				s.remove("pottery/clay/wedging")
				o := s.mustRollback(s.recorded())
				if n := len(s.lesson("pottery/clay/wedging").Questions); n != questions {
					t.Errorf("%d questions of %d", n, questions)
				}
				if name == "thumbnail" && len(o.plan.Unknown) != 1 {
					t.Errorf("nobody says that it has no thumbnail: %v", o.plan.Unknown)
				}
			})
		})
	}
}

// The picture of before cannot be named to Whop. The rest of the run is undone.
func TestRollbackSaysWhichPictureItCannotSet(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		wedging := s.at("pottery/clay/wedging")
		wedging.Fields[course.Thumbnail] = s.file("a.png", "a")
		s.mustRun()
		wedging.Fields[course.Thumbnail] = s.file("b.png", "b")
		wedging.Fields[course.Title] = course.Text("Wedging it")
		o := s.mustRollback(s.recorded())
		if len(o.plan.Unknown) != 1 || o.plan.Unknown[0].Field != course.Thumbnail || s.lesson("pottery/clay/wedging").Title != "Wedging" {
			t.Errorf("%v, and the title is %q", o.plan.Unknown, s.lesson("pottery/clay/wedging").Title)
		}
	})
}

func TestRollbackShowsACourseAgainThatTheRunHid(t *testing.T) {
	onStage(t, pottery+"glazing\n\tbasics\n\t\tcolours\n", func(s *stage) {
		s.mustRun()
		before := s.live()
		s.courses = s.courses[:1]
		record := s.recorded()
		if s.live() == before {
			t.Fatal("the course is not hidden")
		}
		s.mustRollback(record)
		s.shows(before)
	})
}

// A later run has given the lesson another name.
func TestRollbackFindsWhatIsCalledOtherwiseSince(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		before := s.live()
		s.write("pottery/clay/kinds-of-clay", "Another text.")
		s.at("pottery/clay/wedging").Fields[course.Title] = course.Text("To wedge")
		record := s.recorded()
		s.at("pottery/clay/wedging").Address = at("pottery/clay/kneading")
		s.mustRun()
		s.mustRollback(record)
		s.shows(before)
	})
}

// The run moved one lesson, and a later one another.
func TestRollbackMovesBackWhatTheRunHasMoved(t *testing.T) {
	onStage(t, "pottery\n\tclay\n\t\tone\n\t\ttwo\n\t\tthree\n\twheel\n\t\tfour\n", func(s *stage) {
		s.mustRun()
		s.swap("pottery/clay/one", "pottery/clay/two")
		record := s.recorded()
		three := s.courses[0].Chapters[0].Lessons[2]
		s.remove("pottery/clay/three")
		s.courses[0].Chapters[1].Lessons = append(s.courses[0].Chapters[1].Lessons, three)
		three.Address = at("pottery/wheel/three")
		s.mustRun()
		s.mustRollback(record)
		s.shows(`
Pottery
  Clay
    One
    Two
  Wheel
    Four
    Three
`)
	})
}
