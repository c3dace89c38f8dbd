package apply_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
	"whopsync/internal/whop/emulator"
)

// pottery is the course that most tests begin with.
const pottery = `
pottery
	clay
		kinds-of-clay
		wedging
	wheel
		centering
`

func TestApplyThenPlanIsEmpty(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.shows(`
Pottery
  Clay
    Kinds of clay
    Wedging
  Wheel
    Centering
`)
		s.settled()
	})
}

func TestANewCourseIsRevealedLastOfAll(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		want := []string{
			"done: create pottery", "done: create pottery/clay", "done: create pottery/wheel",
			"done: create pottery/clay/kinds-of-clay", "unneeded: complete pottery/clay/kinds-of-clay",
			"done: create pottery/clay/wedging", "unneeded: complete pottery/clay/wedging",
			"done: create pottery/wheel/centering", "unneeded: complete pottery/wheel/centering",
			"unneeded: arrange pottery", "done: clear pottery", "done: reveal pottery",
		}
		if diff := cmp.Diff(want, s.mustRun().steps()); diff != "" {
			t.Errorf("steps (-want +got):\n%s", diff)
		}
	})
}

// What create takes goes with it; a second request brings the rest, right after the first.
func TestALessonIsCompletedRightAfterItIsCreated(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.add("pottery/clay/drying").Fields[course.MaxAttempts] = course.Int(3)
		s.whop.ClearLog()
		s.mustRun()
		want := []string{"POST /course_lessons", "PATCH /course_lessons/" + s.idOf("pottery/clay/drying")}
		if diff := cmp.Diff(want, s.writes()); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
		s.settled()
	})
}

func TestACourseOfWhichSomethingIsMissingStaysHiddenOverManyRuns(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.whop.SetFault(refuseLesson("Wedging"))
		for range 3 {
			if o := s.run(); o.isComplete() {
				t.Fatalf("the run cannot be complete: %s", o)
			}
			s.shows(`
(Pottery)
  Chapter 1
    Lesson 1
  Clay
    Kinds of clay
  Wheel
    Centering
`)
		}
		s.whop.SetFault(nil)
		s.mustRun()
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

func TestALostAnswerIsAdoptedAndNotAskedForAgain(t *testing.T) {
	for _, fault := range []emulator.Fault{
		emulator.Drop(emulator.Now, emulator.Reset), emulator.Fail(500), emulator.Page(emulator.Now, 502),
		emulator.CutAnswer(), emulator.Body("empty", func([]byte) []byte { return nil }),
	} {
		t.Run(fault.Name, func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				s.whop.SetFault(emulator.OnNth("POST", 4, fault)) // the first lesson
				s.mustRun()
				s.whop.SetFault(nil)
				if n := s.whop.Count("POST", "/course_lessons"); n != 3 {
					t.Errorf("%d lessons were asked for, not 3", n)
				}
				s.settled()
			})
		})
	}
}

func TestAnObjectThatIsNowhereIsAskedForAgainUnderItsKey(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.whop.SetFault(emulator.OnNth("POST", 4, emulator.Drop(emulator.Never, emulator.HangUp)))
		s.mustRun()
		keys := []string{}
		for _, e := range s.whop.Log() {
			if e.Method == "POST" && strings.Contains(e.Body, "Kinds of clay") {
				keys = append(keys, e.Header.Get("Idempotency-Key"))
			}
		}
		if len(keys) != 2 || keys[0] != keys[1] {
			t.Errorf("keys %q, want the same one twice", keys)
		}
		s.settled()
	})
}

// Whop said that it is done, and not what: asking again would make a second one.
func TestAnAnswerThatCannotBeReadIsNeverAskedForAgain(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.plant.api = func(a api) apply.API { return unread{a} }
		if o := s.run(); o.isComplete() {
			t.Fatalf("the run cannot be complete: %s", o)
		}
		if n := s.whop.Count("POST", "/course_chapters"); n != 2 {
			t.Errorf("%d chapters were asked for, not 2", n)
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

// unread makes chapters, cannot read what came of it, and does not find them either.
type unread struct{ api }

func (a unread) Create(ctx context.Context, kind course.Kind, key, parent string, fields course.Fields) (*course.Resource, error) {
	made, err := a.api.Create(ctx, kind, key, parent, fields)
	if kind == course.KindChapter && err == nil {
		return nil, unreadable{}
	}
	return made, err
}

func (a unread) List(ctx context.Context, kind course.Kind, parent string) ([]*course.Resource, error) {
	if kind == course.KindChapter {
		return nil, nil
	}
	return a.api.List(ctx, kind, parent)
}

type unreadable struct{}

func (unreadable) Error() string           { return "the answer cannot be read" }
func (unreadable) Outcome() course.Outcome { return course.OutcomeUnread }

func TestWhatDependsOnAFailureIsNotAttemptedAndTheRestGoesOn(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.whop.SetFault(emulator.OnNth("POST", 2, emulator.Refuse(422))) // the chapter clay
		want := []string{
			"done: create pottery",
			"failed: create pottery/clay: create course_chapter: …",
			"done: create pottery/wheel",
			"not attempted: create pottery/clay/kinds-of-clay", "not attempted: complete pottery/clay/kinds-of-clay",
			"not attempted: create pottery/clay/wedging", "not attempted: complete pottery/clay/wedging",
			"done: create pottery/wheel/centering", "unneeded: complete pottery/wheel/centering",
			"unneeded: arrange pottery", "not attempted: clear pottery", "not attempted: reveal pottery",
		}
		got := s.run().steps()
		got[1], want[1] = "", ""
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("steps (-want +got):\n%s", diff)
		}
		if len(s.state().Pending) > 0 {
			t.Errorf("what was refused is not pending: %v", s.state().Pending)
		}
	})
}

func TestArrangingNamesWhatIsNotOursAndKeepsItInItsPlace(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.made(s.whop.Dashboard.AddLesson(s.idOf("pottery/clay"), emulator.Lesson{Title: "Theirs"}))
		s.made(s.whop.Dashboard.AddChapter(s.idOf("pottery"), "Their chapter"))
		s.swap("pottery/clay/kinds-of-clay", "pottery/clay/wedging")
		s.mustRun()
		s.shows(`
Pottery
  Clay
    Wedging
    Theirs
    Kinds of clay
  Wheel
    Centering
  Their chapter
`)
		s.settled()
	})
}

func TestALessonThatWhopDropsIsALoudError(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.whop.SetQuirks(emulator.Quirks{ArrangeDropsLesson: true})
		s.swap("pottery/clay/kinds-of-clay", "pottery/clay/wedging")
		o := s.run()
		if o.isComplete() || !strings.Contains(o.String(), "is not in it any more") {
			t.Errorf("the loss is not told: %s", o)
		}
		s.whop.SetQuirks(emulator.Quirks{})
		if o := s.run(); o.plan.HasChanges() {
			t.Errorf("the lesson is made again without a word: %s", o)
		}
	})
}

// An order whose answer is lost is sent again only to a course that has lost nothing by it, and then
// nothing else is sent either.
func TestAnOrderIsNotSentAgainToACourseThatLostALesson(t *testing.T) {
	for want, quirks := range map[string]emulator.Quirks{
		"is not in it any more":  {ArrangeDropsLesson: true},
		`is in chapter "Clay", `: {ArrangeMovesLesson: true},
	} {
		onStage(t, "\npottery\n\tclay\n\t\tkinds-of-clay\n\t\twedging\n\t\tdrying\n\twheel\n\t\tcentering\n", func(s *stage) {
			s.mustRun()
			s.whop.SetQuirks(quirks)
			s.whop.SetFault(emulator.OnNth("PATCH", 1, emulator.Drop(emulator.Now, emulator.Reset)))
			s.swap("pottery/clay/kinds-of-clay", "pottery/clay/wedging")
			s.remove("pottery/clay/drying")
			s.whop.ClearLog()
			o := s.run()
			if o.isComplete() || !strings.Contains(o.String(), want) {
				t.Errorf("the loss is not told: %s", o)
			}
			if writes := s.writes(); len(writes) != 1 {
				t.Errorf("sent %v", writes)
			}
		})
	}
}

// The answer to an order is lost, and what is read back is short of a lesson that exists, or cannot be
// read: what became of the course is not known, and nothing else is sent to it.
func TestNothingIsWrittenToACourseOfWhichTheOrderIsNotKnown(t *testing.T) {
	for _, read := range []emulator.Fault{
		emulator.Refuse(403),
		emulator.Body("cut", func(tree []byte) []byte { return cutLesson(t, tree) }),
	} {
		t.Run(read.Name, func(t *testing.T) {
			onStage(t, "\npottery\n\tclay\n\t\tkinds-of-clay\n\t\twedging\n\t\tdrying\n\twheel\n\t\tcentering\n", func(s *stage) {
				s.mustRun()
				s.swap("pottery/clay/kinds-of-clay", "pottery/clay/wedging")
				s.remove("pottery/clay/drying")
				isLost := false
				s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
					switch {
					case i.Method == "PATCH" && !isLost:
						isLost = true
						return emulator.Drop(emulator.Now, emulator.Reset)
					case isLost && i.Path == "/courses/"+s.idOf("pottery"):
						return read
					}
					return emulator.Fault{}
				})
				s.whop.ClearLog()
				if o := s.run(); o.isComplete() || len(s.writes()) != 1 {
					t.Errorf("sent %v: %s", s.writes(), o)
				}
				s.whop.SetFault(nil)
				s.mustRun()
				s.settled()
			})
		})
	}
}

// cutLesson takes the first lesson out of an answer that shows the tree of a course.
func cutLesson(t *testing.T, tree []byte) []byte {
	var shown map[string]any
	if err := json.Unmarshal(tree, &shown); err != nil {
		t.Error(err)
	}
	chapter := shown["chapters"].([]any)[0].(map[string]any)
	chapter["lessons"] = chapter["lessons"].([]any)[1:]
	cut, err := json.Marshal(shown)
	if err != nil {
		t.Error(err)
	}
	return cut
}

func TestAnEditBetweenPlanAndWriteIsAConflictOfThatObjectOnly(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.write("pottery/clay/wedging", "The author's.")
		s.write("pottery/wheel/centering", "The author's, too.")
		s.plant.plan = func(context.Context, api, *plan.Plan) {
			s.edit("pottery/clay/wedging", "The dashboard user's.")
		}
		o := s.run()
		var conflict *apply.ConflictError
		for _, r := range o.report.Results {
			if r.Err != nil && !errors.As(r.Err, &conflict) {
				t.Errorf("%s: %v", r.Step.Address, r.Err)
			}
		}
		if conflict == nil || conflict.Address.String() != "pottery/clay/wedging" {
			t.Errorf("no conflict: %s", o)
		}
		if got := text(s.lesson("pottery/clay/wedging").Content); got != "The dashboard user's." {
			t.Errorf("the edit was overwritten: %q", got)
		}
		if got := text(s.lesson("pottery/wheel/centering").Content); got != "The author's, too." {
			t.Errorf("the other lesson was not written: %q", got)
		}
	})
}

func TestALessonWithoutAFileIsHidden(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.remove("pottery/clay/wedging")
		s.whop.ClearLog()
		s.mustRun()
		s.shows(`
Pottery
  Clay
    Kinds of clay
    (Wedging)
  Wheel
    Centering
`)
		if n := s.whop.Writes(); n != 1 {
			t.Errorf("%d writes, not 1", n)
		}
		s.settled()
	})
}

func TestADeleteIsHeldToItsGuardsOnAFreshRead(t *testing.T) {
	for name, meanwhile := range map[string]func(*stage){
		"a student begins the lesson": func(s *stage) {
			user, err := s.whop.Dashboard.AddStudent(s.idOf("pottery"), "Ann")
			s.must(err)
			s.must(s.whop.Dashboard.Start(user, s.idOf("pottery/clay/wedging")))
		},
		"the lesson is edited": func(s *stage) { s.edit("pottery/clay/wedging", "Something new.") },
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				s.mustRun()
				s.remove("pottery/clay/wedging")
				s.options.OnRemove, s.options.AllowDelete = plan.Destroy, true
				s.plant.plan = func(context.Context, api, *plan.Plan) { meanwhile(s) }
				if o := s.run(); o.isComplete() {
					t.Errorf("it was deleted: %s", o)
				}
				s.lesson("pottery/clay/wedging")
			})
		})
		t.Run(name+" while a lost delete is waited for", func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				s.mustRun()
				s.remove("pottery/clay/wedging")
				s.options.OnRemove, s.options.AllowDelete = plan.Destroy, true
				lost, acted := false, false
				s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
					switch {
					case i.Method == "DELETE" && !lost:
						lost = true
						return emulator.Drop(emulator.Never, emulator.Reset)
					case lost && !acted:
						acted = true
						meanwhile(s)
					}
					return emulator.Fault{}
				})
				if o := s.run(); o.isComplete() || !acted {
					t.Errorf("it was deleted: %s", o)
				}
				s.lesson("pottery/clay/wedging")
			})
		})
	}
}

func TestALossInAnUpdateIsHeldToItsGuardsOnAFreshRead(t *testing.T) {
	begin := func(s *stage) {
		user, err := s.whop.Dashboard.AddStudent(s.idOf("pottery"), "Ann")
		s.must(err)
		s.must(s.whop.Dashboard.Start(user, s.idOf("pottery/clay/wedging")))
	}
	dropQuestion := func(s *stage) {
		wedging := s.at("pottery/clay/wedging")
		wedging.Fields[course.LessonType], wedging.Fields[course.Questions] = course.Text("quiz"), quiz("Is clay wet?", "Is it round?")
		s.mustRun()
		wedging.Fields[course.Questions] = quiz("Is clay wet?")
	}
	t.Run("a student begins the lesson", func(t *testing.T) {
		onStage(t, pottery, func(s *stage) {
			dropQuestion(s)
			s.plant.plan = func(context.Context, api, *plan.Plan) { begin(s) }
			if o := s.run(); o.isComplete() {
				t.Errorf("the question was destroyed: %s", o)
			}
			if n := len(s.lesson("pottery/clay/wedging").Questions); n != 2 {
				t.Errorf("%d questions are left", n)
			}
		})
	})
	t.Run("a student begins it while a lost update is waited for", func(t *testing.T) {
		onStage(t, pottery, func(s *stage) {
			dropQuestion(s)
			lost, acted := false, false
			s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
				switch {
				case i.Method == "PATCH" && !lost:
					lost = true
					return emulator.Drop(emulator.Never, emulator.Reset)
				case lost && !acted:
					acted = true
					begin(s)
				}
				return emulator.Fault{}
			})
			if o := s.run(); o.isComplete() || !acted {
				t.Errorf("the question was destroyed: %s", o)
			}
			if n := len(s.lesson("pottery/clay/wedging").Questions); n != 2 {
				t.Errorf("%d questions are left", n)
			}
		})
	})
	t.Run("Whop did not show the questions", func(t *testing.T) {
		onStage(t, pottery, func(s *stage) {
			dropQuestion(s)
			s.plant.plan = func(_ context.Context, _ api, p *plan.Plan) {
				for _, change := range p.Changes {
					for i := range change.Fields {
						change.Fields[i].Before, change.Fields[i].Expected = nil, course.DigestOf(change.Fields[i].Before)
					}
				}
			}
			if o := s.run(); o.isComplete() || !strings.Contains(o.String(), "does not see its questions") {
				t.Errorf("the questions were written over: %s", o)
			}
		})
	})
	t.Run("nobody begins it", func(t *testing.T) {
		onStage(t, pottery, func(s *stage) {
			dropQuestion(s)
			if o := s.mustRun(); o.report.Destroyed != 1 || o.report.Changed != 1 {
				t.Errorf("%d destroyed, %d changed", o.report.Destroyed, o.report.Changed)
			}
			s.settled()
		})
	})
}

func TestADeletedLessonIsForgotten(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.remove("pottery/clay/wedging")
		s.options.OnRemove, s.options.AllowDelete = plan.Destroy, true
		if o := s.mustRun(); o.report.Destroyed != 1 {
			t.Errorf("%d destroyed, not 1", o.report.Destroyed)
		}
		s.shows(`
Pottery
  Clay
    Kinds of clay
  Wheel
    Centering
`)
		s.settled()
	})
}

func TestLinksToLessonsThatAreYetToComeAreWrittenOnceTheyExist(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.lessonURL = "https://whop.com/lesson/{lesson}"
		s.write("pottery/clay/kinds-of-clay", "Go on [here](lesson:pottery/wheel/centering).")
		s.mustRun()
		want := "Go on [here](https://whop.com/lesson/" + s.idOf("pottery/wheel/centering") + ")."
		if got := text(s.lesson("pottery/clay/kinds-of-clay").Content); got != want {
			t.Errorf("text %q, want %q", got, want)
		}
		s.settled()
	})
}

func TestALinkThatStaysPlainTextIsWrittenOnce(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.write("pottery/clay/kinds-of-clay", "Go on [here](lesson:pottery/wheel/centering).")
		s.mustRun()
		if n := s.whop.Count("PATCH", "/course_lessons/*"); n != 0 {
			t.Errorf("%d lessons were written again", n)
		}
		s.settled()
	})
}

func TestAFileIsUploadedOnce(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.write("pottery/clay/kinds-of-clay", "![one](file:clay.png)")
		s.write("pottery/clay/wedging", "![two](file:clay.png)")
		s.mustRun()
		s.write("pottery/clay/wedging", "Once more: ![two](file:clay.png)")
		s.mustRun()
		if n := s.whop.Count("POST", "/files"); n != 1 {
			t.Errorf("%d uploads, not 1", n)
		}
		s.settled()
	})
}

func TestAFieldThatWhopDoesNotTakeIsToldAndTriedAgain(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.whop.SetQuirks(emulator.Quirks{IgnoreFields: []string{"content"}})
		s.write("pottery/clay/wedging", "Another text.")
		o := s.run()
		if o.isComplete() || !strings.Contains(o.String(), "pottery/clay/wedging: content was not taken") {
			t.Errorf("not told: %s", o)
		}
		s.whop.SetQuirks(emulator.Quirks{})
		s.mustRun()
		s.settled()
	})
}

func TestAnAnswerThatIsOlderThanItsWriteIsCheckedAgain(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.write("pottery/clay/wedging", "Another text.")
		s.swap("pottery/clay/kinds-of-clay", "pottery/clay/wedging")
		s.whop.SetFault(func(emulator.RequestInfo) emulator.Fault { return emulator.Fault{Stale: true} })
		s.mustRun()
		s.whop.SetFault(nil)
		s.settled()
	})
}

func TestAnInterruptFinishesTheWriteUnderWayAndBeginsNoOther(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		ctx, interrupt := context.WithCancel(s.ctx)
		whole := s.ctx
		s.ctx = ctx
		var at time.Time
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			if i.Method == "POST" && i.Nth == 2 {
				at = time.Now()
				interrupt()
				return emulator.Slow(3 * time.Second)
			}
			return emulator.Fault{}
		})
		o := s.run()
		if o.isComplete() || time.Since(at) > 7*time.Second {
			t.Errorf("after %s: %s", time.Since(at), o)
		}
		s.ctx = whole
		s.whop.SetFault(nil)
		if s.idOf("pottery/clay") == "" || len(s.writes()) != 2 {
			t.Errorf("the chapter under way was not finished, or another begun: %s", o)
		}
		s.mustRun()
		s.settled()
	})
}

// A lesson that was only being read when the interrupt came has not failed.
func TestAnInterruptedReadIsNoFailure(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.write("pottery/clay/wedging", "Another text.")
		ctx, interrupt := context.WithCancel(s.ctx)
		whole := s.ctx
		s.ctx = ctx
		s.progress = func(p apply.Progress) {
			if p.Begun {
				interrupt()
			}
		}
		o := s.run()
		if diff := cmp.Diff([]string{"not attempted: update pottery/clay/wedging"}, o.steps()); diff != "" {
			t.Errorf("steps (-want +got):\n%s", diff)
		}
		s.ctx, s.progress = whole, nil
		s.mustRun()
		s.settled()
	})
}

func TestAJournalThatCannotBeWrittenStopsEverything(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.memory.room = 3 // the course's intent and answer, and no more
		o := s.run()
		if !errors.Is(o.err, errFull) || s.whop.Writes() != 1 {
			t.Errorf("%d writes, error %v", s.whop.Writes(), o.err)
		}
		s.memory.room, s.memory.full = 0, false
		s.mustRun()
		s.settled()
	})
}

func TestALostLockStopsBeforeTheNextWrite(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.progress = func(p apply.Progress) { s.memory.freed = s.memory.freed || p.Done == 2 }
		if o := s.run(); !errors.Is(o.err, state.ErrLeaseLost) || s.whop.Writes() != 2 {
			t.Errorf("%d writes, error %v", s.whop.Writes(), o.err)
		}
	})
}

func TestACourseThatIsSaidToBeGoneAndIsListedStopsTheRun(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.options.AllowRecreate = true
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			if i.Path == "/courses/"+s.idOf("pottery") {
				return emulator.Refuse(404)
			}
			return emulator.Fault{}
		})
		writes := s.whop.Writes()
		if o := s.run(); o.err == nil || s.whop.Writes() > writes {
			t.Errorf("the run went on: %s", o)
		}
	})
}

func TestQuestionsKeepTheirIDsThroughAnEdit(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		lesson := s.at("pottery/wheel/centering")
		lesson.Fields[course.LessonType] = course.Text("quiz")
		lesson.Fields[course.Questions] = quiz("Is clay wet?", "Is it round?")
		s.mustRun()
		before := s.lesson("pottery/wheel/centering").Questions
		lesson.Fields[course.Questions] = quiz("Is it fast?", "Is clay wet?", "Is it really round?")
		s.mustRun()
		after := s.lesson("pottery/wheel/centering").Questions
		if after[1].ID != before[0].ID || after[1].Options[0].ID != before[0].Options[0].ID {
			t.Errorf("the question that moved is another one now")
		}
		s.settled()
	})
}

// A server repeats its answer to a key that it knows, even if the object of which it tells
// is gone.
func TestAnAnswerOfThePastIsNotBelieved(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.life.reborn(24) // the first lesson was made, and its answer never arrived
		s.run()
		for id, o := range s.objects() {
			if o.kind == course.KindLesson {
				s.must(s.whop.Dashboard.Delete(id))
			}
		}
		if len(s.state().Pending) != 1 {
			t.Fatalf("pending: %v", s.state().Pending)
		}
		s.life.reborn(0)
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
