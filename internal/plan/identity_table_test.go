package plan_test

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
	"whopsync/internal/testscale"
)

// An edit is something that authors do to a course in one commit. It works on the lesson
// called wedging; the surroundings where it happens are edits of their own.
type edit struct {
	name string
	do   func(w *world, lesson *course.Resource)
	// blurs says that not enough of what the lesson was is left after it.
	blurs bool
}

var nothing = edit{name: "-"}

// school is a course of three chapters where no two lessons have much in common, two
// pairs excepted: homework that says the same, and calls without a text.
const school = `
school
  clay
    introduction
    wedging
    drying
    storing
    homework = Upload a photo of what you have made.
    live-call = -
  wheel
    centering
    pulling
    trimming
    homework = Upload a photo of what you have made.
    live-call = -
  kiln
    loading
    firing
    cooling
`

func rewriteBy(share float64) func(w *world, lesson *course.Resource) {
	return func(_ *world, lesson *course.Resource) {
		lesson.Fields[course.Content] = course.Body{Text: rewritten(lesson.Fields.Text(course.Content), "again", share)}
	}
}

// TestIdentityTable makes every combination of edits to a lesson in every surrounding. An
// id is kept or the author is asked, with the right line among those to paste; no object
// is ever taken for another, and only a lesson of which neither name nor title nor text
// is left may be taken for a new one. The golden files hold how often it is asked, in all
// combinations and in every seventh: a change that asks more often shows there.
func TestIdentityTable(t *testing.T) {
	renames := []edit{nothing, {name: "rename", do: func(w *world, l *course.Resource) {
		w.rename(l.Address.String(), l.Address.Parent().Child("to-knead").String())
	}}}
	rewrites := []edit{nothing,
		{name: "rewrite a little", do: rewriteBy(0.1)},
		{name: "rewrite much", do: rewriteBy(0.5)},
		{name: "rewrite all", do: rewriteBy(1), blurs: true},
	}
	retitles := []edit{nothing, {name: "retitle", do: func(_ *world, l *course.Resource) {
		l.Fields[course.Title] = course.Text("How to knead")
	}}}
	moves := []edit{nothing,
		{name: "move", do: func(w *world, l *course.Resource) { w.rename(l.Address.String(), "school/kiln/"+l.Address.Name()) }},
		{name: "move to a new chapter", do: func(w *world, l *course.Resource) {
			w.rename(l.Address.String(), "school/basics/"+l.Address.Name())
		}},
	}
	tally := tally{}
	combination, stride := 0, testscale.Stride(1, 10)
	for _, around := range surroundings() {
		for _, subject := range []string{"wedging", "homework", "live-call"} {
			for _, move := range moves {
				for _, rewrite := range rewrites {
					for _, retitle := range retitles {
						for _, rename := range renames {
							edits := []edit{rename, rewrite, retitle, move, around}
							if subject == "live-call" && rewrite.do != nil {
								continue // it has no text
							}
							if combination++; combination%stride != 0 {
								continue
							}
							verdict := outcome(t, subject, edits)
							tally.add("beside it: "+around.name, verdict)
							tally.add(subject+": "+namesOf(edits[:4]), verdict)
							tally.add("all", verdict)
						}
					}
				}
			}
		}
	}
	if name, ok := map[int]string{1: "identity_table.golden", 7: "identity_table_seventh.golden"}[stride]; ok {
		golden(t, name, tally.String())
	}
}

// The verdicts on a commit.
const (
	resolved = "resolved"
	asked    = "asked"
	fresh    = "new" // because nothing is left to know the lesson by
)

// A tally counts verdicts by kind of commit.
type tally map[string]map[string]int

func (t tally) add(kind, verdict string) {
	if t[kind] == nil {
		t[kind] = map[string]int{}
	}
	t[kind][verdict]++
}

func (t tally) String() string {
	table := fmt.Sprintf("%8s %8s %8s  kind of commit\n", resolved, asked, fresh)
	for _, kind := range slices.Sorted(maps.Keys(t)) {
		n := t[kind]
		table += fmt.Sprintf("%8d %8d %8d  %s\n", n[resolved], n[asked], n[fresh], kind)
	}
	return table
}

// namesOf names what is done to the lesson.
func namesOf(edits []edit) string {
	var names []string
	for _, e := range edits {
		if e.do != nil {
			names = append(names, e.name)
		}
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}

// surroundings are what else happens in the same commit.
func surroundings() []edit {
	return []edit{
		nothing,
		{name: "an unrelated lesson comes", do: func(w *world, l *course.Resource) {
			w.add(l.Address.Parent().Child("glaze-recipes").String(), "")
		}},
		{name: "another goes and an unrelated one comes", do: func(w *world, l *course.Resource) {
			w.remove("school/clay/storing")
			w.add("school/kiln/glaze-recipes", "")
		}},
		{name: "two are swapped", do: func(w *world, _ *course.Resource) {
			swap(w, "school/wheel/centering", "school/wheel/pulling")
		}},
		{name: "another is renamed as well", do: func(w *world, _ *course.Resource) {
			w.rename("school/clay/drying", "school/clay/how-it-dries")
			w.retitle("school/clay/how-it-dries", "How it dries")
			rewriteBy(0.2)(w, w.file("school/clay/how-it-dries"))
		}},
		{name: "its old chapter is renamed", do: func(w *world, _ *course.Resource) {
			w.rename("school/clay", "school/earth")
			w.retitle("school/earth", "Earth")
		}},
		{name: "all chapters are renamed, all lessons edited", do: func(w *world, l *course.Resource) {
			for from, to := range map[string]string{"clay": "earth", "wheel": "turning", "kiln": "fire"} {
				w.rename("school/"+from, "school/"+to)
			}
			for r := range w.files[0].Resources() {
				if r != l && r.Address.Name() != "homework" && r.Fields.Text(course.Content) != "" {
					rewriteBy(0.2)(w, r)
				}
			}
		}},
		{name: "the course is renamed", do: func(w *world, _ *course.Resource) { w.rename("school", "academy") }},
		{name: "its old chapter is split", do: func(w *world, _ *course.Resource) {
			w.rename("school/clay/drying", "school/after/drying")
			w.rename("school/clay/storing", "school/after/storing")
		}},
		{name: "two chapters become one", do: func(w *world, _ *course.Resource) {
			for _, name := range []string{"loading", "firing", "cooling"} {
				w.rename("school/kiln/"+name, "school/wheel/"+name)
			}
			if len(w.chapter("school/kiln").Lessons) == 0 {
				w.remove("school/kiln")
			}
		}},
		{name: "another lesson is split in two new ones", do: func(w *world, _ *course.Resource) {
			text := w.remove("school/kiln/firing").Fields.Text(course.Content)
			w.add("school/kiln/firing-low", "").Fields[course.Content] = course.Body{Text: text[:len(text)/2]}
			w.add("school/kiln/firing-high", "").Fields[course.Content] = course.Body{Text: text[len(text)/2:]}
		}},
		{name: "two lessons become a new one", do: func(w *world, _ *course.Resource) {
			text := w.remove("school/kiln/firing").Fields.Text(course.Content) + w.remove("school/kiln/cooling").Fields.Text(course.Content)
			w.add("school/kiln/fire-and-cool", "").Fields[course.Content] = course.Body{Text: text}
		}},
	}
}

// swap gives two files each other's names: what stands whole under another name is what it was.
func swap(w *world, a, b string) {
	x, y := w.file(a), w.file(b)
	x.Address, y.Address, x.Source, y.Source = y.Address, x.Address, y.Source, x.Source
}

// outcome makes the edits, checks the promises, and says how the plan came to its end.
func outcome(t *testing.T, subject string, edits []edit) string {
	w := applied(t, school)
	truth := w.origins()
	lesson := w.file("school/clay/" + subject)
	var names []string
	blurred := true
	for i, e := range edits {
		names = append(names, e.name)
		if e.do != nil {
			e.do(w, lesson)
		}
		if i < 3 {
			blurred = blurred && (e.do != nil && (i != 1 || e.blurs) || i == 1 && subject == "live-call")
		}
	}
	where := fmt.Sprintf("%s: %s", subject, strings.Join(names, ", "))
	p := w.plan()
	lines := answersIn(p)
	for c := range w.declarations() {
		got, want := idOf(p, c.Address), truth[c]
		switch {
		case got == want:
		case got != "":
			t.Errorf("%s: %s is taken for %s, and is %q", where, c.Address, got, want)
		case c == lesson && blurred:
		case !slices.Contains(lines, c.Address.String()+" is "+want) && !askedAbove(lines, want, c.Address):
			t.Errorf("%s: %s is taken for new, and is %s", where, c.Address, want)
		}
	}
	for _, c := range p.Changes {
		if c.Action == Delete {
			t.Errorf("%s: %s is destroyed", where, c.Address)
		}
	}
	checkAnswers(t, where, w, truth)
	switch {
	case len(p.Refusals) > 0:
		return asked
	case blurred && idOf(p, lesson.Address) == "":
		return fresh
	}
	return resolved
}

// origins remembers which object every declaration stands for, through all edits.
func (w *world) origins() map[*course.Resource]string {
	origins := map[*course.Resource]string{}
	for _, c := range w.files {
		for r := range c.Resources() {
			origins[r] = r.Address.String()
		}
	}
	return origins
}

// declarations yields what the files declare today.
func (w *world) declarations() iter.Seq[*course.Resource] {
	return func(yield func(*course.Resource) bool) {
		for _, c := range w.files {
			for r := range c.Resources() {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// askedAbove reports whether the line for a parent settles it.
func askedAbove(asked []string, from string, to course.Address) bool {
	was, err := course.ParseAddress(from)
	return err == nil && was.Name() == to.Name() && slices.Contains(asked, to.Parent().String()+" is "+was.Parent().String())
}

// checkAnswers gives the true lines, as an author would, and holds the plan to them.
func checkAnswers(t *testing.T, where string, w *world, truth map[*course.Resource]string) {
	for c := range w.declarations() {
		if from := truth[c]; from != "" && from != c.Address.String() {
			w.options.Moved = append(w.options.Moved, Moved{From: w.address(from), To: c.Address})
		}
	}
	p := w.plan()
	for c := range w.declarations() {
		if got := idOf(p, c.Address); truth[c] != "" && got != truth[c] {
			t.Errorf("%s, answered: %s is taken for %q, and is %s", where, c.Address, got, truth[c])
		}
	}
}
