package whop

import (
	"context"
	"net/http"

	"whopsync/internal/course"
)

// ReadChapter reads a chapter with the ids and titles of its lessons.
func (c *Client) ReadChapter(ctx context.Context, id string) (*course.Chapter, error) {
	return read(ctx, c, course.KindChapter, id, readChapter)
}

// ChaptersOf lists the chapters of a course in their order, without lessons.
func (c *Client) ChaptersOf(ctx context.Context, id string) ([]*course.Chapter, error) {
	list := call{what: "list chapters of " + clip(id), method: http.MethodGet, path: "/course_chapters",
		query: by("course_id", id)}
	if err := checkID(courseID, id); err != nil {
		return nil, c.invalid(list.what, err)
	}
	return listOf(ctx, c, list, func(o object) (*course.Chapter, string, error) {
		chapter, err := readResource(course.KindChapter, chapterID, o)
		return &course.Chapter{Resource: chapter}, chapter.ID, err
	})
}

// CreateChapter creates a chapter, which goes to the end of the course (assumed).
func (c *Client) CreateChapter(ctx context.Context, idempotencyKey, parent string, fields course.Fields) (*course.Chapter, error) {
	create := creation{course.KindChapter, "/course_chapters", "course_id", courseID, parent}
	return makeNew(ctx, c, create, idempotencyKey, fields, readChapter)
}

// UpdateChapter changes exactly the given fields.
func (c *Client) UpdateChapter(ctx context.Context, id string, fields course.Fields) (*course.Chapter, error) {
	return update(ctx, c, course.KindChapter, id, fields, readChapter)
}

// DeleteChapter deletes a chapter and every lesson in it, for ever. It is no error that
// it is gone already.
func (c *Client) DeleteChapter(ctx context.Context, id string) error {
	return c.remove(ctx, course.KindChapter, id)
}

func readChapter(o object) (*course.Chapter, error) {
	resource, err := readResource(course.KindChapter, chapterID, o)
	if err != nil {
		return nil, err
	}
	chapter := &course.Chapter{Resource: resource}
	if isNull(o["lessons"]) {
		return chapter, nil
	}
	lessons, err := o.objects("lessons")
	if err != nil {
		return nil, err
	}
	for _, item := range lessons {
		lesson, err := readLesson(item)
		if err != nil {
			return nil, err
		}
		chapter.Lessons = append(chapter.Lessons, lesson)
	}
	return chapter, nil
}
