package apply_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/state"
	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// seedQuirks are the ways in which Whop may put something into a new course.
var seedQuirks = []emulator.Seed{
	{}, {None: true}, {After: 1}, {Last: true}, {After: 1, Last: true}, {Number: 2}, {Empty: true}, {Type: "multi", Hidden: true},
}

// alike is a course that looks as if Whop had put its first chapter into it.
const alike = `
pottery
	chapter-1
		lesson-1
	wheel
		centering
`

const alikeLive = `
Pottery
  Chapter 1
    Lesson 1
  Wheel
    Centering
`

const potteryLive = `
Pottery
  Clay
    Kinds of clay
    Wedging
  Wheel
    Centering
`

// firstApplies are the courses that are created, and what Whop shows then.
var firstApplies = []struct{ outline, live string }{{pottery, potteryLive}, {alike, alikeLive}}

func onSeedStage(t *testing.T, seed emulator.Seed, outline string, test func(s *stage)) {
	t.Helper()
	onStage(t, outline, func(s *stage) {
		s.whop.SetQuirks(emulator.Quirks{Seed: seed})
		test(s)
	})
}

func TestANewCourseHoldsWhatItsFilesSay(t *testing.T) {
	for _, seed := range seedQuirks {
		for _, first := range firstApplies {
			t.Run(fmt.Sprintf("%+v", seed), func(t *testing.T) {
				onSeedStage(t, seed, first.outline, func(s *stage) {
					s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
						if i.Method == "DELETE" && s.whop.Snapshot().Courses[0].Visibility != course.Hidden {
							s.Errorf("%s comes when students see the course", i.Path)
						}
						return emulator.Fault{}
					})
					o := s.mustRun()
					s.shows(first.live)
					s.settled()
					if o.report.Destroyed > 0 || o.plan.Count().Destroyed() > 0 {
						t.Errorf("it counts as destroyed: %+v", o.report)
					}
				})
			})
		}
	}
}

// Where Whop puts nothing into a course, that is found out with one request.
func TestLookingForASeedCostsLittle(t *testing.T) {
	requests := func(seed emulator.Seed) (lines []string) {
		onSeedStage(t, seed, pottery, func(s *stage) {
			s.mustRun()
			for _, e := range s.whop.Log() {
				lines = append(lines, e.Method+" "+anID.ReplaceAllString(e.Path, "/ID"))
			}
		})
		return lines[slices.Index(lines, "GET /courses/ID")+1:] // which looks at the order
	}
	for _, test := range []struct {
		seed emulator.Seed
		want []string
	}{
		{emulator.Seed{None: true}, []string{"GET /courses/ID", "PATCH /courses/ID"}},
		{emulator.Seed{}, []string{"GET /courses/ID", "GET /course_lesson_interactions", "GET /course_lessons/ID",
			"GET /courses/ID", "DELETE /course_chapters/ID", "GET /courses/ID", "PATCH /courses/ID"}},
	} {
		if diff := cmp.Diff(test.want, requests(test.seed)); diff != "" {
			t.Errorf("%+v: requests (-want +got):\n%s", test.seed, diff)
		}
	}
}

var anID = regexp.MustCompile(`/(cors|chap|lesn)_\w+`)

// begins makes a student begin a lesson.
func (s *stage) begins(user, lesson string) {
	s.Helper()
	key := emulator.FullKey("apik_" + user)
	key.User = user
	s.whop.AddKey(key)
	request, err := http.NewRequestWithContext(s.ctx, http.MethodPost, emulator.LocalBaseURL+"/course_lessons/"+lesson+"/start", nil)
	s.must(err)
	request.Header.Set("Authorization", "Bearer "+key.Token)
	response, err := (&http.Client{Transport: s.whop.Transport()}).Do(request)
	s.must(err)
	s.must(response.Body.Close())
	if response.StatusCode != http.StatusOK {
		s.Fatalf("begin %s: %s", lesson, response.Status)
	}
}

// firstApply creates a course while something goes wrong, in as many runs as it takes.
func firstApply(t *testing.T, seed emulator.Seed, outline string, wrong func(*witness)) (w *witness) {
	synctest.Test(t, func(t *testing.T) {
		w = newWitness(newStage(t))
		w.whop.SetQuirks(emulator.Quirks{Seed: seed})
		w.read(outline)
		wrong(w)
		w.reach("created")
	})
	return w
}

// TestEverySingleFaultOfAFirstApplyUnderEverySeed gives each kind of fault to each request of the
// creation of a course, and ends the process at each boundary, however Whop puts something into
// it. Whop then shows exactly what the files say, and the next plan is empty.
func TestEverySingleFaultOfAFirstApplyUnderEverySeed(t *testing.T) {
	type trial struct {
		name    string
		seed    emulator.Seed
		outline string
		live    string
		wrong   func(*witness)
	}
	var trials []trial
	for _, seed := range seedQuirks {
		for _, first := range firstApplies {
			add := func(what string, wrong func(*witness)) {
				trials = append(trials, trial{fmt.Sprintf("%+v, %s%s", seed, strings.Fields(first.live)[1], what), seed, first.outline, first.live, wrong})
			}
			undisturbed := firstApply(t, seed, first.outline, nothing)
			for end := 1; end <= undisturbed.life.passed; end++ {
				add(fmt.Sprintf(", killed at boundary %d", end), func(w *witness) { w.life.end = end })
			}
			for at := range undisturbed.whop.Log() {
				for _, fault := range emulator.Faults() {
					if !isCostly(fault) {
						add(fmt.Sprintf(", %s at request %d", fault.Name, at+1), func(w *witness) { w.whop.SetFault(emulator.On(at+1, fault)) })
					}
				}
			}
		}
	}
	stride := testscale.Stride(*strideFlag, 200)
	t.Logf("%d trials", len(trials))
	inParallel(t, (len(trials)+stride-1)/stride, func(t *testing.T, n int) {
		trial := trials[n*stride]
		w := firstApply(t, trial.seed, trial.outline, trial.wrong)
		if diff := cmp.Diff(strings.TrimPrefix(trial.live, "\n"), w.live()); diff != "" {
			w.fail("Whop shows (-want +got):\n%s", diff)
		}
		if len(w.problems) > 0 {
			t.Errorf("%s:\n  %s", trial.name, strings.Join(w.problems, "\n  "))
		}
	})
}

// What was there before whopsync created the course, and what comes after its first apply, is
// nobody's seed, whatever it looks like.
func TestWhatIsNoSeedStays(t *testing.T) {
	addSeed := func(s *stage) {
		chapter := s.made(s.whop.Dashboard.AddChapter(s.whop.Snapshot().Courses[0].ID, "Chapter 1"))
		s.made(s.whop.Dashboard.AddLesson(chapter, emulator.Lesson{Title: "Lesson 1"}))
	}
	show := func(visibility string) func(*emulator.Course) {
		return func(c *emulator.Course) { c.Visibility = visibility }
	}
	for name, test := range map[string]struct {
		seed  emulator.Seed
		found func(s *stage) // when the first run has failed
		rest  string         // of what Whop shows, beside the course's own
	}{
		"students have seen the course": {emulator.Seed{}, func(s *stage) {
			s.must(s.whop.Dashboard.EditCourse(s.idOf("pottery"), show("visible")))
		}, "Chapter 1, Lesson 1"},
		"there is text in it": {emulator.Seed{}, func(s *stage) {
			lesson := s.whop.Snapshot().Courses[0].Chapters[0].Lessons[0]
			s.must(s.whop.Dashboard.EditLesson(lesson.ID, func(l *emulator.Lesson) { l.Content = new("Theirs.") }))
		}, "Chapter 1, Lesson 1"},
		"a lesson came to it": {emulator.Seed{}, func(s *stage) {
			s.made(s.whop.Dashboard.AddLesson(s.whop.Snapshot().Courses[0].Seed, emulator.Lesson{Title: "Lesson 2"}))
		}, "Chapter 1, Lesson 1, Lesson 2"},
		"it was renamed": {emulator.Seed{}, func(s *stage) {
			s.must(s.whop.Dashboard.RenameChapter(s.whop.Snapshot().Courses[0].Seed, "Begin here"))
		}, "Begin here, Lesson 1"},
		"somebody has begun it": {emulator.Seed{}, func(s *stage) {
			lesson := s.whop.Snapshot().Courses[0].Chapters[0].Lessons[0]
			s.begins("user_ada", lesson.ID)
		}, "Chapter 1, Lesson 1"},
		"the author says that it is not ours": {emulator.Seed{}, func(s *stage) {
			s.options.Unmanaged = []string{s.whop.Snapshot().Courses[0].Seed}
		}, "Chapter 1, Lesson 1"},
		"what came after the first apply": {emulator.Seed{None: true}, func(s *stage) {
			s.mustRun()
			s.must(s.whop.Dashboard.EditCourse(s.idOf("pottery"), show("hidden")))
			addSeed(s)
			s.write("pottery/clay/wedging", "Wedge it.")
		}, "Chapter 1, Lesson 1"},
	} {
		t.Run(name, func(t *testing.T) {
			onSeedStage(t, test.seed, pottery, func(s *stage) {
				s.whop.SetFault(refuseLesson("Wedging"))
				s.run()
				s.whop.SetFault(nil)
				test.found(s)
				s.mustRun()
				var rest []string
				for id, o := range s.objects() {
					if _, isOurs := s.state().ByID()[id]; !isOurs {
						rest = append(rest, o.title)
					}
				}
				slices.Sort(rest)
				if got := strings.Join(rest, ", "); got != test.rest {
					t.Errorf("beside its own, the course holds %q, want %q:\n%s", got, test.rest, s.live())
				}
			})
		})
	}
}

func TestACourseThatExistedBeforeHoldsNoSeed(t *testing.T) {
	onStage(t, alike, func(s *stage) {
		s.mustRun()
		created := s.whop.Snapshot().Courses[0].ID
		s.must(s.whop.Dashboard.EditCourse(created, func(c *emulator.Course) { c.Visibility = course.Hidden }))
		s.made(s.whop.Dashboard.AddChapter(created, "Chapter 2"))
		remembered := state.New("rebuilt")
		remembered.Target, _ = api{}.Target(s.ctx)
		rebuilt, _, err := apply.Rebuild(s.ctx, s.client(), s.input(remembered))
		s.must(err)
		s.memory = &memory{}
		s.must(s.lock().Save(s.ctx, rebuilt))
		s.write("pottery/wheel/centering", "Centre it.")
		s.mustRun()
		s.shows(alikeLive + "  Chapter 2\n")
	})
}

// Of two chapters that could be what Whop has put into a course, one may be a person's.
func TestOfTwoThatCouldBeTheSeedNoneIsTouched(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.whop.SetFault(refuseLesson("Wedging"))
		s.run()
		s.whop.SetFault(nil)
		theirs := s.made(s.whop.Dashboard.AddChapter(s.idOf("pottery"), "Chapter 2"))
		seed := s.whop.Snapshot().Courses[0].Seed
		o := s.run()
		var doubt *apply.SeedError
		for _, r := range o.report.Results {
			errors.As(r.Err, &doubt)
		}
		if o.isComplete() || doubt == nil || !strings.Contains(doubt.Error(), theirs) || !strings.Contains(doubt.Error(), seed) {
			t.Errorf("nobody names both: %s", o)
		}
		if want := []plan.Seed{{Course: course.Address{Course: "pottery"}, Chapters: []plan.SeedChapter{{ID: seed, Title: "Chapter 1"}, {ID: theirs, Title: "Chapter 2"}}}}; cmp.Diff(want, o.plan.Seeds) != "" {
			t.Errorf("the plan says %+v", o.plan.Seeds)
		}
		s.shows(`
(Pottery)
  Chapter 1
    Lesson 1
  Clay
    Kinds of clay
    Wedging
  Wheel
    Centering
  Chapter 2
`)
		s.must(s.whop.Dashboard.Delete(seed)) // as the error says
		s.mustRun()
		s.shows(potteryLive + "  Chapter 2\n")
		s.settled()
	})
}

// A key that may not read students' progress can still create courses.
func TestProgressThatCannotBeReadDoesNotSpeakAgainstASeed(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			if i.Path == "/course_lesson_interactions" {
				return emulator.Refuse(http.StatusForbidden)
			}
			return emulator.Fault{}
		})
		s.mustRun()
		s.shows(potteryLive)
	})
}

// The plan of a run that goes on does not take the seed for something that the files say.
func TestAPlanThatGoesOnNamesTheSeedAndNothingElse(t *testing.T) {
	onStage(t, alike, func(s *stage) {
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			if isChapterCreate(i) {
				return emulator.Refuse(http.StatusUnprocessableEntity)
			}
			return emulator.Fault{}
		})
		s.run()
		s.whop.SetFault(nil)
		prepared, err := apply.Prepare(context.Background(), s.client(), s.input(s.state()))
		s.must(err)
		p := prepared.Work.Plan
		seed := s.whop.Snapshot().Courses[0].Seed
		if want := []plan.Seed{{Course: course.Address{Course: "pottery"}, Chapters: []plan.SeedChapter{{ID: seed, Title: "Chapter 1"}}}}; cmp.Diff(want, p.Seeds) != "" {
			t.Errorf("seeds: %+v", p.Seeds)
		}
		if len(p.Unmanaged) > 0 || len(p.Refusals) > 0 || p.Count().Destroyed() > 0 {
			t.Errorf("unmanaged %v, refusals %v, counts %+v", p.Unmanaged, p.Refusals, p.Count())
		}
		s.mustRun()
		s.shows(alikeLive)
		s.settled()
	})
}

// A run that is narrowed to a part of a course does not show the course, so the next one has to look.
func TestANarrowedRunLeavesTheCourseNew(t *testing.T) {
	onSeedStage(t, emulator.Seed{After: 5}, pottery, func(s *stage) {
		s.whop.SetFault(refuseLesson("Wedging"))
		s.run()
		s.whop.SetFault(nil)
		s.options.Targets = []course.Address{{Course: "pottery", Chapter: "clay"}}
		s.mustRun()
		s.options.Targets = nil
		s.mustRun()
		s.shows(potteryLive)
		s.settled()
	})
}

func TestASeedThatWhopDoesNotDeleteIsForAPerson(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
			if i.Method == http.MethodDelete {
				return emulator.Refuse(http.StatusUnprocessableEntity)
			}
			return emulator.Fault{}
		})
		o := s.run()
		seed := s.whop.Snapshot().Courses[0].Seed
		var said error
		for _, r := range o.report.Results {
			said = errors.Join(said, r.Err)
		}
		if want := `delete "Chapter 1" (` + seed + ") on Whop, or name it under unmanaged:"; said == nil || !strings.Contains(hint.Text(said), want) {
			t.Errorf("nobody says what to do: %v", said)
		}
		s.options.Unmanaged = []string{seed}
		s.mustRun()
		s.shows("Pottery\n  Chapter 1\n    Lesson 1\n" + strings.TrimPrefix(potteryLive, "\nPottery\n"))
		s.settled()
	})
}

// What a person makes of the seed while it is looked into stays, however long the look takes.
func TestASeedThatIsTakenOverStays(t *testing.T) {
	for name, takeOver := range map[string]func(s *stage, c emulator.Course, seed string){
		"with a lesson": func(s *stage, _ emulator.Course, seed string) {
			s.made(s.whop.Dashboard.AddLesson(seed, emulator.Lesson{Title: "My welcome", Content: new("Welcome.")}))
		},
		"with a title": func(s *stage, _ emulator.Course, seed string) { s.must(s.whop.Dashboard.RenameChapter(seed, "Mine")) },
		"by showing the course": func(s *stage, c emulator.Course, _ string) {
			s.must(s.whop.Dashboard.EditCourse(c.ID, func(c *emulator.Course) { c.Visibility = course.Visible }))
		},
	} {
		const interactions = "/course_lesson_interactions"
		for _, during := range []string{interactions, "/course_lessons/"} {
			onStage(t, pottery, func(s *stage) {
				seed := ""
				s.whop.SetFault(func(i emulator.RequestInfo) emulator.Fault {
					isLook := i.Path == interactions || s.whop.Count(http.MethodGet, interactions) > 0
					if isLook && i.Method == http.MethodGet && strings.HasPrefix(i.Path, during) && seed == "" {
						c := s.whop.Snapshot().Courses[0]
						seed = c.Seed
						takeOver(s, c, seed)
					}
					return emulator.Fault{}
				})
				s.run()
				if _, isThere := s.objects()[seed]; seed == "" || !isThere {
					t.Errorf("%s, during %s: %q is gone:\n%s", name, during, seed, s.live())
				}
			})
		}
	}
}
