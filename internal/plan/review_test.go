package plan_test

import (
	"slices"
	"strings"
	"testing"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
)

// unreviewed returns what a plan does that was not shown in other plans, as words.
func unreviewed(w *Work, plans ...*Plan) string {
	shown := planfile.Shown{}
	for _, p := range plans {
		shown.Add(p.Serial, planfile.Digests(p))
	}
	var words []string
	for _, part := range planfile.Unreviewed(w, shown) {
		words = append(words, strings.TrimSpace(part.Address.String()+" "+string(part.Action)+" "+string(part.Field)))
	}
	return strings.Join(words, ", ")
}

func TestEveryChangeOfAPlanIsAPart(t *testing.T) {
	w := eventful(t)
	p := w.planned()
	if got := unreviewed(&Work{Plan: *p}, p); got != "" {
		t.Errorf("of itself, a plan does not show %s", got)
	}
	parts := map[string]bool{}
	for _, part := range planfile.Unreviewed(&Work{Plan: *p}, nil) {
		parts[part.Address.String()] = true
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		isDone := c.Action != NoOp || !c.Previous.IsZero() || c.Removed != "" && c.Removed != Forgotten
		if isDone != parts[c.Address.String()] {
			t.Errorf("%s, which is %s, is a part: %t", c.Address, c.Action, !isDone)
		}
	}
}

// Whatever tells two plans apart in what they do, expect or allow, tells the parts apart.
func TestAPartHoldsWhatIsExpectedAndWhatIsAllowed(t *testing.T) {
	lesson := "pottery/clay/wedging"
	shown := func() *world {
		w := applied(t, pottery)
		w.write(lesson, "Other.")
		return w
	}
	reviewed := shown().planned()
	for name, test := range map[string]struct {
		change func(w *world)
		want   string
	}{
		"nothing":                  {func(*world) {}, ""},
		"a later serial":           {func(w *world) { w.state.Serial++ }, ""},
		"another commit":           {func(w *world) { w.state.Commit = "abc" }, ""},
		"drift elsewhere":          {func(w *world) { w.dashboard("pottery/clay/drying", course.Title, course.Text("Dry")) }, ""},
		"drift on the same object": {func(w *world) { w.dashboard(lesson, course.Title, course.Text("Wedge")) }, lesson + " write content"},
		"another text":             {func(w *world) { w.write(lesson, "Another.") }, lesson + " write content"},
		"another text before": {func(w *world) {
			w.write(lesson, "Before.")
			w.apply()
			w.write(lesson, "Other.")
		}, lesson + " write content"},
		"a second field":     {func(w *world) { w.file(lesson).Fields[course.Title] = course.Text("Wedge") }, lesson + " write title"},
		"a flag":             {func(w *world) { w.options.AllowDelete = true }, lesson + " write content"},
		"another experience": {func(w *world) { w.target.Experience, w.state.Target.Experience = "exp_2", "exp_2" }, lesson + " write content"},
		"where links lead":   {func(w *world) { w.lessonURL = "https://evil.example/{lesson}" }, lesson + " write content"},
	} {
		w := shown()
		test.change(w)
		work := Diff(w.input())
		if got := unreviewed(work, reviewed); got != test.want {
			t.Errorf("%s: not shown is %q, want %q", name, got, test.want)
		}
	}
}

// Digests are bounded, and nothing in them can end the line that they stand in.
func TestDigestsAreWords(t *testing.T) {
	digests := planfile.Digests(eventful(t).planned())
	if len(digests) == 0 || !slices.IsSorted(digests) {
		t.Errorf("digests: %q", digests)
	}
	for _, d := range digests {
		if len(d) != 16 || strings.Trim(d, "abcdefghijklmnopqrstuvwxyz234567") != "" {
			t.Errorf("a digest is %q", d)
		}
	}
}
