package apply_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/state"
	"whopsync/internal/whop/emulator"
)

// Creates that go wrong over more than one run.

func isChapterCreate(i emulator.RequestInfo) bool {
	return i.Method == "POST" && i.Path == "/course_chapters"
}

// What is known of this run's request says nothing of the one that an earlier run has sent.
func TestARefusalDoesNotUndoWhatAnEarlierRunHasSent(t *testing.T) {
	for _, later := range []emulator.Fault{emulator.Drop(emulator.Never, emulator.Unreachable), emulator.Refuse(422)} {
		t.Run(later.Name, func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				s.mustRun()
				s.courses[0].Chapters = append(s.courses[0].Chapters, &course.Chapter{Resource: resource(s.courses[0].Address.Child("glazing"))})
				creates := 0
				s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
					if !isChapterCreate(i) {
						return emulator.Fault{}
					}
					if creates++; creates == 1 {
						return emulator.DropLate(1 << 20)
					}
					return emulator.Drop(emulator.Never, emulator.Reset)
				})
				s.run()
				s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
					if isChapterCreate(i) {
						return later
					}
					return emulator.Fault{}
				})
				if o := s.run(); o.isComplete() || len(s.state().Pending) != 1 {
					t.Errorf("%d intents are left of one: %s", len(s.state().Pending), o)
				}
				s.whop.SetFault(nil)
				s.whop.Settle() // the first request arrives
				s.mustRun()
				if n := strings.Count(s.live(), "Glazing"); n != 1 {
					t.Errorf("%d chapters:\n%s", n, s.live())
				}
			})
		})
	}
}

// Objects that look the same are told apart by nothing: the answer to the one's create can
// be the object found for the other.
func TestTwoCoursesOfOneTitleAreMadeOnce(t *testing.T) {
	onStage(t, "one\n\ta\n\t\tx\ntwo\n\tb\n\t\ty\n", func(s *stage) {
		s.parallel = 4
		for _, c := range s.courses {
			c.Fields[course.Title] = course.Text("Same")
		}
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			switch {
			case i.Method != "POST" || i.Path != "/courses":
				return emulator.Fault{}
			case i.Nth == 1:
				return emulator.Slow(30 * time.Second)
			}
			return emulator.Drop(emulator.Never, emulator.Reset)
		})
		s.run()
		s.whop.SetFault(nil)
		s.mustRun()
		s.settled()
		if n := len(s.whop.Snapshot().Courses); n != 2 {
			t.Errorf("%d courses", n)
		}
	})
}

// One of two lessons that look the same was made, and it is unknown for which. The
// other's key keeps answering with it.
func TestAnAnswerThatStandsForAnotherIsNotAskedForAgain(t *testing.T) {
	onStage(t, "pottery\n\tclay\n\t\tone = The same.\n\t\ttwo = The same.\n", func(s *stage) {
		for _, at := range []string{"pottery/clay/one", "pottery/clay/two"} {
			s.at(at).Fields[course.Title] = course.Text("Same")
		}
		creates := 0
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			switch {
			case i.Method == "GET" && creates > 3: // no one can look any more
				return emulator.Page(emulator.Never, 502)
			case i.Method != "POST" || i.Path != "/course_lessons":
				return emulator.Fault{}
			}
			if creates++; creates <= 3 { // all tries of the first
				return emulator.Drop(emulator.Never, emulator.Reset)
			}
			return emulator.Drop(emulator.Now, emulator.Reset)
		})
		s.run()
		if n := len(s.state().Pending); n != 2 {
			t.Fatalf("%d intents are open, not 2", n)
		}
		s.whop.SetFault(nil)
		s.mustRun()
		s.settled()
		if n := strings.Count(s.live(), "Same"); n != 2 {
			t.Errorf("%d lessons:\n%s", n, s.live())
		}
	})
}

// A lesson was made and its id noted nowhere; then someone moved it. As it was sent it is
// known again wherever it is in the course. Edited as well it could be anyone's, and people
// are asked. What bore the title elsewhere before is no one's concern.
func TestALessonThatWasMovedBeforeItsIDWasNoted(t *testing.T) {
	for name, edit := range map[string]func(*emulator.Lesson){
		"as it was sent": func(*emulator.Lesson) {},
		"edited":         func(l *emulator.Lesson) { l.Content = new("Edited in the dashboard.") },
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				s.mustRun()
				s.made(s.whop.Dashboard.AddLesson(s.idOf("pottery/wheel"), emulator.Lesson{Title: "Drying", Content: new("Theirs.")}))
				s.add("pottery/clay/drying")
				before := s.objects()
				s.memory.room = 2 // the intent, and not what came of it
				s.run()
				s.memory.room, s.memory.full = 0, false
				lost := ""
				for id := range s.objects() {
					if before[id].kind == "" {
						lost = id
					}
				}
				s.must(s.whop.Dashboard.MoveLesson(lost, s.idOf("pottery/wheel")))
				s.must(s.whop.Dashboard.EditLesson(lost, edit))

				var doubt *apply.AmbiguousError
				switch o := s.run(); {
				case name == "edited":
					if !errors.As(o.err, &doubt) || !slices.Equal(idsOf(doubt.Objects), []string{lost}) {
						t.Errorf("want a question about %s: %s", lost, o)
					}
				case !o.isComplete() || s.idOf("pottery/clay/drying") != lost:
					t.Errorf("want %s: %s", lost, o)
				}
				if n := strings.Count(s.live(), "Drying"); n != 2 {
					t.Errorf("%d lessons, not theirs and ours:\n%s", n, s.live())
				}
			})
		})
	}
}

// A lock that is freed while an answer is waited for is missed before the write is sent
// again.
func TestALostLockStopsBeforeAWriteIsSentAgain(t *testing.T) {
	for name, edit := range map[string]func(*stage){
		"create":  func(s *stage) { s.add("pottery/clay/drying") },
		"update":  func(s *stage) { s.write("pottery/clay/wedging", "Wedge it again.") },
		"arrange": func(s *stage) { s.swap("pottery/clay/wedging", "pottery/clay/kinds-of-clay") },
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				s.mustRun()
				edit(s)
				s.whop.ClearLog()
				s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
					if i.IsWrite() {
						s.memory.freed = true
						return emulator.Drop(emulator.Never, emulator.Reset)
					}
					return emulator.Fault{}
				})
				if o := s.run(); len(s.writes()) != 1 || o.isComplete() {
					t.Errorf("%v: %s", s.writes(), o)
				}
			})
		})
	}
}

// Uploads have nothing to announce, and are no exception.
func TestALostLockStopsBeforeTheFirstUpload(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.at("pottery/clay/wedging").Fields[course.Attachments] = course.Files{s.file("a.pdf", "a")}
		s.whop.ClearLog()
		s.plant.lease = func(l lease) state.Lease { return freedAfterLoad{l} }
		if o := s.run(); len(s.writes()) > 0 || o.isComplete() {
			t.Errorf("%v: %s", s.writes(), o)
		}
	})
}

type freedAfterLoad struct{ lease }

func (l freedAfterLoad) Load(ctx context.Context) (*state.State, error) {
	if l.memory.freed {
		return nil, state.ErrLeaseLost
	}
	defer func() { l.memory.freed = true }()
	return l.memory.Load(ctx)
}

// A tree that is cut off shows no chapter to be gone: what it leaves out is named all the same.
func TestACutTreeIsNotArranged(t *testing.T) {
	var outline strings.Builder
	outline.WriteString("pottery\n")
	for i := range 52 {
		fmt.Fprintf(&outline, "\tchapter-%02d\n\t\tlesson-%02d\n", i, i)
	}
	onStage(t, outline.String(), func(s *stage) {
		s.mustRun()
		chapters := s.courses[0].Chapters
		chapters[0], chapters[1] = chapters[1], chapters[0]
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			if strings.HasPrefix(i.Path, "/courses/") {
				return emulator.Body("only 50 chapters", keepChapters(50))
			}
			return emulator.Fault{}
		})
		s.whop.ClearLog()
		o := s.run()
		for _, e := range s.whop.Log() {
			if isArranging(e) && strings.Count(e.Body, `"id":"chap_`) != 52 {
				t.Errorf("the request names %d of 52 chapters", strings.Count(e.Body, `"id":"chap_`))
			}
		}
		if o.isComplete() {
			t.Errorf("it could not be seen whether the order was taken: %s", o)
		}
		s.whop.SetFault(nil)
		s.mustRun()
		s.settled()
	})
}

// keepChapters cuts a tree.
func keepChapters(n int) func(truth []byte) []byte {
	return func(truth []byte) []byte {
		var tree map[string]json.RawMessage
		var chapters []json.RawMessage
		if json.Unmarshal(truth, &tree) != nil || json.Unmarshal(tree["chapters"], &chapters) != nil {
			return truth
		}
		tree["chapters"], _ = json.Marshal(chapters[:min(n, len(chapters))])
		cut, _ := json.Marshal(tree)
		return cut
	}
}

// What was moved on Whop while apply runs stays where it was put: no one has seen that move
// in a plan.
func TestAMoveOnWhopDuringAnApplyIsAConflict(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		s.add("pottery/clay/drying")
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			if i.IsWrite() && i.Nth == 1 && i.Method == "POST" {
				s.must(s.whop.Dashboard.MoveLesson(s.idOf("pottery/clay/wedging"), s.idOf("pottery/wheel")))
			}
			return emulator.Fault{}
		})
		if o := s.run(); !strings.Contains(o.String(), "the order in it is another") {
			t.Errorf("no word of it: %s", o)
		}
		s.shows(`
Pottery
  Clay
    Kinds of clay
    Drying
  Wheel
    Centering
    Wedging
`)
	})
}

// What people do on Whop while a lost answer is waited for counts as much as what they did
// before: their lesson is part of the order sent again, and their move is a conflict.
func TestWhatHappensWhileAnArrangementIsWaitedFor(t *testing.T) {
	for name, act := range map[string]func(s *stage) (wants string){
		"a lesson is added": func(s *stage) string {
			return s.made(s.whop.Dashboard.AddLesson(s.idOf("pottery/clay"), emulator.Lesson{Title: "Theirs"}))
		},
		"a lesson is moved": func(s *stage) string {
			s.must(s.whop.Dashboard.MoveLesson(s.idOf("pottery/wheel/centering"), s.idOf("pottery/clay")))
			return "the order in it is another"
		},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				s.mustRun()
				s.swap("pottery/clay/wedging", "pottery/clay/kinds-of-clay")
				s.whop.ClearLog()
				wants := ""
				s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
					switch {
					case i.IsWrite() && wants == "":
						wants = "an act"
						return emulator.Drop(emulator.Never, emulator.Reset)
					case wants == "an act": // the look before it is sent again
						wants = act(s)
					}
					return emulator.Fault{}
				})
				o, told := s.run(), ""
				for _, e := range s.whop.Log() {
					if isArranging(e) {
						told = e.Body
					}
				}
				if !strings.Contains(told+o.String(), wants) {
					t.Errorf("no word of %s in %s: %s", wants, told, o)
				}
			})
		})
	}
}

func TestAnEditWhileAnUpdateIsWaitedForIsAConflict(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.write("pottery/clay/wedging", "Wedge it.")
		s.mustRun()
		s.write("pottery/clay/wedging", "Wedge it again.")
		isSent, isEdited := false, false
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			switch {
			case i.IsWrite() && !isSent:
				isSent = true
				return emulator.Drop(emulator.Never, emulator.Reset)
			case isSent && !isEdited:
				isEdited = true
				s.edit("pottery/clay/wedging", "Theirs.")
			}
			return emulator.Fault{}
		})
		if o := s.run(); !strings.Contains(o.String(), "its content is another") || *s.lesson("pottery/clay/wedging").Content != "Theirs." {
			t.Errorf("%q: %s", *s.lesson("pottery/clay/wedging").Content, o)
		}
	})
}

// A run narrowed to one lesson settles that one, and forgets nothing of the others.
func TestANarrowedRunLeavesOpenWhatIsOutsideOfIt(t *testing.T) {
	for name, begin := range map[string]func(*stage) func(emulator.RequestInfo) emulator.Fault{
		"a create that is still on its way": func(s *stage) func(emulator.RequestInfo) emulator.Fault {
			s.add("pottery/clay/drying")
			return lateCreate()
		},
		"an update that has arrived in other words": func(s *stage) func(emulator.RequestInfo) emulator.Fault {
			s.write("pottery/clay/wedging", "* Push.  \n* Turn.\n")
			sent := false
			return func(i emulator.RequestInfo) emulator.Fault {
				switch {
				case i.Path != "/course_lessons/"+s.idOf("pottery/clay/wedging"):
				case i.IsWrite():
					sent = true
					return emulator.Drop(emulator.Now, emulator.Reset)
				case sent: // no one can look
					return emulator.Refuse(503)
				}
				return emulator.Fault{}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				s.whop.SetQuirks(emulator.Quirks{TidyMarkdown: true})
				s.mustRun()
				s.whop.SetFault(begin(s))
				s.run()
				s.whop.SetFault(nil)

				s.write("pottery/wheel/centering", "Center it.")
				s.options.Targets = []course.Address{s.at("pottery/wheel/centering").Address}
				s.mustRun()
				serial := s.memory.serial
				s.settled()
				if n := len(s.state().Pending); n != 1 || s.memory.serial != serial {
					t.Errorf("%d writes are open, not 1, and a run without changes saved %d states", n, s.memory.serial-serial)
				}
				s.options.Targets = nil
				s.run()
				s.whop.Settle() // what is on its way arrives
				s.mustRun()
				s.settled()
				open := len(slices.DeleteFunc(s.state().Pending, state.Entry.IsWatched))
				if n := strings.Count(s.live(), "Drying"); n > 1 || open > 0 {
					t.Errorf("%d lessons, %d writes are open:\n%s", n, open, s.live())
				}
			})
		})
	}
}

// A lesson can arrive when its file is gone already. For an hour it is known as ours, and then
// forgotten; waiting for it alone saves no state.
func TestALessonThatArrivesAfterItsFileIsGoneIsOurs(t *testing.T) {
	for name, arrives := range map[string]bool{"it arrives": true, "it never does": false} {
		t.Run(name, func(t *testing.T) {
			onStage(t, pottery, func(s *stage) {
				s.mustRun()
				s.add("pottery/clay/drying")
				s.whop.SetFault(lateCreate())
				s.run()
				s.whop.SetFault(nil)
				s.remove("pottery/clay/drying")
				s.mustRun()
				serial := s.memory.serial
				s.settled()
				if n := len(s.state().Pending); n != 1 || s.memory.serial != serial {
					t.Errorf("%d creates are waited for, not 1, and that saved %d states", n, s.memory.serial-serial)
				}
				shown := "Wedging\n"
				if arrives {
					s.whop.Settle()
					shown += "    (Drying)\n"
				}
				time.Sleep(time.Hour)
				s.mustRun()
				s.settled()
				if n := len(s.state().Pending); n != 0 || !strings.Contains(s.live(), shown+"  Wheel") {
					t.Errorf("%d creates are waited for after an hour:\n%s", n, s.live())
				}
			})
		})
	}
}

// lateCreate lets the first create of a lesson arrive when the server settles, and loses
// all others.
func lateCreate() func(emulator.RequestInfo) emulator.Fault {
	creates := 0
	return func(i emulator.RequestInfo) emulator.Fault {
		if i.Method != "POST" || i.Path != "/course_lessons" {
			return emulator.Fault{}
		}
		if creates++; creates == 1 {
			return emulator.DropLate(1 << 20)
		}
		return emulator.Drop(emulator.Never, emulator.Reset)
	}
}

// However many creates were cut off, each chapter is listed once for all of them.
func TestSettlingListsEveryPlaceOnce(t *testing.T) {
	outline := "pottery\n"
	for i := range 10 {
		outline += fmt.Sprintf("\tchapter-%d\n\t\tlesson-%d\n", i, i)
	}
	onStage(t, outline, func(s *stage) {
		s.mustRun()
		reads := func() int {
			s.whop.ClearLog()
			s.settled()
			return len(s.whop.Log())
		}
		without := reads()
		for i := range 40 {
			s.add(fmt.Sprintf("pottery/chapter-%d/new-%d", i%10, i))
		}
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			if i.IsWrite() {
				return emulator.Drop(emulator.Never, emulator.Reset)
			}
			return emulator.Fault{}
		})
		s.run()
		s.whop.SetFault(nil)
		s.options.Targets = []course.Address{s.at("pottery/chapter-5/lesson-5").Address}
		if n, more := len(s.state().Pending), reads()-without; n != 40 || more > 11 {
			t.Errorf("%d pending creates take %d requests", n, more)
		}
	})
}
