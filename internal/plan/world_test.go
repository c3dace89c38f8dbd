package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// A world is the three sides of a plan. Tests begin with one in which nothing has to be
// done, change a side as an author or a dashboard user would, and look at the plan.
//
// Live ids are the addresses under which things were first applied, so that a test can
// say what became of "pottery/clay/wedging" whatever it is called by now.
type world struct {
	t       testing.TB
	files   []*course.Course
	live    []*course.Course
	others  []*course.Course
	state   *state.State
	target  state.Target
	options Options
	renames map[string]string
	impact  map[string]Impact
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
		options: Options{OnDrift: ReportDrift, OnRemove: Hide, Limits: Limits{Count: 3, Percent: 30}},
	}
}

// applied is a world in which an apply has just succeeded.
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

// address parses an address, or fails the test.
func (w *world) address(s string) course.Address {
	w.t.Helper()
	address, err := course.ParseAddress(s)
	if err != nil {
		w.t.Fatal(err)
	}
	return address
}

// file returns the resource that the files declare under an address.
func (w *world) file(address string) *course.Resource {
	w.t.Helper()
	at := w.address(address)
	for _, c := range w.files {
		for r := range c.Resources() {
			if r.Address == at {
				return r
			}
		}
	}
	w.t.Fatalf("the files declare no %s", address)
	return nil
}

// onWhop returns the live object with an id, to edit it as a dashboard user would.
func (w *world) onWhop(id string) *course.Resource {
	w.t.Helper()
	for _, c := range w.live {
		for r := range c.Resources() {
			if r.ID == id {
				return r
			}
		}
	}
	w.t.Fatalf("Whop has no %s", id)
	return nil
}

// write gives a lesson of the files another text.
func (w *world) write(address, text string) {
	w.file(address).Fields[course.Content] = course.Body{Text: text}
}

// retitle gives a resource of the files another title.
func (w *world) retitle(address, title string) {
	w.file(address).Fields[course.Title] = course.Text(title)
}

// dashboard sets a field of a live object.
func (w *world) dashboard(id string, field course.Field, value course.Value) {
	w.onWhop(id).Fields[field] = value
}

// add declares a lesson in a chapter of the files: behind another one, or last when
// that is "".
func (w *world) add(address, behind string) *course.Lesson {
	lesson := newLesson(w.address(address), "")
	w.put(lesson, behind)
	return lesson
}

func (w *world) put(lesson *course.Lesson, behind string) {
	chapter := w.chapter(lesson.Address.Parent().String())
	at := len(chapter.Lessons)
	if behind != "" {
		at = 1 + slices.IndexFunc(chapter.Lessons, func(l *course.Lesson) bool { return l.Address.Name() == behind })
	}
	chapter.Lessons = slices.Insert(chapter.Lessons, at, lesson)
}

// chapter returns a chapter of the files, which it adds if need be.
func (w *world) chapter(address string) *course.Chapter {
	w.t.Helper()
	at := w.address(address)
	for _, c := range w.files {
		if c.Address != at.Parent() {
			continue
		}
		for _, chapter := range c.Chapters {
			if chapter.Address == at {
				return chapter
			}
		}
		chapter := newChapter(at)
		c.Chapters = append(c.Chapters, chapter)
		return chapter
	}
	w.t.Fatalf("the files declare no course for %s", address)
	return nil
}

// remove takes a course, chapter or lesson out of the files.
func (w *world) remove(address string) *course.Lesson {
	w.t.Helper()
	at := w.address(address)
	var removed *course.Lesson
	w.files = slices.DeleteFunc(w.files, func(c *course.Course) bool { return c.Address == at })
	for _, c := range w.files {
		c.Chapters = slices.DeleteFunc(c.Chapters, func(chapter *course.Chapter) bool { return chapter.Address == at })
		for _, chapter := range c.Chapters {
			chapter.Lessons = slices.DeleteFunc(chapter.Lessons, func(l *course.Lesson) bool {
				if l.Address == at {
					removed = l
				}
				return l.Address == at
			})
		}
	}
	return removed
}

// rename gives a course, chapter or lesson of the files, and what is in it, another
// address. Within its parent it stays where it is; in another one it comes last.
func (w *world) rename(from, to string) {
	w.t.Helper()
	old, now := w.address(from), w.address(to)
	if old.Kind() == course.KindLesson && old.Parent() != now.Parent() {
		lesson := w.remove(from)
		readdress(&lesson.Resource, old, now)
		w.put(lesson, "")
		return
	}
	for _, c := range w.files {
		for r := range c.Resources() {
			if old.Contains(r.Address) {
				readdress(r, old, now)
			}
		}
	}
}

func readdress(r *course.Resource, from, to course.Address) {
	r.Address = rebase(r.Address, from, to)
	r.Source.Path = strings.Replace(r.Source.Path, from.String(), to.String(), 1)
}

// order puts the lessons of a chapter, or the chapters of a course, in an order.
func (w *world) order(address string, names ...string) {
	w.t.Helper()
	rank := func(r *course.Resource) int { return slices.Index(names, r.Address.Name()) }
	if at := w.address(address); at.Kind() == course.KindChapter {
		slices.SortFunc(w.chapter(address).Lessons, func(a, b *course.Lesson) int { return rank(&a.Resource) - rank(&b.Resource) })
		return
	}
	for _, c := range w.files {
		slices.SortFunc(c.Chapters, func(a, b *course.Chapter) int { return rank(&a.Resource) - rank(&b.Resource) })
	}
}

// liveOrder puts the live lessons of a chapter in an order, as a dashboard user would.
// Ids that the chapter does not hold are new lessons of that user, or come from elsewhere.
func (w *world) liveOrder(chapterID string, ids ...string) {
	all := map[string]*course.Lesson{}
	var chapter *course.Chapter
	for _, c := range w.live {
		for _, ch := range c.Chapters {
			for _, lesson := range ch.Lessons {
				all[lesson.ID] = lesson
			}
			ch.Lessons = slices.DeleteFunc(ch.Lessons, func(l *course.Lesson) bool { return slices.Contains(ids, l.ID) })
			if ch.ID == chapterID {
				chapter = ch
			}
		}
	}
	chapter.Lessons = nil
	for _, id := range ids {
		lesson := all[id]
		if lesson == nil {
			lesson = &course.Lesson{Resource: course.Resource{ID: id, Fields: course.Fields{course.Title: course.Text(id)}}}
		}
		chapter.Lessons = append(chapter.Lessons, lesson)
	}
}

// vanish deletes a live object, with what is in it.
func (w *world) vanish(id string) {
	w.live = slices.DeleteFunc(w.live, func(c *course.Course) bool { return c.ID == id })
	for _, c := range w.live {
		c.Chapters = slices.DeleteFunc(c.Chapters, func(chapter *course.Chapter) bool { return chapter.ID == id })
		for _, chapter := range c.Chapters {
			chapter.Lessons = slices.DeleteFunc(chapter.Lessons, func(l *course.Lesson) bool { return l.ID == id })
		}
	}
}

func (w *world) input() Input {
	return Input{
		Environment: "production", Target: w.target, Desired: w.files, Live: w.live, Others: w.others,
		State: w.state, Options: w.options, Renames: w.renames, Impact: w.impact,
	}
}

func (w *world) plan() *Plan { return Diff(w.input()) }

// idOf returns the id that a plan has for an address of the files, "" for one to create.
func idOf(p *Plan, address course.Address) string {
	if binding := p.Bindings[address]; binding != nil {
		return binding.ID
	}
	return ""
}

// changeOf returns what a plan says about an address.
func (w *world) changeOf(p *Plan, address string) Change {
	w.t.Helper()
	for _, c := range p.Changes {
		if c.Address == w.address(address) {
			return c
		}
	}
	w.t.Fatalf("the plan says nothing about %s", address)
	return Change{}
}

// story retells a plan in a line per change that a reader needs, and per refusal.
func story(p *Plan) []string {
	lines := []string{}
	for i := range p.Changes {
		if c := &p.Changes[i]; !c.IsNothing() {
			lines = append(lines, sentence(c))
		}
	}
	for _, r := range p.Refusals {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("refuse %s %s", r.Guard, r.Address)))
	}
	return lines
}

func sentence(c *Change) string {
	words := []string{string(c.Action), c.Address.String()}
	say := func(yes bool, format string, args ...any) {
		if yes {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	say(!c.Previous.IsZero(), "from %s by %s", c.Previous, c.MovedBecause)
	say(c.Hide, "(hide)")
	say(c.Recreate, "(again)")
	say(c.Removed != "", "(%s)", c.Removed)
	if c.Action == Update && !c.Hide {
		for _, f := range c.Fields {
			say(true, "%s", f.Field)
			say(f.Conflict, "(conflict)")
		}
	}
	if c.Place != nil {
		say(c.Place.IsMove(), "%s:%d > %s:%d", c.Place.From, c.Place.FromRank, c.Place.To, c.Place.ToRank)
		say(!c.Place.IsMove(), "%d > %d", c.Place.FromRank, c.Place.ToRank)
	}
	for _, d := range c.Drift {
		say(d.Field != "", "drift: %s", d.Field)
		say(d.Gone, "gone")
		say(d.Order, "drift: order")
	}
	return strings.Join(words, " ")
}
