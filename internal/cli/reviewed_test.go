package cli_test

import (
	"slices"
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

// Each of these stopped a team for a plan that people had seen in parts, or together with more.
func TestWhatWasReviewedInPartsIsApplied(t *testing.T) {
	for name, live := range map[string]func(t *team){
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
	} {
		t.Run(name, func(test *testing.T) {
			test.Parallel()
			live(openTeam(test))
		})
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
