package cli_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"whopsync/internal/testscale"
	"whopsync/internal/whop/emulator"
)

// at sets the clock.
func (t *team) at(moment string) {
	t.Helper()
	now, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		t.Fatal(err)
	}
	t.now = func() time.Time { return now }
}

// waits is a lesson that is to wait for a date.
func waits(name, until string) string {
	return "---\npublish_at: " + until + "\n---\n" + teamText(name)
}

// sees are the titles of the lessons that students see.
func (t *team) sees(want string) {
	t.Helper()
	var titles []string
	for _, c := range t.whop.Snapshot().Courses {
		for _, chapter := range c.Chapters {
			for _, lesson := range chapter.Lessons {
				if lesson.Visibility == "visible" {
					titles = append(titles, strings.TrimPrefix(lesson.Title, "All of "))
				}
			}
		}
	}
	if got := strings.Join(titles, " "); got != want {
		t.Fatalf("students see %q, not %q", got, want)
	}
}

const (
	before = "2030-01-31T07:59:59Z"
	after  = "2030-01-31T08:00:00Z"
	date   = "2030-01-31 09:00 Europe/Berlin"
)

// Whoever merged the date has decided when students see the lesson. The night in which it comes asks no one again.
func TestADateIsReviewedWithThePullRequestThatBringsIt(t *testing.T) {
	glazing := teamLesson(4, "glazing")
	for name, live := range map[string]func(t *team){
		"applied before the date": func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.applies(0)
			t.sees("wedging drying firing")
			t.at(after)
			t.wants(t.applies(0), "its date has come: 2030-01-31 09:00 +01:00")
		},
		"by --due, while other changes wait": func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.applies(0)
			t.rewrite("drying")()
			t.record("pushed")
			t.at(after)
			t.applies(3)
			t.requests = 0
			t.exits(0, "apply", "--yes", "--due", "--expect", "reviewed")
			if t.requests > 0 {
				t.Errorf("GitHub was asked %d times for what an apply knows", t.requests)
			}
			t.sees("wedging drying firing glazing")
			t.applies(3) // the push still stands without a review
			t.replace(teamLesson(2, "drying"), " Twice.", "")
		},
		"merged before the date, applied after it": func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.at(after)
			t.applies(0)
		},
		"merged after the date": func(t *team) {
			number := t.proposed(func() { t.write(glazing, waits("glazing", date)) })
			t.at(after)
			t.merge(number)
			t.applies(0)
		},
		"a lesson that students have seen": func(t *team) {
			t.add(4, "glazing")()
			t.merge(t.proposed(t.add(4, "glazing")))
			t.applies(0)
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.applies(0)
			t.sees("wedging drying firing")
			t.at(after)
			t.applies(0)
		},
		"a hidden lesson gets a date, and the run comes late": func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, "---\nvisibility: hidden\n---\n"+teamText("glazing")) }))
			t.applies(0)
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.at(after)
			t.applies(0)
		},
		"another date": func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", "2031-01-31 09:00 UTC")) }))
			t.applies(0)
			number := t.proposed(func() { t.write(glazing, waits("glazing", date)) })
			t.wants(t.pulls[number-1].comments[0].body, "Scheduled: 1 lesson.", "publish_at = 2031-01-31 10:00 +01:00 -> 2030-01-31 09:00 +01:00")
			t.merge(number)
			t.applies(0)
			t.at(after)
			t.exits(0, "apply", "--yes", "--due", "--expect", "reviewed")
		},
		"a date that is past when it is proposed": func(t *team) {
			number := t.proposed(func() { t.write(glazing, waits("glazing", "2029-01-31 09:00 UTC")) })
			t.wants(t.pulls[number-1].comments[0].body, "visible at once: publish_at 2029-01-31 09:00 UTC is past", "Past: pottery/clay/glazing")
			t.merge(number)
			t.applies(0)
		},
		"an apply that stopped part-way": func(t *team) {
			t.merge(t.proposed(func() {
				t.write(glazing, waits("glazing", date))
				t.add(5, "selling")()
			}))
			t.breakOnce("selling")
			t.applies(4)
			t.applies(0)
			t.at(after)
			t.applies(0)
			t.removeFile(teamLesson(5, "selling"))
			t.whop.ClearLog()
			t.record("selling is gone")
			t.exits(0, "apply", "--yes")
		},
	} {
		t.Run(name, func(tt *testing.T) {
			tt.Parallel()
			team := openTeam(tt)
			team.at(before)
			live(team)
			team.sees("wedging drying firing glazing")
			team.exits(0, "plan", "--detailed-exitcode")
		})
	}
}

// What no one has seen in a plan is no more reviewed for standing beside a date.
func TestADateThatNoPullRequestHasShownIsRefused(t *testing.T) {
	glazing := teamLesson(4, "glazing")
	for name, test := range map[string]struct {
		live func(t *team)
		said string
	}{
		"a date that was pushed": {func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", "2031-01-31 09:00 UTC")) }))
			t.applies(0)
			t.write(glazing, waits("glazing", date))
			t.record("pushed")
		}, "pottery/clay/glazing has another publish_at\n"},
		"a date that was pushed, and has come": {func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", "2031-01-31 09:00 UTC")) }))
			t.applies(0)
			t.write(glazing, waits("glazing", date))
			t.record("pushed")
			t.at(after)
			t.wants(t.exits(0, "apply", "--yes", "--due", "--expect", "reviewed"), "Nothing is due.")
			t.sees("wedging drying firing")
		}, "pottery/clay/glazing will be updated: visibility\n"},
		"a date that was taken out, with the lesson still hidden": {func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.applies(0)
			t.write(glazing, "---\nvisibility: hidden\n---\n"+teamText("glazing"))
			t.record("pushed")
		}, "pottery/clay/glazing has another publish_at\n"},
		"a date that was published, hidden again, and is pushed": {func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.applies(0)
			t.at(after)
			t.applies(0)
			t.merge(t.proposed(func() { t.write(glazing, "---\nvisibility: hidden\n---\n"+teamText("glazing")) }))
			t.applies(0)
			t.write(glazing, waits("glazing", date))
			t.record("pushed")
			t.wants(t.exits(0, "apply", "--yes", "--due", "--expect", "reviewed"), "Nothing is due.")
		}, "pottery/clay/glazing will be updated: visibility\n"},
		"a date that is taken out before any apply": {func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.write(glazing, teamText("glazing"))
			t.record("pushed")
		}, "pottery/clay/glazing will be created\n"},
		"a date that is set back before any apply": {func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.write(glazing, waits("glazing", "2020-01-31 09:00 UTC"))
			t.record("pushed")
		}, "pottery/clay/glazing will be created\n"},
		"a date of a hidden lesson that is taken out before any apply": {func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, "---\nvisibility: hidden\n---\n"+teamText("glazing")) }))
			t.applies(0)
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.write(glazing, teamText("glazing"))
			t.record("pushed")
			t.at(after)
		}, "pottery/clay/glazing will be updated: visibility\n"},
		"a date that a second pull request has replaced": {func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.merge(t.proposed(func() { t.write(glazing, "---\nvisibility: hidden\n---\n"+teamText("glazing")) }))
			t.write(glazing, teamText("glazing"))
			t.record("pushed")
			t.at(after)
		}, "pottery/clay/glazing will be created\n"},
		"a date that is taken out, after a pull request about another lesson": {func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.applies(0)
			t.merge(t.proposed(t.rewrite("drying")))
			t.merge(t.open("main", func() { t.write(glazing, teamText("glazing")) }))
		}, "pottery/clay/glazing will be updated: visibility\n"},
		"a date whose file was deleted, and comes back": {func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.applies(0)
			t.merge(t.proposed(func() { t.removeFile(glazing) }))
			t.applies(0)
			t.at(after)
			t.merge(t.open("main", func() { t.write(glazing, waits("glazing", date)) }))
			t.wants(t.exits(0, "apply", "--yes", "--due", "--expect", "reviewed"), "Nothing is due.")
		}, "pottery/clay/glazing will be updated: visibility\n"},
		"another text beside a date that has come": {func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.applies(0)
			t.replace(glazing, "look at.", "look at. Twice.")
			t.record("pushed")
			t.at(after)
		}, "has shown 1 change of the plan above"},
	} {
		for forge, open := range map[string]func(testing.TB) *team{"GitHub": openTeam, "GitLab": openGitLabTeam} {
			if testing.Short() && forge == "GitLab" && !strings.HasPrefix(name, "a date that was pushed") { // the rule is the same there
				continue
			}
			t.Run(name+" on "+forge, func(tt *testing.T) {
				tt.Parallel()
				team := open(tt)
				team.at(before)
				test.live(team)
				team.isRefused(test.said)
			})
		}
	}
}

// TestALessonIsSeenFromItsDateOn moves a clock over random dates in random zones: what students see is what the dates say,
// by an apply of all as by one of what is due, and the next plan has nothing to do.
func TestALessonIsSeenFromItsDateOn(t *testing.T) {
	t.Parallel()
	s := openShop(t, emulator.Options{})
	s.inMemory()
	random := rand.New(rand.NewPCG(59, 64))
	now := time.Date(2030, 3, 1, 12, 0, 0, 0, time.UTC)
	s.now = func() time.Time { return now }
	s.write("courses/a/course.yaml", "title: A\n")
	dates := map[string]time.Time{}
	schedule := func(i int) {
		zone, err := time.LoadLocation([]string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"}[random.IntN(4)])
		if err != nil {
			t.Fatal(err)
		}
		at := now.Add(time.Duration(random.IntN(60*24*60)-20*24*60) * time.Minute).In(zone)
		title := fmt.Sprint("L", i)
		dates[title] = at
		s.write(fmt.Sprintf("courses/a/01-b/%02d-l.md", i), "---\ntitle: "+title+"\npublish_at: "+at.Format(time.RFC3339)+"\n---\nText.\n")
	}
	for i := range 8 {
		schedule(i + 1)
	}
	s.run("apply", "--yes", "--allow-hide")
	for range max(8, testscale.Rounds(300, 10)) {
		now = now.Add(time.Duration(random.IntN(10*24*60)) * time.Minute)
		if random.IntN(3) == 0 {
			schedule(random.IntN(8) + 1)
			s.run("apply", "--yes", "--allow-hide")
		} else {
			s.run("apply", "--yes", "--due")
		}
		for _, lesson := range s.whop.Snapshot().Courses[0].Chapters[0].Lessons {
			if want := map[bool]string{true: "hidden", false: "visible"}[now.Before(dates[lesson.Title])]; lesson.Visibility != want {
				t.Fatalf("at %s, %s of %s is %s", now, lesson.Title, dates[lesson.Title], lesson.Visibility)
			}
		}
		s.run("plan", "--detailed-exitcode")
	}
	if !slices.ContainsFunc(s.whop.Log(), func(e emulator.Entry) bool { return strings.Contains(e.Body, `{"visibility":"visible"}`) }) {
		t.Error("no date has come")
	}
}

// A person who hides a lesson after its date has decided so. Flags overrule that, and what takes flags is reviewed by itself.
func TestADateDoesNotOverruleWhoHidALesson(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	team.at(before)
	team.merge(team.proposed(func() { team.write(teamLesson(4, "glazing"), waits("glazing", date)) }))
	team.applies(0)
	team.at(after)
	team.applies(0)
	for _, lesson := range team.whop.Snapshot().Courses[0].Chapters[0].Lessons {
		if lesson.Title == "All of glazing" {
			if err := team.whop.Dashboard.HideLesson(lesson.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	team.wants(team.exits(0, "apply", "--yes", "--due", "--expect", "reviewed"), "Nothing is due.")
	team.wants(team.exits(0, "apply", "--yes", "--due", "--on-drift=overwrite", "--expect", "reviewed"), "Nothing is due.")
	team.exits(3, "apply", "--yes", "--on-drift=overwrite", "--expect", "reviewed")
	team.sees("wedging drying firing")
}

// A lesson of which a write failed is not shown when its date comes, before an apply has finished it. What its pull request
// has shown is enough for that.
func TestADateShowsNoHalfOfALesson(t *testing.T) {
	glazing := teamLesson(4, "glazing")
	refuses := func(t *team) {
		t.whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
			if r.Method == http.MethodPatch && strings.Contains(string(r.Body), "How glazing") {
				return emulator.Refuse(http.StatusUnprocessableEntity)
			}
			return emulator.Fault{}
		})
	}
	corrected := strings.Replace(waits("glazing", date), "look at.", "look at. Corrected.", 1)
	for name, live := range map[string]func(t *team){
		"a new lesson": func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			refuses(t)
		},
		"a hidden lesson that gets another text and a date": func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, "---\nvisibility: hidden\n---\n"+teamText("glazing")) }))
			t.applies(0)
			t.merge(t.proposed(func() { t.write(glazing, corrected) }))
			refuses(t)
		},
		"a lesson that waits and gets another text": func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", date)) }))
			t.applies(0)
			t.merge(t.proposed(func() { t.write(glazing, corrected) }))
			refuses(t)
		},
		"a lesson that gets another text, its date and another one": func(t *team) {
			t.merge(t.proposed(func() { t.write(glazing, waits("glazing", "2031-01-31 09:00 UTC")) }))
			t.applies(0)
			t.merge(t.proposed(func() { t.write(glazing, corrected) }))
			refuses(t)
			t.applies(4)
		},
	} {
		t.Run(name, func(tt *testing.T) {
			tt.Parallel()
			team := openTeam(tt)
			team.at(before)
			live(team)
			team.applies(4)
			team.whop.SetFault(nil)
			team.at(after)
			team.wants(team.exits(0, "apply", "--yes", "--due", "--expect", "reviewed"), "Nothing is due.")
			team.sees("wedging drying firing")
			team.applies(0)
			team.sees("wedging drying firing glazing")
			team.exits(0, "plan", "--detailed-exitcode")
		})
		if testing.Short() && name != "a hidden lesson that gets another text and a date" { // which is created, then updated
			continue
		}
		t.Run(name+", and the next run comes before the date", func(tt *testing.T) {
			tt.Parallel()
			team := openTeam(tt)
			team.at(before)
			live(team)
			team.applies(4)
			team.whop.SetFault(nil)
			team.applies(0)
			team.exits(0, "plan", "--detailed-exitcode")
			team.at(after)
			team.exits(0, "apply", "--yes", "--due", "--expect", "reviewed")
			team.sees("wedging drying firing glazing")
			team.exits(0, "plan", "--detailed-exitcode")
		})
	}
}

// What becomes visible is what stands on Whop, whatever its file says by then.
func TestDueNamesALessonAsStudentsWillSeeIt(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	team.at(before)
	team.write(teamLesson(4, "glazing"), waits("glazing", date))
	team.record("glazing")
	team.exits(0, "apply", "--yes")
	team.write(teamLesson(4, "glazing"), waits("selling", date))
	team.at(after)
	team.wants(team.exits(0, "apply", "--yes", "--due"), `lesson "All of glazing", its date has come`)
}

// A lesson that waits stands in each plan. It makes no pull request one of which something was applied.
func TestADateTellsNoOtherPullRequest(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	team.at(before)
	team.merge(team.proposed(func() { team.write(teamLesson(4, "glazing"), waits("glazing", date)) }))
	team.applies(0)
	withdrawn := team.proposed(team.add(5, "selling"))
	team.git("switch", "-q", team.pulls[withdrawn-1].branch)
	team.git("reset", "-q", "--hard", "main")
	team.write("README.md", "Nothing of a course.\n")
	team.record("withdrawn")
	team.git("switch", "-q", "main")
	team.merge(withdrawn)
	team.merge(team.proposed(team.rewrite("drying")))
	team.tells(0)
	team.hasNews(withdrawn, "")
}
