package cli_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"whopsync/internal/whop/emulator"
)

// Each of these stopped a team for a plan that people had seen in parts, or together with more.
func TestWhatWasReviewedInPartsIsApplied(t *testing.T) {
	for name, live := range reviewedInParts() {
		t.Run(name, func(test *testing.T) {
			test.Parallel()
			live(openTeam(test))
		})
	}
}

func reviewedInParts() map[string]func(t *team) {
	return map[string]func(t *team){
		"four lessons at the end of a chapter, one merge after the other": func(t *team) {
			var numbers []int
			for _, name := range []string{"carol", "alice", "dora", "bob"} { // the names decide the order
				numbers = append(numbers, t.proposed(t.add(4, name)))
			}
			for _, number := range numbers {
				t.merge(number)
				t.applies(0)
			}
			t.stands("wedging drying firing alice bob carol dora")
		},
		"two new chapters": func(t *team) {
			a := t.proposed(func() { t.write("courses/pottery/02-glazing/01-colours.md", teamText("colours")) })
			b := t.proposed(func() { t.write("courses/pottery/03-selling/01-prices.md", teamText("prices")) })
			for _, number := range []int{a, b} {
				t.merge(number)
				t.applies(0)
			}
			t.stands("wedging drying firing colours prices")
		},
		"runs that GitHub drops": func(t *team) {
			a, b, c := t.proposed(t.rewrite("wedging")), t.proposed(t.rewrite("drying")), t.proposed(t.add(4, "glazing"))
			t.merge(a)
			t.applies(0)
			t.merge(b)
			t.merge(c)
			t.applies(0)
			t.stands("wedging drying firing glazing")
		},
		"a merge queue that pushes a group": func(t *team) {
			for _, number := range []int{t.proposed(t.rewrite("wedging")), t.proposed(t.add(4, "glazing")), t.proposed(t.add(5, "selling"))} {
				t.merge(number)
			}
			t.applies(0)
			t.stands("wedging drying firing glazing selling")
		},
		"a pull request upon a merge that waits for approval": func(t *team) {
			a := t.proposed(t.rewrite("wedging"))
			t.merge(a)
			b := t.proposed(t.rewrite("drying"))
			t.applies(0)
			t.merge(b)
			t.applies(0)
		},
		"a part-way apply that is run again": func(t *team) {
			a := t.proposed(func() {
				t.rewrite("wedging")()
				t.rewrite("firing")()
				for i, name := range []string{"colours", "glazing", "selling"} {
					t.add(4+i, name)()
				}
				t.write("courses/pottery/02-kiln/01-heat.md", teamText("heat"))
			})
			t.merge(a)
			t.breakOnce("colours")
			t.applies(4)
			t.applies(0)
			t.stands("wedging drying firing colours glazing selling heat")
		},
		"a part-way apply that another merge goes on with": func(t *team) {
			a := t.proposed(func() {
				t.rename(teamLesson(3, "firing"), teamLesson(9, "firing"))
				for i, name := range []string{"colours", "glazing", "selling"} {
					t.add(3+i, name)()
				}
			})
			t.merge(a)
			t.breakOnce("glazing")
			t.applies(4)
			b := t.open("main", t.rewrite("wedging"))
			t.merge(b)
			t.applies(3)
			t.plan(b) // as it would have been shown
			t.applies(0)
			t.stands("wedging drying colours glazing selling firing")
		},
		"a pull request while a deletion waits for its flags": func(t *team) {
			t.write("whopsync.yaml", t.read("whopsync.yaml")+"on_remove: delete\nlimits: {max_delete_percent: 100}\n")
			t.record("on_remove")
			t.applies(0)
			a := t.proposed(func() { t.removeFile(teamLesson(2, "drying")) })
			t.merge(a)
			t.applies(3)
			b := t.proposed(t.add(4, "glazing"))
			_, said := t.command("plan", "--allow-delete")
			t.exits(0, "apply", "--yes", "--allow-delete", "--expect", fingerprintIn(said))
			t.merge(b)
			t.applies(0)
			t.stands("wedging firing glazing")
		},
		"edits of two pull requests in one object": func(t *team) {
			a := t.proposed(func() { t.write("courses/pottery/course.yaml", "title: Pottery\ndescription: For all.\n") })
			b := t.proposed(func() { t.replace("courses/pottery/course.yaml", "Pottery", "The Pottery") })
			t.merge(a)
			t.git("merge", "-q", "--squash", "-X", "theirs", t.pulls[b-1].branch)
			t.write("courses/pottery/course.yaml", "title: The Pottery\ndescription: For all.\n")
			t.pulls[b-1].merge = t.record("both")
			t.pulls[b-1].merged, t.pulls[b-1].updated, t.pulls[b-1].closed = t.pulls[a-1].merged, t.pulls[a-1].merged, true
			t.applies(0)
		},
		"a run that is run again": func(t *team) {
			a := t.proposed(t.rewrite("wedging"))
			t.merge(a)
			said := t.exits(0, "plan")
			t.applies(0)
			t.applies(0)
			t.exits(0, "apply", "--yes", "--expect", fingerprintIn(said)) // as when it was started by hand
		},
	}
}

// rewrite edits a lesson.
func (t *team) rewrite(name string) func() {
	return func() {
		t.Helper()
		for i, known := range []string{"wedging", "drying", "firing"} {
			if known == name {
				t.edit(teamLesson(i+1, name), "look at.", "look at. Twice.")
			}
		}
	}
}

// breakOnce has Whop refuse the create of one lesson, once.
func (t *team) breakOnce(name string) {
	isOver := false
	t.whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
		if isOver || r.Method != "POST" || !strings.Contains(string(r.Body), "All of "+name) {
			return emulator.Fault{}
		}
		isOver = true
		return emulator.Refuse(422)
	})
}

func (t *team) stands(want string) {
	t.Helper()
	if got := strings.Join(t.titles(), " "); got != want {
		t.Fatalf("on Whop there is %q, not %q", got, want)
	}
	t.exits(0, "plan", "--detailed-exitcode")
}

// fingerprintIn returns the fingerprint that a plan prints.
func fingerprintIn(said string) string {
	words := strings.Fields(said)
	return words[slices.Index(words, "Fingerprint:")+1]
}

// What people have not seen is named, with where it was looked for and how it is applied all the same.
func TestWhatNoPullRequestHasShownIsRefusedAndNamed(t *testing.T) {
	for name, test := range map[string]struct {
		live  func(t *team)
		wants []string
	}{
		"a push without a pull request": {func(t *team) {
			t.merge(t.proposed(t.rewrite("wedging")))
			t.rewrite("drying")()
			t.add(4, "glazing")()
			t.record("pushed")
		}, []string{
			"Error: no merged pull request has shown 2 changes of the plan above; nothing was written\n",
			"\n  pottery/clay/drying will be updated: content\n  pottery/clay/glazing will be created\nPull requests looked at, those merged after ",
			", which was applied last: #1\n",
			"\nIf the plan above is right, run the workflow \"Apply courses\" by hand for test, with the fingerprint ",
			": https://github.example/ada/academy/actions/workflows/whopsync-apply.yml\nThis run: https://github.example/ada/academy/actions/runs/42\n",
		}},
		"a fork's pull request, which has no plan": {func(t *team) { t.merge(t.open("main", t.rewrite("wedging"))) }, []string{
			"\n  pottery/clay/wedging will be updated: content\n", ": #1, which shows no plan\n",
		}},
		"a push, and no merge": {func(t *team) {
			t.open("main", func() {})
			t.rewrite("wedging")()
			t.record("pushed")
		}, []string{", which was applied last: none\n"}},
		"a comment by someone who may not write": {func(t *team) {
			a := t.proposed(t.rewrite("wedging"))
			t.merge(a)
			t.pulls[a-1].comments[0].by = "eve"
		}, []string{`: #1, which shows a plan by "eve", who may not write here`}},
		"a pull request that was closed": {func(t *team) {
			a := t.proposed(t.rewrite("wedging"))
			t.merge(a)
			t.pulls[a-1].merged = time.Time{}
		}, []string{": none\n"}},
		"a pull request into another branch": {func(t *team) {
			a := t.proposed(t.rewrite("wedging"))
			t.merge(a)
			t.pulls[a-1].base = "drafts"
		}, []string{": none\n"}},
		"another environment's plan": {func(t *team) {
			t.write("whopsync.yaml", t.read("whopsync.yaml")+"  other:\n    experience: "+emulator.LocalExperience+"\n")
			t.record("another environment")
			a := t.open("main", t.rewrite("wedging"))
			t.git("switch", "-q", t.pulls[a-1].branch)
			t.exits(0, "plan", "--env", "other", "--out", "plan.json")
			t.comment(1)
			t.git("switch", "-q", "main")
			t.merge(a)
			c := &t.pulls[a-1].comments[0]
			c.body = strings.Replace(c.body, "whopsync:other", "whopsync:test", 1)
		}, []string{": #1\n"}},
		"a change that came after the plan": {func(t *team) {
			a := t.open("main", t.rewrite("wedging"))
			t.plan(a)
			t.git("switch", "-q", t.pulls[a-1].branch)
			t.replace(teamLesson(1, "wedging"), "Twice", "Thrice")
			t.record("more")
			t.git("switch", "-q", "main")
			t.merge(a)
		}, []string{"\n  pottery/clay/wedging will be updated: content\n", ": #1, which has the plan of "}},
		"a change that a pull request brings no more": {func(t *team) {
			a := t.proposed(t.add(4, "glazing"))
			t.emptied(a)
			t.merge(a)
			t.add(4, "glazing")()
			t.record("pushed")
		}, []string{"\n  pottery/clay/glazing will be created\n", ": #1, which has the plan of the commit ", ", and was merged with other commits since, which have none: plan again what is still open\n"}},
		"a plan that is outdated": {func(t *team) {
			a := t.proposed(t.add(4, "glazing"))
			t.exits(0, "comment", "--pull-request", "1", "--outdated")
			t.merge(a)
		}, []string{"\n  pottery/clay/glazing will be created\n", ": #1, which shows a plan that is outdated\n"}},
		"a plan that does not say of which commit": {func(t *team) {
			a := t.open("main", t.add(4, "glazing"))
			t.git("switch", "-q", t.pulls[a-1].branch)
			t.exits(0, "plan", "--out", "plan.json")
			t.exits(0, "comment", "--pull-request", "1", "plan.json")
			t.git("switch", "-q", "main")
			t.merge(a)
		}, []string{": #1, which has a plan that does not say of which commit it is, as whopsync has written it before: what is still open is planned again by the next push\n"}},
		"a change that was applied, taken back, and is pushed again": {func(t *team) {
			t.merge(t.proposed(t.rewrite("wedging")))
			t.applies(0)
			t.merge(t.proposed(func() { t.replace(teamLesson(1, "wedging"), " Twice.", "") }))
			t.applies(0)
			t.rewrite("wedging")()
			t.record("again")
		}, []string{", which was applied last: none\n"}},
		"a change that was taken back before any apply, and is pushed again": {func(t *team) {
			t.takenBack()
			t.applies(0)
			t.add(4, "glazing")()
			t.record("again")
		}, []string{"\n  pottery/clay/glazing will be created\n", ", which was applied last: none\n"}},
		"a place in the middle that is another one": {func(t *team) {
			a := t.proposed(t.add(2, "colours")) // after wedging
			t.git("switch", "-q", t.pulls[a-1].branch)
			t.rename(teamLesson(2, "colours"), teamLesson(3, "colours"))
			t.record("later")
			t.git("switch", "-q", "main")
			t.merge(a)
		}, []string{"\n  pottery/clay/colours will be created\n"}},
		"a deletion, with the flag that it takes": {func(t *team) {
			t.write("whopsync.yaml", t.read("whopsync.yaml")+"on_remove: delete\nlimits: {max_delete_percent: 100}\n")
			t.record("on_remove")
			t.merge(t.proposed(func() { t.removeFile(teamLesson(2, "drying")) }))
			said := t.exits(3, "apply", "--yes", "--expect", "reviewed", "--allow-delete")
			t.wants(said, "\n  pottery/clay/drying will be destroyed\n", " and the flags --allow-delete: https://")
			t.exits(0, "apply", "--yes", "--allow-delete", "--expect", fingerprintIn(said))
			t.rewrite("wedging")()
			t.record("pushed")
		}, []string{"\n  pottery/clay/wedging will be updated: content\n"}},
	} {
		t.Run(name, func(tt *testing.T) {
			tt.Parallel()
			team := openTeam(tt)
			test.live(team)
			said := team.isRefused(test.wants...)
			// A person looks at it, and starts the workflow with the fingerprint.
			team.exits(0, "apply", "--yes", "--expect", fingerprintIn(said))
		})
	}
}

// isRefused applies, which is refused with some texts and writes nothing.
func (t *team) isRefused(texts ...string) (said string) {
	t.Helper()
	t.whop.ClearLog()
	said = t.applies(3)
	t.wants(said, texts...)
	if n := t.whop.Writes(); n > 0 {
		t.Errorf("a refused run wrote %d times", n)
	}
	return said
}

func (t *team) wants(said string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(said, text) {
			t.Errorf("it does not say %q:\n%s", text, said)
		}
	}
}

// A run that is run again after others takes their edits back, which no fingerprint is offered for.
func TestARunOfAnOldCommitIsToldFromOneThatWasNotReviewed(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	team.merge(team.proposed(team.rewrite("wedging")))
	team.applies(0)
	team.merge(team.proposed(team.rewrite("drying")))
	team.applies(0)
	team.git("switch", "-q", "--detach", "HEAD~1")
	said := team.exits(3, "apply", "--yes", "--expect", "reviewed")
	team.wants(said, "which is newer, was applied before it: the plan above takes newer edits back; nothing was written\nThere is nothing to run again")
	if strings.Contains(said, "with the fingerprint") {
		t.Errorf("a fingerprint is offered:\n%s", said)
	}
}

// emptied gives the branch of a pull request one commit, which touches no course.
func (t *team) emptied(number int) {
	t.Helper()
	t.git("switch", "-q", t.pulls[number-1].branch)
	t.git("reset", "-q", "--hard", "main")
	t.write("README.md", "Hello\n")
	t.record("a README alone")
	t.git("switch", "-q", "main")
}

// takenBack merges a pull request that adds a lesson, and one that removes it again. Neither is applied.
func (t *team) takenBack() {
	t.Helper()
	t.merge(t.proposed(t.add(4, "glazing")))
	t.merge(t.proposed(func() { t.removeFile(teamLesson(4, "glazing")) }))
}

// A run that has nothing to do is one that was applied: older ones are refused after it, and do not lead back.
func TestARunWithNothingToDoIsTheLastThatWasApplied(t *testing.T) {
	for name, open := range map[string]func(testing.TB) *team{"GitHub": openTeam, "GitLab": openGitLabTeam} {
		t.Run(name, func(tt *testing.T) {
			tt.Parallel()
			team := open(tt)
			const file = ".whopsync/test.state.json"
			reviewed := []string{"apply", "--yes", "--expect", "reviewed"}
			team.takenBack()
			team.requests = 0
			team.whop.ClearLog()
			team.applies(0)
			state, writes := team.read(file), team.whop.Writes()
			if !strings.Contains(state, team.commitOf("HEAD")) || writes > 0 || team.requests != 1 {
				tt.Errorf("after %d writes and %d requests:\n%s", writes, team.requests, state)
			}
			team.applies(0)
			team.git("switch", "-q", "--detach", "HEAD~1")
			team.wants(team.exits(3, reviewed...), "which is newer, was applied before it: the plan above takes newer edits back; nothing was written")
			team.git("switch", "-q", "--detach", "HEAD~1")
			team.exits(0, reviewed...) // which has nothing to do
			team.exits(0, "apply", "--yes")
			team.git("switch", "-q", "main")
			team.write("courses/pottery/course.yaml", "title: Pottery # as it was\n")
			team.exits(0, "apply", "--yes") // of no commit
			team.record("a comment")
			team.exits(0, "apply", "--yes", "--target", "pottery")
			if after := team.read(file); after != state {
				tt.Errorf("the state was\n%s\nand is\n%s", state, after)
			}
		})
	}
}

// What is applied by hand is ordered by git.
func TestARunByHandWithNothingToDoIsTheLastThatWasApplied(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	team.takenBack()
	for range 2 {
		team.exits(0, "apply", "--yes")
		team.git("switch", "-q", "main")
		if state := team.read(".whopsync/test.state.json"); !strings.Contains(state, team.commitOf("refs/heads/main")) {
			t.Errorf("the state is\n%s", state)
		}
		team.git("switch", "-q", "--detach", "HEAD~2")
	}
}

// Lists in a refusal end, and what lies on the screen or in a log is no command to the runner.
func TestARefusalIsBounded(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	for range 14 {
		team.merge(team.open("main", func() {}))
	}
	for i := range 14 {
		team.add(4+i, fmt.Sprint("lesson-", i))()
	}
	team.record("pushed")
	said := team.applies(3)
	team.wants(said, "\n  and 4 more\n", "; #5, which shows no plan; and 4 more\n")
}

// A lesson's text, a title and a fork's comment look like what a comment hides, and are not taken for it.
func TestWhatLooksLikeAReviewIsNone(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	evil := team.proposed(team.rewrite("drying"))
	lines := strings.SplitAfterN(team.pulls[evil-1].comments[0].body, "\n", 4)
	hidden := strings.Join(lines[:3], "")
	if !strings.Contains(hidden, "<!-- parts:") {
		t.Fatalf("the comment hides %q", hidden)
	}
	team.pulls[evil-1].closed = true
	a := team.proposed(func() {
		short := strings.Replace(hidden, " head:"+team.headOf(team.pulls[evil-1]), "", 1)
		team.write(teamLesson(4, "glazing"), "---\ntitle: "+strconv.Quote("A "+strings.ReplaceAll(short, "\n", " "))+"\n---\n"+hidden+hidden)
	})
	team.pulls[a-1].comments = append([]teamComment{{by: "eve", body: hidden + "plan"}}, team.pulls[a-1].comments...)
	team.pulls[a-1].comments = append(team.pulls[a-1].comments, teamComment{by: "eve", body: hidden + "plan"})
	team.merge(a)
	team.git("merge", "-q", "--squash", team.pulls[evil-1].branch)
	team.record("pushed")
	team.wants(team.applies(3), "has shown 1 change of", "\n  pottery/clay/drying will be updated: content\n", ": #2\n")
}

// An apply asks GitHub for little, however many pull requests there were.
func TestAnApplyAsksGitHubForLittle(t *testing.T) {
	t.Parallel()
	team := openTeam(t)
	for range 3 {
		team.merge(team.proposed(team.rewrite("wedging")))
		team.requests = 0
		team.applies(0)
		if team.requests != 4 {
			t.Errorf("%d requests for one merge", team.requests)
		}
		team.edit(teamLesson(1, "wedging"), " Twice.", "")
		team.record("back")
		team.exits(0, "apply", "--yes")
	}
	team.requests = 0
	team.applies(0)
	if team.requests != 0 {
		t.Errorf("%d requests for nothing", team.requests)
	}
}

// Beyond what a comment holds, a plan is known as a whole, and its comment says so.
func TestAPlanOfManyChangesIsKnownAsAWhole(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("runs without -short: 1,400 lessons are written")
	}
	team := openTeam(t)
	a := team.proposed(func() {
		for i := range 620 {
			team.add(4+i, fmt.Sprintf("lesson-%03d", i))()
		}
	})
	body := team.pulls[a-1].comments[0].body
	if len(body) > 65_536 || strings.Contains(body, "<!-- parts:") || !strings.Contains(body, "\nThis plan has too many changes for a comment to hold each of them: it is applied as a whole, or not at all.\n") {
		t.Errorf("the comment has %d bytes, and ends with\n%s", len(body), body[max(0, len(body)-300):])
	}
	team.merge(a)
	team.applies(0)
	b := team.proposed(func() { // a new course has neighbours of its own
		team.write("courses/glazing/course.yaml", "title: Glazing\n")
		for i := range 800 {
			team.write(fmt.Sprintf("courses/glazing/01-colours/%03d-lesson.md", i+1), teamText(fmt.Sprint("colour ", i)))
		}
	})
	body = team.pulls[b-1].comments[0].body
	if len(body) > 65_536 || !strings.Contains(body, "<!-- parts:") {
		t.Errorf("the comment has %d bytes, and begins with\n%.300s", len(body), body)
	}
}

// An apply that stops before it arranges what it has created leaves others in the way of that. They have
// another place then only if what stands there was reviewed.
func TestWhatStandsInTheWayIsMovedWithWhatWasReviewed(t *testing.T) {
	for _, isReviewed := range []bool{true, false} {
		t.Run(fmt.Sprint(isReviewed), func(tt *testing.T) {
			tt.Parallel()
			team := openTeam(tt)
			insert := func() {
				for i, name := range []string{"colours", "glazing", "selling"} {
					team.add(1, fmt.Sprint("x", i, name))() // after wedging
				}
			}
			team.whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
				if r.Method == "PATCH" && strings.Contains(string(r.Body), `"chapters"`) {
					return emulator.Refuse(422)
				}
				return emulator.Fault{}
			})
			if isReviewed {
				team.merge(team.proposed(insert))
				team.applies(4)
			} else {
				insert()
				team.record("pushed")
				_, said := team.command("plan")
				team.exits(4, "apply", "--yes", "--expect", fingerprintIn(said))
				team.merge(team.open("main", func() {}))
			}
			team.whop.SetFault(nil)
			if isReviewed {
				team.applies(0)
				team.stands("wedging x0colours x1glazing x2selling drying firing")
				return
			}
			team.wants(team.applies(3), "\n  pottery/clay/drying has another place\n  pottery/clay/firing has another place\nPull")
		})
	}
}
