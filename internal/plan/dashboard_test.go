package plan_test

import (
	"slices"

	"whopsync/internal/course"
)

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

// dashboard sets a field of a live object.
func (w *world) dashboard(id string, field course.Field, value course.Value) {
	w.onWhop(id).Fields[field] = value
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

// vanish deletes a live object, with its content.
func (w *world) vanish(id string) {
	w.live = slices.DeleteFunc(w.live, func(c *course.Course) bool { return c.ID == id })
	for _, c := range w.live {
		c.Chapters = slices.DeleteFunc(c.Chapters, func(chapter *course.Chapter) bool { return chapter.ID == id })
		for _, chapter := range c.Chapters {
			chapter.Lessons = slices.DeleteFunc(chapter.Lessons, func(l *course.Lesson) bool { return l.ID == id })
		}
	}
}
