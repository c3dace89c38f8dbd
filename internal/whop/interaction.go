package whop

import (
	"context"
	"fmt"
	"net/http"
)

// Progress counts the students of one lesson. Who they are is nobody's business here.
type Progress struct {
	Students  int // who have begun it, the finished included
	Completed int
}

// LessonInteractions counts students' progress by lesson id, for one lesson or for a
// whole course. A lesson that nobody has begun is not in the result.
func (c *Client) LessonInteractions(ctx context.Context, id string) (map[string]Progress, error) {
	list := call{what: "count progress on " + clip(id), method: http.MethodGet, path: "/course_lesson_interactions"}
	switch {
	case checkID(lessonID, id) == nil:
		list.query = by("lesson_id", id)
	case checkID(courseID, id) == nil:
		list.query = by("course_id", id)
	default:
		return nil, c.invalid(list.what, fmt.Errorf("%q is no id of a course or lesson", clip(id)))
	}
	students := map[string]map[string]bool{} // lesson → student → completed
	err := c.each(ctx, list, func(o object) error {
		lesson, student, completed, err := readInteraction(o)
		if err != nil {
			return err
		}
		if students[lesson] == nil {
			students[lesson] = map[string]bool{}
		}
		students[lesson][student] = students[lesson][student] || completed
		return nil
	})
	if err != nil {
		return nil, err
	}
	return countProgress(students), nil
}

// readInteraction reads who did what. An interaction that names no student counts as
// one of its own: rather one too many than one too few.
func readInteraction(o object) (lesson, student string, completed bool, err error) {
	about, err := o.object("lesson")
	if err != nil {
		return "", "", false, err
	}
	if lesson, err = about.id(lessonID); err != nil {
		return "", "", false, err
	}
	if student, err = o.inner("user", "id"); err != nil {
		return "", "", false, err
	}
	if student == "" {
		if student, err = o.text("id"); err != nil {
			return "", "", false, err
		}
	}
	completed, err = o.flag("completed")
	return lesson, student, completed, err
}

func countProgress(students map[string]map[string]bool) map[string]Progress {
	progress := make(map[string]Progress, len(students))
	for lesson, completed := range students {
		p := Progress{Students: len(completed)}
		for _, done := range completed {
			if done {
				p.Completed++
			}
		}
		progress[lesson] = p
	}
	return progress
}
