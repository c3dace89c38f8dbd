package emulator

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Dashboard is the work of people on whop.com: outside the request log, and without faults.
// Every method reports missing objects.
type Dashboard struct{ site *site }

// AddCourse makes a visible course.
func (d Dashboard) AddCourse(experience, title string) (id string, err error) {
	return d.site.make(func(w *world) (string, error) {
		if _, err := find(w.experiences, "experience", experience); err != nil {
			return "", err
		}
		now := d.site.now()
		return w.addCourse(Course{
			Experience: experience, Title: &title, Language: "en", Visibility: "visible", CreatedAt: now, UpdatedAt: now,
		}).ID, nil
	})
}

// AddChapter appends a chapter to a course.
func (d Dashboard) AddChapter(course, title string) (id string, err error) {
	return d.site.make(func(w *world) (string, error) {
		if _, err := find(w.courses, "course", course); err != nil {
			return "", err
		}
		return w.addChapter(Chapter{Course: course, Title: title}).ID, nil
	})
}

// AddLesson appends a lesson to a chapter. Its type is text and it is visible unless l
// says otherwise.
func (d Dashboard) AddLesson(chapter string, l Lesson) (id string, err error) {
	return d.site.make(func(w *world) (string, error) {
		if _, err := find(w.chapters, "chapter", chapter); err != nil {
			return "", err
		}
		l = l.clone()
		l.Chapter, l.CreatedAt = chapter, d.site.now()
		l.Type, l.Visibility = cmp.Or(l.Type, "text"), cmp.Or(l.Visibility, "visible")
		return w.addLesson(l).ID, nil
	})
}

// EditCourse lets edit change a course. Ids, parents and chapters are not its to change.
func (d Dashboard) EditCourse(id string, edit func(*Course)) error {
	return d.site.change(func(w *world) error {
		k, err := find(w.courses, "course", id)
		if err != nil {
			return err
		}
		record := k.Course.clone()
		edit(&record)
		record.ID, record.Born, record.Experience, record.Chapters = k.ID, k.Born, k.Experience, nil
		record.UpdatedAt = d.site.now()
		w.putCourse(record)
		return nil
	})
}

// RenameChapter gives a chapter another title.
func (d Dashboard) RenameChapter(id, title string) error {
	return d.site.change(func(w *world) error {
		h, err := find(w.chapters, "chapter", id)
		if err != nil {
			return err
		}
		record := h.Chapter
		record.Title = title
		w.putChapter(record)
		return nil
	})
}

// EditLesson lets edit change a lesson. Its id, chapter and order are not edit's to
// change: see MoveLesson and Reorder.
func (d Dashboard) EditLesson(id string, edit func(*Lesson)) error {
	return d.site.change(func(w *world) error {
		l, err := find(w.lessons, "lesson", id)
		if err != nil {
			return err
		}
		record := l.Lesson.clone()
		edit(&record)
		record.ID, record.Born, record.Chapter, record.Order = l.ID, l.Born, l.Lesson.Chapter, l.Order
		isRewritten := record.Content != nil && (l.Content == nil || *l.Content != *record.Content)
		if d.site.quirks.DashboardJSONOnEdit && isRewritten {
			record.Content = new(document(*record.Content))
		}
		w.putLesson(record)
		return nil
	})
}

// HideLesson hides a lesson from students.
func (d Dashboard) HideLesson(id string) error {
	return d.EditLesson(id, func(l *Lesson) { l.Visibility = "hidden" })
}

// MoveLesson puts a lesson at the end of a chapter of the same course.
func (d Dashboard) MoveLesson(id, chapter string) error {
	return d.site.change(func(w *world) error {
		l, err := find(w.lessons, "lesson", id)
		if err != nil {
			return err
		}
		h := w.chapters[chapter]
		if h == nil || h.course != l.chapter.course {
			return fmt.Errorf("find chapter %s: not in the course of the lesson", chapter)
		}
		record := l.Lesson
		record.Chapter, record.Order = chapter, h.lessons.nextOrder()
		w.putLesson(record)
		return nil
	})
}

// Reorder puts the children of a course or a chapter in this order; children that are not
// named come last.
func (d Dashboard) Reorder(parent string, ids ...string) error {
	return d.site.change(func(w *world) error {
		if k := w.courses[parent]; k != nil {
			w.numberChapters(inOrder(k.chapters, ids, func(h *chapter) string { return h.ID }))
			return nil
		}
		h, err := find(w.chapters, "course or chapter", parent)
		if err == nil {
			w.numberLessons(inOrder(h.lessons, ids, func(l *lesson) string { return l.ID }))
		}
		return err
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
func (d Dashboard) Delete(id string) error {
	return d.site.change(func(w *world) error {
		if !w.remove(id) {
			return fmt.Errorf("find course, chapter or lesson %s: not in this world", id)
		}
		return nil
	})
}

// document is what the dashboard's editor makes of a text: the JSON of its own tree.
// (Seen in practice.) A text that is one already stays unchanged.
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
