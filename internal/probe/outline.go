package probe

import (
	"encoding/json"
	"errors"
	"slices"

	"whopsync/internal/course"
)

// outline is a course as Whop shows it, with the numbers of its parts.
type outline struct {
	ID         string  `json:"id"`
	Title      string  `json:"title"`
	Visibility string  `json:"visibility"`
	Chapters   []entry `json:"chapters"`
}

// entry is a chapter or lesson in an outline.
type entry struct {
	ID      string  `json:"id"`
	Title   string  `json:"title"`
	Order   int     `json:"order"`
	Lessons []entry `json:"lessons"`
}

// readOutline refuses an answer that is not a course, or is silent about its chapters: they would all look
// deleted.
func readOutline(data json.RawMessage, err error) (outline, error) {
	var o outline
	if err == nil && (json.Unmarshal(data, &o) != nil || o.ID == "" || o.Chapters == nil) {
		err = errors.New("the answer does not show a course with its chapters")
	}
	return o, err
}

// ids are those of all chapters and lessons, in their order. Each lesson is in the chapter before it.
func (o outline) ids() (ids []string) {
	for _, chapter := range o.Chapters {
		ids = append(ids, chapter.ID)
		for _, lesson := range chapter.Lessons {
			ids = append(ids, lesson.ID)
		}
	}
	return ids
}

// order returns those of the ids that the course shows, in its order.
func (o outline) order(of []string) []string {
	return slices.DeleteFunc(o.ids(), func(id string) bool { return !slices.Contains(of, id) })
}

// find returns a chapter or lesson, an empty one if it is not shown.
func (o outline) find(id string) entry {
	for _, chapter := range o.Chapters {
		for _, shown := range append([]entry{chapter}, chapter.Lessons...) {
			if shown.ID == id {
				return shown
			}
		}
	}
	return entry{}
}

// move returns the outline with a lesson at the end of a chapter.
func (o outline) move(lesson, to string) outline {
	moved := outline{ID: o.ID, Title: o.Title, Visibility: o.Visibility}
	for _, chapter := range o.Chapters {
		chapter.Lessons = slices.DeleteFunc(slices.Clone(chapter.Lessons), func(l entry) bool { return l.ID == lesson })
		if chapter.ID == to {
			chapter.Lessons = append(chapter.Lessons, o.find(lesson))
		}
		moved.Chapters = append(moved.Chapters, chapter)
	}
	return moved
}

// tree is the outline in the form that a client arranges a course by.
func (o outline) tree() (chapters []*course.Chapter) {
	for _, c := range o.Chapters {
		chapter := &course.Chapter{Resource: c.resource()}
		for _, l := range c.Lessons {
			chapter.Lessons = append(chapter.Lessons, &course.Lesson{Resource: l.resource()})
		}
		chapters = append(chapters, chapter)
	}
	return chapters
}

func (e entry) resource() course.Resource {
	return course.Resource{ID: e.ID, Fields: course.Fields{course.Title: course.Text(e.Title)}}
}
