package whop

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"whopsync/internal/course"
)

// collection says where the resources of one kind are found.
type collection struct {
	path         string
	idPrefix     string
	parent       string // the member, and the filter of a list, that names the parent
	parentPrefix string
}

var collections = map[course.Kind]collection{
	course.KindCourse:  {"/courses", courseID, "experience_id", experienceID},
	course.KindChapter: {"/course_chapters", chapterID, "course_id", courseID},
	course.KindLesson:  {"/course_lessons", lessonID, "chapter_id", chapterID},
}

func decoder(kind course.Kind) func(object) (*course.Resource, error) {
	return func(o object) (*course.Resource, error) { return readResource(kind, o) }
}

// readResource reads the id and every field that the answer shows.
func readResource(kind course.Kind, o object) (*course.Resource, error) {
	id, err := o.id(collections[kind].idPrefix)
	if err != nil {
		return nil, err
	}
	fields := course.Fields{}
	for _, spec := range course.Specs(kind) {
		v, err := readField(kind, spec, o)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", kind, id, err)
		}
		if v != nil {
			fields[spec.Field] = v
		}
	}
	return &course.Resource{ID: id, Fields: fields}, nil
}

// only refuses the answer about another resource than the one asked for.
func only[T any](id string, decode func(object) (T, error)) func(object) (T, error) {
	return func(o object) (T, error) {
		v, err := decode(o)
		if got, _ := o.text("id"); err == nil && got != id {
			err = fmt.Errorf("the answer is about %s", got)
		}
		return v, err
	}
}

// checkIdempotencyKey refuses a create without a key: it could not be asked again safely.
func checkIdempotencyKey(key string) error {
	const maxBytes = 255 // documented
	if key == "" || len(key) > maxBytes {
		return fmt.Errorf("an idempotency key has 1 to %d bytes, not %d", maxBytes, len(key))
	}
	return nil
}

// bodyOf writes fields, and the members that are not fields, as a request's body.
func bodyOf(kind course.Kind, fields course.Fields, takes func(course.Spec) bool, others map[string]any) ([]byte, error) {
	members, err := writeFields(kind, fields, takes)
	if err != nil {
		return nil, err
	}
	maps.Copy(members, others)
	if len(members) == 0 {
		return nil, errors.New("nothing to send")
	}
	return encodeBody(members)
}

// readCourse reads a course with the chapters that it shows.
func readCourse(o object) (*course.Course, error) {
	resource, err := readResource(course.KindCourse, o)
	if err != nil {
		return nil, err
	}
	chapters, err := childrenOf(o, "chapters", readChapter)
	if err != nil {
		return nil, err
	}
	read := &course.Course{Resource: *resource, Chapters: chapters}
	return read, checkUnique(read)
}

func readChapter(o object) (*course.Chapter, error) {
	resource, err := readResource(course.KindChapter, o)
	if err != nil {
		return nil, err
	}
	lessons, err := childrenOf(o, "lessons", readLesson)
	return &course.Chapter{Resource: *resource, Lessons: lessons}, err
}

func readLesson(o object) (*course.Lesson, error) {
	resource, err := readResource(course.KindLesson, o)
	if err != nil {
		return nil, err
	}
	return &course.Lesson{Resource: *resource}, nil
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

func writeChapter(order int, chapter *course.Chapter) (map[string]any, error) {
	item, err := writePlace(chapterID, &chapter.Resource, order)
	if err != nil {
		return nil, err
	}
	item["lessons"], err = convert(chapter.Lessons, func(order int, lesson *course.Lesson) (map[string]any, error) {
		item, err := writePlace(lessonID, &lesson.Resource, order)
		if err == nil {
			item["chapter_id"] = chapter.ID
		}
		return item, err
	})
	return item, err
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
