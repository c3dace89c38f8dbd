package plan_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
	"whopsync/internal/state"
)

// rebuilt loses the state of a world, finds it again, and makes a plan with it.
func rebuilt(w *world) (*Rebuilt, *Work) {
	r := Rebuild(Input{Desired: w.files}, w.live)
	r.Learn(w.files, w.live, "")
	in := w.input()
	in.State = state.New("again")
	in.State.Target, in.State.Bindings = w.target, r.Bindings
	return r, Diff(in)
}

// doubts retells the decisions that did not lead to the id that the address had before.
func doubts(r *Rebuilt) []string {
	var lines []string
	for _, d := range r.Decisions {
		switch {
		case d.ID == "":
			lines = append(lines, fmt.Sprintf("%s: %s %v", d.Address, d.Because, d.Candidates))
		case d.ID != d.Address.String():
			lines = append(lines, fmt.Sprintf("%s is %s: %s", d.Address, d.ID, d.Because))
		}
		if len(d.Differs) > 0 {
			lines = append(lines, fmt.Sprintf("%s differs in %v", d.Address, d.Differs))
		}
	}
	return lines
}

func TestALostStateIsFoundAgain(t *testing.T) {
	w := applied(t, pottery)
	r, p := rebuilt(w)
	if diff := cmp.Diff([]string(nil), doubts(r)); diff != "" {
		t.Errorf("doubts (-want +got):\n%s", diff)
	}
	if p.HasChanges() || len(p.Refusals) > 0 || len(r.Unclaimed) > 0 {
		t.Errorf("the next plan: %v; unclaimed: %v", story(p), r.Unclaimed)
	}
}

func TestRebuildGoesByWhatIsUniqueAndNeverGuesses(t *testing.T) {
	for _, test := range []struct {
		name    string
		outline string
		do      func(w *world)
		want    []string
	}{
		{"everything is called otherwise in the files", pottery, func(w *world) {
			w.rename("pottery", "ceramics")
			w.rename("ceramics/clay", "ceramics/earth")
			w.rename("ceramics/earth/wedging", "ceramics/earth/kneading")
		}, []string{
			"ceramics is pottery: same title and lessons",
			"ceramics/earth is pottery/clay: same title",
			"ceramics/earth/kinds-of-clay is pottery/clay/kinds-of-clay: same title and text",
			"ceramics/earth/kneading is pottery/clay/wedging: same title and text",
			"ceramics/earth/drying is pottery/clay/drying: same title and text",
			"ceramics/wheel is pottery/wheel: same title",
			"ceramics/wheel/centering is pottery/wheel/centering: same title and text",
			"ceramics/wheel/pulling is pottery/wheel/pulling: same title and text",
		}},
		{"new titles in the dashboard, of a chapter and a lesson", pottery, func(w *world) {
			w.dashboard("pottery/clay", course.Title, course.Text("Earth"))
			w.dashboard("pottery/clay/wedging", course.Title, course.Text("Kneading"))
		}, []string{"pottery/clay differs in [title]", "pottery/clay/wedging differs in [title]"}},
		{"a new text in the dashboard", pottery, func(w *world) {
			w.dashboard("pottery/clay/wedging", course.Content, course.Text("Something else entirely."))
		}, []string{"pottery/clay/wedging differs in [content]"}},
		{"a new lesson in the files", pottery, func(w *world) {
			w.add("pottery/clay/storing", "")
		}, []string{"pottery/clay/storing: nothing on Whop is like it []"}},
		{"the same homework in every chapter", "pottery\n  clay\n    homework = Practise.\n    wedging\n  wheel\n    homework = Practise.\n    pulling\n", func(w *world) {}, nil},
		{"two lessons of one title and text in one chapter", "pottery\n  clay\n    a = Practise.\n    b = Practise.\n    wedging\n", func(w *world) {
			for _, name := range []string{"a", "b"} {
				w.retitle("pottery/clay/"+name, "Homework")
				w.dashboard("pottery/clay/"+name, course.Title, course.Text("Homework"))
			}
		}, []string{
			"pottery/clay/a: several objects could be it [pottery/clay/a pottery/clay/b]",
			"pottery/clay/b: several objects could be it [pottery/clay/a pottery/clay/b]",
		}},
		{"two of one title and text, of which one is a quiz, as lists do not show", "pottery\n  clay\n    a = Practise.\n    b = Practise.\n    wedging\n", func(w *world) {
			for _, name := range []string{"a", "b"} {
				w.retitle("pottery/clay/"+name, "Homework")
				w.dashboard("pottery/clay/"+name, course.Title, course.Text("Homework"))
			}
			w.file("pottery/clay/a").Fields[course.Questions] = course.QuestionList{{Text: "What is clay?", Type: "short_answer"}}
		}, []string{
			"pottery/clay/a: several objects could be it [pottery/clay/a pottery/clay/b]",
			"pottery/clay/b: several objects could be it [pottery/clay/a pottery/clay/b]",
		}},
		{"a title that says one thing and a text that says another", pottery, func(w *world) {
			text := w.onWhop("pottery/clay/wedging").Fields[course.Content]
			w.dashboard("pottery/clay/wedging", course.Content, w.onWhop("pottery/clay/drying").Fields[course.Content])
			w.dashboard("pottery/clay/drying", course.Content, text)
		}, []string{
			"pottery/clay/wedging: several objects could be it [pottery/clay/drying pottery/clay/wedging]",
			"pottery/clay/drying: several objects could be it [pottery/clay/wedging pottery/clay/drying]",
		}},
		{"a new title and a few new lines", pottery, func(w *world) {
			w.retitle("pottery/clay/wedging", "To knead")
			rewriteBy(0.2)(w, w.file("pottery/clay/wedging"))
		}, []string{"pottery/clay/wedging differs in [title content]"}},
		{"a new title, and few words", "pottery\n  clay\n    wedging = Press out the air.\n    drying = Wait.\n", func(w *world) {
			w.retitle("pottery/clay/wedging", "To knead")
		}, []string{"pottery/clay/wedging differs in [title]"}},
		{"new titles of all lessons, and few words", "pottery\n  clay\n    wedging = Press out the air.\n    drying = Wait.\n", func(w *world) {
			w.retitle("pottery/clay/wedging", "To knead")
			w.retitle("pottery/clay/drying", "To dry")
		}, []string{"pottery/clay/wedging differs in [title]", "pottery/clay/drying differs in [title]"}},
		{"a new title, and words that another lesson has too", "pottery\n  clay\n    wedging = Practise.\n    drying = Practise.\n    firing\n", func(w *world) {
			w.retitle("pottery/clay/wedging", "To knead")
		}, []string{"pottery/clay/wedging: nothing on Whop is like it []"}},
		{"two of one title, with a few new lines in each", pottery, func(w *world) {
			for _, lesson := range []string{"pottery/clay/wedging", "pottery/clay/drying"} {
				w.retitle(lesson, "Exercise")
				w.dashboard(lesson, course.Title, course.Text("Exercise"))
				rewriteBy(0.2)(w, w.file(lesson))
			}
		}, []string{"pottery/clay/wedging differs in [content]", "pottery/clay/drying differs in [content]"}},
		{"a new title and a few new lines, and a copy on Whop", pottery, func(w *world) {
			w.retitle("pottery/clay/wedging", "To knead")
			rewriteBy(0.2)(w, w.file("pottery/clay/wedging"))
			copied := *w.onWhop("pottery/clay/wedging")
			copied.ID = "copy"
			w.live[0].Chapters[1].Lessons = append(w.live[0].Chapters[1].Lessons, &course.Lesson{Resource: copied})
		}, []string{"pottery/clay/wedging: several objects could be it [pottery/clay/wedging copy]"}},
		{"a new text, and an empty lesson of the same title on Whop", pottery, func(w *world) {
			w.write("pottery/clay/wedging", prose("another", 40))
			empty := *w.onWhop("pottery/clay/wedging")
			empty.ID, empty.Fields = "empty", course.Fields{course.Title: empty.Fields[course.Title], course.LessonType: empty.Fields[course.LessonType]}
			w.live[0].Chapters[0].Lessons = append(w.live[0].Chapters[0].Lessons, &course.Lesson{Resource: empty})
		}, []string{"pottery/clay/wedging: several objects could be it [pottery/clay/wedging empty]"}},
		{"a title that says one thing and much of a text that says another", pottery, func(w *world) {
			w.write("pottery/clay/wedging", w.file("pottery/clay/drying").Fields.Text(course.Content))
			w.write("pottery/clay/drying", prose("another", 40))
			rewriteBy(0.2)(w, w.file("pottery/clay/wedging"))
		}, []string{
			"pottery/clay/wedging: several objects could be it [pottery/clay/drying pottery/clay/wedging]",
			"pottery/clay/drying: several objects could be it [pottery/clay/drying]",
		}},
		{"homework of every chapter, with a few new lines in each", "pottery\n  clay\n    homework\n    wedging\n  wheel\n    homework\n    pulling\n", func(w *world) {
			for _, chapter := range []string{"clay", "wheel"} {
				w.write("pottery/"+chapter+"/homework", rewritten(prose("homework", 40), chapter, 0.2))
				w.dashboard("pottery/"+chapter+"/homework", course.Content, course.Text(prose("homework", 40)))
			}
		}, []string{"pottery/clay/homework differs in [content]", "pottery/wheel/homework differs in [content]"}},
		{"a chapter of another title, and all in it was edited", pottery, func(w *world) {
			w.retitle("pottery/wheel", "At the wheel")
			for _, lesson := range []string{"centering", "pulling"} {
				w.retitle("pottery/wheel/"+lesson, "On "+lesson)
				rewriteBy(0.2)(w, w.file("pottery/wheel/"+lesson))
			}
		}, []string{"pottery/wheel differs in [title]", "pottery/wheel/centering differs in [title content]", "pottery/wheel/pulling differs in [title content]"}},
		{"another course altogether under the same title", pottery, func(w *world) {
			for _, lesson := range lessonsOf(w.live[0]) {
				lesson.Fields[course.Title], lesson.Fields[course.Content] = course.Text("Another"), course.Text("Another.")
			}
		}, []string{
			"pottery: nothing on Whop is like it []",
			"pottery/clay: its parent is not bound []",
			"pottery/clay/kinds-of-clay: its parent is not bound []",
			"pottery/clay/wedging: its parent is not bound []",
			"pottery/clay/drying: its parent is not bound []",
			"pottery/wheel: its parent is not bound []",
			"pottery/wheel/centering: its parent is not bound []",
			"pottery/wheel/pulling: its parent is not bound []",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := applied(t, test.outline)
			test.do(w)
			r, _ := rebuilt(w)
			if diff := cmp.Diff(test.want, doubts(r)); diff != "" {
				t.Errorf("doubts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestACopyOfACourseIsNotTakenForIt(t *testing.T) {
	w := applied(t, pottery)
	copied := *w.live[0]
	copied.ID = "copy"
	w.live = append(w.live, &copied)
	r := Rebuild(Input{Desired: w.files}, w.live)
	if d := r.Decisions[0]; d.ID != "" || d.Because != Unclear || len(d.Candidates) != 2 {
		t.Errorf("the course: %+v", d)
	}
}

func TestRebuildKeepsWhatIsKnown(t *testing.T) {
	w := applied(t, pottery)
	delete(w.state.Bindings, w.address("pottery/clay/wedging"))
	w.state.Bindings[w.address("pottery/clay/drying")].ID = "pottery/clay/kept"
	r := Rebuild(w.input(), w.live)
	if len(r.Decisions) != 1 || r.Decisions[0].ID != "pottery/clay/wedging" {
		t.Errorf("decisions: %+v", r.Decisions)
	}
	if got := r.Bindings[w.address("pottery/clay/drying")].ID; got != "pottery/clay/kept" {
		t.Errorf("what was known became %s", got)
	}
}

// A lesson that the state knows is known under the new name of its file too, and no stranger
// of the same title takes its place.
func TestRebuildKnowsWhatWasRenamed(t *testing.T) {
	w := applied(t, pottery)
	w.rename("pottery/clay/wedging", "pottery/clay/kneading")
	w.options.Moved = []Moved{{From: w.address("pottery/clay/wedging"), To: w.address("pottery/clay/kneading")}}
	stranger := *w.onWhop("pottery/clay/wedging")
	stranger.ID = "theirs"
	w.live[0].Chapters[0].Lessons = append(w.live[0].Chapters[0].Lessons, &course.Lesson{Resource: stranger})
	if r := Rebuild(w.input(), w.live); len(r.Decisions) > 0 {
		t.Errorf("decisions: %+v", r.Decisions)
	}
}
