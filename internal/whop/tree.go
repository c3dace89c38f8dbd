package whop

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"

	"whopsync/internal/course"
)

// ReadTree reads a course with the order of its chapters and lessons, in one request.
// Of lessons it shows little more than ids and titles; ReadCourse reads all.
func (c *Client) ReadTree(ctx context.Context, id string) (*course.Course, error) {
	read, err := onOne("read", http.MethodGet, course.KindCourse, id)
	if err != nil {
		return nil, c.invalid(read.what, err)
	}
	return c.tree(ctx, read)
}

// Arrange puts chapters and lessons in the order of tree, and lessons into the chapters
// that hold them there. What Whop does with a chapter or lesson that tree leaves out is
// not documented, so tree must be complete. It also sets titles: that is Whop's contract.
func (c *Client) Arrange(ctx context.Context, id string, tree []*course.Chapter) (*course.Course, error) {
	arrange, badID := onOne("arrange", http.MethodPatch, course.KindCourse, id)
	chapters, err := writeTree(tree)
	if err := cmp.Or(badID, err); err != nil {
		return nil, c.invalid(arrange.what, err)
	}
	if arrange.body, err = encodeBody(map[string]any{"chapters": chapters}); err != nil {
		return nil, c.invalid(arrange.what, err)
	}
	return c.tree(ctx, arrange)
}

// tree makes a call that answers with the course of its id and the complete tree.
func (c *Client) tree(ctx context.Context, call call) (*course.Course, error) {
	return fetch(ctx, c, call, func(o object) (*course.Course, error) {
		if _, err := o.objects("chapters"); err != nil {
			return nil, err // without them every chapter would look deleted
		}
		return only(call.id, readCourse)(o)
	})
}

func writeTree(tree []*course.Chapter) ([]any, error) {
	chapters := []any{}
	for i, chapter := range tree {
		lessons := []any{}
		for j, lesson := range chapter.Lessons {
			item, err := writePlace(lessonID, &lesson.Resource, j)
			if err != nil {
				return nil, err
			}
			item["chapter_id"] = chapter.ID
			lessons = append(lessons, item)
		}
		item, err := writePlace(chapterID, &chapter.Resource, i)
		if err != nil {
			return nil, err
		}
		item["lessons"] = lessons
		chapters = append(chapters, item)
	}
	return chapters, nil
}

func writePlace(prefix string, r *course.Resource, order int) (map[string]any, error) {
	if err := checkID(prefix, r.ID); err != nil {
		return nil, err
	}
	if r.Title() == "" {
		return nil, fmt.Errorf("the title of %s is unknown, and this call would empty it", r.ID)
	}
	return map[string]any{"id": r.ID, "title": r.Title(), "order": order}, nil
}

// readCourse reads a course with the chapters that it shows.
func readCourse(o object) (*course.Course, error) {
	resource, err := readResource(course.KindCourse, o)
	if err != nil {
		return nil, err
	}
	read := &course.Course{Resource: resource}
	if isNull(o["chapters"]) {
		return read, nil
	}
	chapters, err := o.objects("chapters")
	if err != nil {
		return nil, err
	}
	for _, item := range chapters {
		chapter, err := readChapter(item)
		if err != nil {
			return nil, err
		}
		read.Chapters = append(read.Chapters, chapter)
	}
	return read, checkUnique(read)
}

func readChapter(o object) (*course.Chapter, error) {
	resource, err := readResource(course.KindChapter, o)
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
		lesson, err := readResource(course.KindLesson, item)
		if err != nil {
			return nil, err
		}
		chapter.Lessons = append(chapter.Lessons, &course.Lesson{Resource: lesson})
	}
	return chapter, nil
}

// checkUnique refuses a tree that shows an id twice: it would be in two places at once.
func checkUnique(tree *course.Course) error {
	var ids []string
	for resource := range tree.Resources() {
		ids = append(ids, resource.ID)
	}
	slices.Sort(ids)
	for i := 1; i < len(ids); i++ {
		if ids[i] == ids[i-1] {
			return fmt.Errorf("the tree shows %s twice", ids[i])
		}
	}
	return nil
}
