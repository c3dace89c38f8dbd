package plan_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
)

// A lesson that the state does not know is known by the signs by which identity knows those
// that were renamed, and what is new beside a stranger's is new.
func TestALessonIsNotMadeBesideItsLike(t *testing.T) {
	exercise := func(w *world, name string) {
		w.retitle("school/clay/"+name, "Exercise")
		w.dashboard("school/clay/"+name, course.Title, course.Text("Exercise"))
		w.edit("school/clay/" + name)
	}
	for _, test := range []struct {
		name string
		do   func(w *world)
		want []string // the addresses that are refused
	}{
		{"a new title and a line that is new", func(w *world) {
			w.forget("wedging")
			w.retitle("school/clay/wedging", "To knead")
			w.edit("school/clay/wedging")
		}, []string{"school/clay/wedging"}},
		{"half of it written anew", func(w *world) {
			w.forget("wedging")
			rewriteBy(0.5)(w, w.file("school/clay/wedging"))
		}, []string{"school/clay/wedging"}},
		{"the same, in another chapter", func(w *world) {
			w.forget("wedging")
			w.rename("school/clay/wedging", "school/kiln/kneading")
			w.edit("school/kiln/kneading")
		}, []string{"school/kiln/kneading"}},
		{"a few words that are nobody else's", func(w *world) {
			w.write("school/clay/wedging", "Press out the air.")
			w.apply()
			w.forget("wedging")
			w.retitle("school/clay/wedging", "To knead")
		}, []string{"school/clay/wedging"}},
		{"two of one title, edited", func(w *world) {
			w.forget("wedging")
			w.forget("drying")
			exercise(w, "wedging")
			exercise(w, "drying")
		}, []string{"school/clay/drying", "school/clay/wedging"}},
		{"a video under another title", func(w *world) {
			lesson := w.file("school/clay/wedging")
			delete(lesson.Fields, course.Content)
			lesson.Fields[course.EmbedID] = course.Text("aaaaaaaaaaa")
			w.apply()
			w.forget("wedging")
			w.retitle("school/clay/wedging", "To knead")
		}, []string{"school/clay/wedging"}},
		{"a quiz of which no more is shown than title and type", func(w *world) {
			w.examine("wedging", nil)
		}, []string{"school/clay/wedging"}},
		{"such a quiz, in another chapter", func(w *world) {
			w.examine("wedging", nil)
			w.rename("school/clay/wedging", "school/kiln/wedging")
		}, []string{"school/kiln/wedging"}},
		{"a quiz whose questions are shown", func(w *world) {
			w.examine("wedging", course.QuestionList{{Text: "Is the clay wet?"}})
		}, []string{"school/clay/wedging"}},
		{"hidden, and found as it was created, empty", func(w *world) {
			w.forget("wedging")
			w.file("school/clay/wedging").Fields[course.Visibility] = course.Text(course.Hidden)
			w.dashboard("school/clay/wedging", course.Content, course.Null{})
		}, []string{"school/clay/wedging"}},

		{"an empty one of this title", func(w *world) {
			w.stranger("clay", "Glaze", "")
			w.add("school/clay/glaze", "")
		}, nil},
		{"a quiz of this title that asks for something else", func(w *world) {
			w.examine("wedging", course.QuestionList{{Text: "Who has written about it?"}})
		}, nil},
		{"a quiz where a text has its title", func(w *world) {
			w.examine("wedging", nil)
			w.dashboard("school/clay/wedging", course.LessonType, course.Text("text"))
		}, nil},
		{"a quiz where one of its title has a text as well", func(w *world) {
			w.examine("wedging", nil)
			w.dashboard("school/clay/wedging", course.Content, course.Text("Answer them all."))
		}, nil},
		{"written anew altogether, under another title", func(w *world) {
			w.forget("wedging")
			w.retitle("school/clay/wedging", "To knead")
			rewriteBy(1)(w, w.file("school/clay/wedging"))
		}, nil},
		{"the title of a stranger's, and another text", func(w *world) {
			w.stranger("clay", "Glaze", prose("theirs", 40))
			w.add("school/clay/glaze", "")
		}, nil},
		{"a form that is filled in all over the course", func(w *world) {
			form := prose("form", 20)
			for _, lesson := range []string{"clay/wedging", "wheel/centering", "wheel/pulling"} {
				w.write("school/"+lesson, form+"Clay: "+lesson)
			}
			w.apply()
			w.stranger("kiln", "Week 5", form+"Clay: theirs")
			w.add("school/kiln/week-6", "").Fields[course.Content] = course.Body{Text: form + "Clay: ours"}
		}, nil},
		{"the words of all homework", func(w *world) {
			w.stranger("kiln", "Show us", "Upload a photo of what you have made.")
			w.add("school/kiln/photo", "").Fields[course.Content] = course.Body{Text: "Upload a photo of what you have made."}
		}, nil},
		{"nothing but a picture", func(w *world) {
			w.stranger("kiln", "Picture", "![](https://cdn.example/4711)")
			w.add("school/kiln/photo", "").Fields[course.Content] = course.Body{Text: "![](a.png)", Refs: []course.Ref{
				{Span: course.Span{Start: 4, End: 9}, File: &course.File{Name: "a.png"}},
			}}
		}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := applied(t, school)
			test.do(w)
			var got, theirs []string
			for _, r := range w.plan().Refusals {
				got = append(got, r.Address.String())
				theirs = append(theirs, r.Found...)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Fatalf("refused (-want +got):\n%s", diff)
			}
			for _, d := range Rebuild(w.input(), w.live).Decisions {
				if d.ID == "" && d.Candidates == nil && slices.Contains(test.want, d.Address.String()) {
					t.Errorf("a rebuild knows nothing of it: %v", d)
				}
			}
			if w.options.Unmanaged = theirs; len(w.plan().Refusals) > 0 {
				t.Errorf("told that it is another, it still refuses: %v", w.plan().Refusals)
			}
		})
	}
}

// forget loses what the state knows of a lesson of the first chapter.
func (w *world) forget(lesson string) { delete(w.state.Bindings, w.address("school/clay/"+lesson)) }

// examine makes of a lesson that the state does not know a quiz without a text. nil are questions
// that Whop does not show.
func (w *world) examine(lesson string, shown course.Value) {
	w.forget(lesson)
	r := w.file("school/clay/" + lesson)
	delete(r.Fields, course.Content)
	r.Fields[course.LessonType], r.Fields[course.Questions] = course.Text("quiz"), course.QuestionList{{Text: "Is the clay wet?"}}
	w.dashboard("school/clay/"+lesson, course.LessonType, course.Text("quiz"))
	w.dashboard("school/clay/"+lesson, course.Content, course.Null{})
	w.dashboard("school/clay/"+lesson, course.Questions, shown)
}

// edit rewrites a tenth of a lesson.
func (w *world) edit(address string) { rewriteBy(0.1)(w, w.file(address)) }

// stranger adds a lesson on Whop, as a dashboard user would.
func (w *world) stranger(chapter, title, text string) {
	for _, at := range w.live[0].Chapters {
		if at.ID == "school/"+chapter {
			at.Lessons = append(at.Lessons, &course.Lesson{Resource: course.Resource{ID: "theirs", Fields: course.Fields{
				course.Title: course.Text(title), course.LessonType: course.Text("text"), course.Content: course.Text(text),
			}}})
		}
	}
}
