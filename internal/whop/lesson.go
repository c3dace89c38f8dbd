package whop

import (
	"context"
	"net/http"

	"whopsync/internal/course"
)

// ReadLesson reads everything that Whop shows of a lesson.
func (c *Client) ReadLesson(ctx context.Context, id string) (*course.Lesson, error) {
	return read(ctx, c, course.KindLesson, id, readLesson)
}

// LessonsOf lists the lessons of a chapter in their order.
func (c *Client) LessonsOf(ctx context.Context, id string) ([]*course.Lesson, error) {
	if err := checkID(chapterID, id); err != nil {
		return nil, c.invalid("list lessons of "+clip(id), err)
	}
	return c.listLessons(ctx, "chapter_id", id)
}

// listLessons lists the lessons of a course or chapter, with bodies. Attachments, PDFs,
// questions and hosted videos are shown for one lesson at a time only.
func (c *Client) listLessons(ctx context.Context, filter, id string) ([]*course.Lesson, error) {
	list := call{what: "list lessons of " + clip(id), method: http.MethodGet, path: "/course_lessons", query: by(filter, id)}
	return listOf(ctx, c, list, func(o object) (*course.Lesson, string, error) {
		lesson, err := readLesson(o)
		if err != nil {
			return nil, "", err
		}
		return lesson, lesson.ID, nil
	})
}

// CreateLesson creates a lesson, which goes to the end of the chapter (assumed).
func (c *Client) CreateLesson(ctx context.Context, idempotencyKey, parent string, fields course.Fields) (*course.Lesson, error) {
	create := creation{course.KindLesson, "/course_lessons", "chapter_id", chapterID, parent}
	return makeNew(ctx, c, create, idempotencyKey, fields, readLesson)
}

// UpdateLesson changes exactly the given fields.
func (c *Client) UpdateLesson(ctx context.Context, id string, fields course.Fields) (*course.Lesson, error) {
	return update(ctx, c, course.KindLesson, id, fields, readLesson)
}

// DeleteLesson deletes a lesson and its students' progress, for ever. It is no error
// that it is gone already.
func (c *Client) DeleteLesson(ctx context.Context, id string) error {
	return c.remove(ctx, course.KindLesson, id)
}

func readLesson(o object) (*course.Lesson, error) {
	resource, err := readResource(course.KindLesson, lessonID, o)
	if err != nil {
		return nil, err
	}
	return &course.Lesson{Resource: resource}, nil
}
