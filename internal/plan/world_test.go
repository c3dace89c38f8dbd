package plan_test

import (
	"strings"
	"testing"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
	"whopsync/internal/state"
)

// A world is the three sides of a plan. Tests begin with one where nothing has to be
// done, change a side as an author or a dashboard user would, and look at the plan.
//
// Live ids are the addresses under which things were first applied, so a test can say
// what became of "pottery/clay/wedging" whatever it is called now.
type world struct {
	t       testing.TB
	files   []*course.Course
	live    []*course.Course
	others  []*course.Course
	state   *state.State
	target  state.Target
	options Options

	lessonURL string
	impact    map[string]Impact
}

// pottery is the course that most tests begin with.
const pottery = `
pottery
  clay
    kinds-of-clay
    wedging
    drying
  wheel
    centering
    pulling
`

// unwritten is a world whose files were never applied.
func unwritten(t testing.TB, outline string) *world {
	return &world{
		t: t, files: coursesOf(t, outline),
		target:  state.Target{BaseURL: "https://api.whop.com", Account: "biz_1", Experience: "exp_1"},
		options: Options{OnDrift: ReportDrift, OnRemove: Hide, Limits: Limits{Count: 3, Percent: 30, Hide: 10, HidePercent: 50}},
	}
}

// applied is a world where an apply has just succeeded.
func applied(t testing.TB, outline string) *world {
	w := unwritten(t, outline)
	w.apply()
	return w
}

// coursesOf reads an outline: courses, chapters and lessons by indentation, each a name
// that may be followed by "= text" (for "= -", none). Titles are made of the names.
func coursesOf(t testing.TB, outline string) []*course.Course {
	var courses []*course.Course
	for line := range strings.Lines(outline) {
		name, text, _ := strings.Cut(strings.TrimSpace(line), " = ")
		if name == "" {
			continue
		}
		last := len(courses) - 1
		switch depth := len(line) - len(strings.TrimLeft(line, " ")); depth {
		case 0:
			courses = append(courses, newCourse(name))
		case 2:
			courses[last].Chapters = append(courses[last].Chapters, newChapter(courses[last].Address.Child(name)))
		case 4:
			chapter := courses[last].Chapters[len(courses[last].Chapters)-1]
			chapter.Lessons = append(chapter.Lessons, newLesson(chapter.Address.Child(name), text))
		default:
			t.Fatalf("outline: %q is indented by %d", line, depth)
		}
	}
	return courses
}

func newCourse(name string) *course.Course {
	at := course.Address{Course: name}
	return &course.Course{Resource: course.Resource{
		Address: at, Source: course.Source{Path: "courses/" + name + "/course.yaml"},
		Fields: course.Fields{course.Title: course.Text(titleOf(name)), course.Visibility: course.Text(course.Visible)},
	}}
}

func newChapter(at course.Address) *course.Chapter {
	return &course.Chapter{Resource: course.Resource{
		Address: at, Source: course.Source{Path: "courses/" + at.String()},
		Fields: course.Fields{course.Title: course.Text(titleOf(at.Name()))},
	}}
}

// newLesson returns a lesson as the files give it; without a text it gets prose that no
// other lesson has.
func newLesson(at course.Address, text string) *course.Lesson {
	fields := course.Fields{
		course.Title: course.Text(titleOf(at.Name())), course.LessonType: course.Text("text"),
		course.Visibility: course.Text(course.Visible),
	}
	switch text {
	case "-":
	case "":
		fields[course.Content] = course.Body{Text: prose(at.String(), 40)}
	default:
		fields[course.Content] = course.Body{Text: text}
	}
	return &course.Lesson{Resource: course.Resource{
		Address: at, Fields: fields, Source: course.Source{Path: "courses/" + at.String() + ".md"},
	}}
}

// titleOf makes "Kinds of clay" of "kinds-of-clay".
func titleOf(name string) string {
	words := strings.ReplaceAll(name, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

func (w *world) input() Input {
	return Input{
		Environment: "production", Target: w.target, Desired: w.files, Live: w.live, Others: w.others,
		State: w.state, Options: w.options, Impact: w.impact, LessonURL: w.lessonURL,
	}
}

func (w *world) plan() *Work { return Diff(w.input()) }

// planned is what is saved of the plan.
func (w *world) planned() *Plan { return &w.plan().Plan }

// idOf returns the id that a plan has for an address of the files, "" for one to create.
func idOf(p *Work, address course.Address) string {
	if binding := p.Bindings[address]; binding != nil {
		return binding.ID
	}
	return ""
}

// changeOf returns what a plan says about an address.
func (w *world) changeOf(p *Work, address string) Change {
	w.t.Helper()
	for _, c := range p.Changes {
		if c.Address == w.address(address) {
			return c
		}
	}
	w.t.Fatalf("the plan says nothing about %s", address)
	return Change{}
}

func lessonsOf(c *course.Course) []*course.Lesson {
	var lessons []*course.Lesson
	for _, chapter := range c.Chapters {
		lessons = append(lessons, chapter.Lessons...)
	}
	return lessons
}
