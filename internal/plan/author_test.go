package plan_test

import (
	"slices"
	"strings"

	"whopsync/internal/course"
	. "whopsync/internal/plan"
)

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

// write gives a lesson of the files another text.
func (w *world) write(address, text string) {
	w.file(address).Fields[course.Content] = course.Body{Text: text}
}

// retitle gives a resource of the files another title.
func (w *world) retitle(address, title string) {
	w.file(address).Fields[course.Title] = course.Text(title)
}

// add declares a lesson in a chapter of the files: after another one, or last when that
// is "".
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

// rename gives a course, chapter or lesson of the files, and its content, another
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
	r.Address = r.Address.Rebase(from, to)
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

// answer puts a line under identity: in whopsync.yaml; is may be "new".
func (w *world) answer(address, is string) {
	answer := Answer{File: w.file(address).Source.Path, To: w.address(address)}
	if is != "new" {
		answer.Is = w.address(is)
	}
	w.options.Identity = append(w.options.Identity, answer)
}
