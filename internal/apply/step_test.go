package apply_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// The order is the promise: what should stay exists before anything goes, and a course
// is shown last.
func TestStepsStandInTheOrderInWhichTheyRun(t *testing.T) {
	field := func(f course.Field, v course.Value) []plan.FieldChange {
		return []plan.FieldChange{{Field: f, After: v}}
	}
	change := func(address string, action plan.Action, fields ...plan.FieldChange) plan.Change {
		at, _ := course.ParseAddress(address)
		return plan.Change{Address: at, Kind: at.Kind(), Action: action, Fields: fields}
	}
	var a academy
	hidden := slices.Clip(field(course.Visibility, course.Text(course.Hidden)))
	linked := field(course.Content, a.body("[on](lesson:new/one/two) ![x](file:x.png)"))
	gone := change("old/one/three", plan.Update, field(course.Visibility, course.Text(course.Hidden))...)
	gone.Hide = true
	for _, test := range []struct {
		name    string
		changes []plan.Change
		want    []string
	}{
		{"nothing to do", nil, nil},
		{"a field", []plan.Change{change("old/one/two", plan.Update, field(course.Title, course.Text("Two"))...)}, []string{"update old/one/two"}},
		{"a course becomes visible", []plan.Change{change("old", plan.Update, append(field(course.Visibility, course.Text(course.Visible)), field(course.Title, course.Text("Old"))...)...)},
			[]string{"update old", "reveal old"}},
		{"a course becomes hidden", []plan.Change{change("old", plan.Update, append(hidden, field(course.Title, course.Text("Old"))...)...), change("old/one/two", plan.Create, hidden...)},
			[]string{"hide old", "create old/one/two", "update old", "update old/one/two"}},
		{"a lesson becomes hidden", []plan.Change{change("old/one/two", plan.Update, append(slices.Clip(linked), hidden...)...)},
			[]string{"hide old/one/two", "upload old/one/two", "update old/one/two"}},
		{"a new lesson", []plan.Change{change("old/one/two", plan.Create, append(slices.Clip(linked), field(course.MaxAttempts, course.Int(3))...)...)},
			[]string{"upload old/one/two", "create old/one/two", "complete old/one/two", "relink old/one/two"}},
		{"a new lesson that is hidden", []plan.Change{change("old/one/two", plan.Create, append(slices.Clip(linked), hidden...)...)},
			[]string{"upload old/one/two", "create old/one/two", "hide old/one/two", "update old/one/two", "relink old/one/two"}},
		{"a changed text", []plan.Change{change("old/one/two", plan.Update, linked...)}, []string{"upload old/one/two", "update old/one/two"}},
		{"one file for two lessons", []plan.Change{change("old/one/two", plan.Update, linked...), change("old/one/four", plan.Update, linked...)},
			[]string{"upload old/one/two", "update old/one/two", "update old/one/four"}},
		{"everything, in the wrong order", []plan.Change{
			change("old/nine", plan.Delete), change("old/nine/one", plan.Delete), gone,
			change("old/one/two", plan.Update, field(course.Title, course.Text("Two"))...),
			change("new/one/two", plan.Create, linked...), change("new/one", plan.Create),
			change("new", plan.Create, field(course.Visibility, course.Text(course.Visible))...),
		}, []string{
			"upload new/one/two", "create new", "create new/one", "create new/one/two", "update old/one/two", "relink new/one/two",
			"hide old/one/three", "delete old/nine/one", "delete old/nine", "reveal new",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := &plan.Work{Plan: plan.Plan{Changes: test.changes}}
			first, again := told(apply.Steps(p)), told(apply.Steps(p))
			if diff := cmp.Diff(test.want, first); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(first, again); diff != "" {
				t.Errorf("the same plan gives other steps (-first +again):\n%s", diff)
			}
		})
	}
}

func told(steps []apply.Step) (lines []string) {
	for _, step := range steps {
		lines = append(lines, fmt.Sprint(step.Kind, " ", step.Address))
	}
	return lines
}
