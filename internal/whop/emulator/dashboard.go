package emulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// What follows is what people do on whop.com while nobody looks: none of it is in the
// request log, none of it meets a fault. Every method names what it could not find.

// AddCourse makes a visible course.
func (e *Emulator) AddCourse(experience, title string) (id string, err error) {
	return e.made(func(w *world) (string, error) {
		x, ok := w.experiences[experience]
		if !ok {
			return "", absent("experience", experience)
		}
		c := e.person()
		c.putNewCourse(Course{
			Experience: experience, Title: &title, Language: "en", Visibility: "visible",
			Order: nextCourseOrder(x.courses), CreatedAt: c.now, UpdatedAt: c.now,
		})
		return c.id, nil
	})
}

// AddChapter appends a chapter to a course.
func (e *Emulator) AddChapter(course, title string) (id string, err error) {
	return e.made(func(w *world) (string, error) {
		if _, ok := w.courses[course]; !ok {
			return "", absent("course", course)
		}
		c := e.person()
		c.putNewChapter(Chapter{Course: course, Title: title})
		return c.id, nil
	})
}

// AddLesson appends a lesson to a chapter. Its type is text and it is visible unless l
// says otherwise.
func (e *Emulator) AddLesson(chapter string, l Lesson) (id string, err error) {
	return e.made(func(w *world) (string, error) {
		if _, ok := w.chapters[chapter]; !ok {
			return "", absent("chapter", chapter)
		}
		c := e.person()
		l = l.clone()
		l.Chapter, l.CreatedAt = chapter, c.now
		l.Type, l.Visibility = orElse(l.Type, "text"), orElse(l.Visibility, "visible")
		c.putNewLesson(l)
		return c.id, nil
	})
}

// EditCourse lets edit change a course. Ids, parents and chapters are not its to change.
func (e *Emulator) EditCourse(id string, edit func(*Course)) error {
	return e.changed(func(w *world) error {
		k, ok := w.courses[id]
		if !ok {
			return absent("course", id)
		}
		record := k.Course.clone()
		edit(&record)
		record.ID, record.Born, record.Experience, record.Chapters = k.ID, k.Born, k.Experience, nil
		record.UpdatedAt = e.now()
		w.putCourse(record)
		return nil
	})
}

// RenameChapter gives a chapter another title.
func (e *Emulator) RenameChapter(id, title string) error {
	return e.changed(func(w *world) error {
		h, ok := w.chapters[id]
		if !ok {
			return absent("chapter", id)
		}
		record := h.Chapter
		record.Title = title
		w.putChapter(record)
		return nil
	})
}

// EditLesson lets edit change a lesson. Its id, chapter and order are not edit's to
// change: see MoveLesson and Reorder.
func (e *Emulator) EditLesson(id string, edit func(*Lesson)) error {
	return e.changed(func(w *world) error {
		l, ok := w.lessons[id]
		if !ok {
			return absent("lesson", id)
		}
		record := l.Lesson.clone()
		edit(&record)
		record.ID, record.Born, record.Chapter, record.Order = l.ID, l.Born, l.Lesson.Chapter, l.Order
		if e.quirks.DashboardJSONOnEdit && record.Content != nil && (l.Content == nil || *l.Content != *record.Content) {
			record.Content = new(document(*record.Content))
		}
		w.putLesson(record)
		return nil
	})
}

// HideLesson hides a lesson from students.
func (e *Emulator) HideLesson(id string) error {
	return e.EditLesson(id, func(l *Lesson) { l.Visibility = "hidden" })
}

// MoveLesson puts a lesson at the end of a chapter of the same course.
func (e *Emulator) MoveLesson(id, chapter string) error {
	return e.changed(func(w *world) error {
		l, ok := w.lessons[id]
		if !ok {
			return absent("lesson", id)
		}
		h, ok := w.chapters[chapter]
		if !ok || h.course != l.chapter.course {
			return absent("chapter of the same course", chapter)
		}
		record := l.Lesson
		record.Chapter, record.Order = chapter, nextLessonOrder(h)
		w.putLesson(record)
		return nil
	})
}

// Reorder puts the children of a course or a chapter in this order; children that are not
// named come behind.
func (e *Emulator) Reorder(parent string, ids ...string) error {
	return e.changed(func(w *world) error {
		if k, ok := w.courses[parent]; ok {
			for i, h := range inOrder(k.chapters, ids, func(h *chapter) string { return h.ID }) {
				record := h.Chapter
				record.Order = i
				w.putChapter(record)
			}
			return nil
		}
		h, ok := w.chapters[parent]
		if !ok {
			return absent("course or chapter", parent)
		}
		for i, l := range inOrder(h.lessons, ids, func(l *lesson) string { return l.ID }) {
			record := l.Lesson
			record.Order = i
			w.putLesson(record)
		}
		return nil
	})
}

func inOrder[T any](list []T, ids []string, id func(T) string) []T {
	rank := func(item T) int {
		if at := slices.Index(ids, id(item)); at >= 0 {
			return at
		}
		return len(ids)
	}
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b T) int { return rank(a) - rank(b) })
	return sorted
}

// Delete deletes a course, chapter or lesson with everything in it.
func (e *Emulator) Delete(id string) error {
	return e.changed(func(w *world) error {
		if !w.remove(id) {
			return absent("course, chapter or lesson", id)
		}
		return nil
	})
}

// person is a call by somebody who may do everything.
func (e *Emulator) person() *call { return &call{Emulator: e, w: e.world, now: e.now()} }

func (e *Emulator) changed(change func(*world) error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := change(e.world); err != nil {
		return err
	}
	return e.commit()
}

func (e *Emulator) made(make func(*world) (string, error)) (id string, err error) {
	err = e.changed(func(w *world) error {
		id, err = make(w)
		return err
	})
	return id, err
}

func absent(kind, id string) error { return fmt.Errorf("find %s %s: not in this world", kind, id) }

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// document is what the dashboard's editor makes of a text: the JSON of its own tree.
// (Seen in practice.) A text that is one already stays as it is.
func document(markdown string) string {
	if strings.HasPrefix(markdown, `{"type":"doc"`) {
		return markdown
	}
	type node struct {
		Type    string `json:"type"`
		Text    string `json:"text,omitempty"`
		Content []node `json:"content,omitempty"`
	}
	doc := node{Type: "doc"}
	for paragraph := range strings.SplitSeq(markdown, "\n\n") {
		doc.Content = append(doc.Content, node{Type: "paragraph", Content: []node{{Type: "text", Text: paragraph}}})
	}
	encoded, _ := json.Marshal(doc)
	return string(encoded)
}
