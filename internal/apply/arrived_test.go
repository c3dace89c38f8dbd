package apply_test

import (
	"regexp"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/whop/emulator"
)

// checkArrived: what the files say is what Whop shows, in their order.
func (h *history) checkArrived() {
	if len(h.problems) > 0 {
		return
	}
	objects := h.objects()
	c := h.courses[0]
	remembered := h.state()
	order := map[string][]string{}
	for _, chapter := range h.whop.Snapshot().Courses[0].Chapters {
		order["chapters"] = append(order["chapters"], chapter.ID)
		for _, lesson := range chapter.Lessons {
			order[chapter.ID] = append(order[chapter.ID], lesson.ID)
		}
	}
	inOrder := func(parent string, ids []string) {
		shown := slices.DeleteFunc(slices.Clone(order[parent]), func(id string) bool { return !slices.Contains(ids, id) })
		if !slices.Equal(ids, shown) {
			h.fail("the order of %s is %v, not %v", parent, shown, ids)
		}
	}
	var chapters []string
	for _, chapter := range c.Chapters {
		id := remembered.Bindings[chapter.Address].ID
		chapters = append(chapters, id)
		var lessons []string
		for _, lesson := range chapter.Lessons {
			binding := remembered.Bindings[lesson.Address]
			if binding == nil {
				h.fail("%s is not bound", lesson.Address)
				return
			}
			lessons = append(lessons, binding.ID)
			h.checkLesson(lesson, objects[binding.ID].lesson)
		}
		inOrder(id, lessons)
	}
	inOrder("chapters", chapters)
	if visibility := h.whop.Snapshot().Courses[0].Visibility; visibility != course.Visible {
		h.fail("the course is %s", visibility)
	}
}

func (h *history) checkLesson(lesson *course.Lesson, got emulator.Lesson) {
	remembered := h.state()
	resolver := course.Resolver{
		LessonURL: h.lessonURL,
		FileURL: func(file course.File) string {
			known, _ := remembered.Files.Of(file, true)
			return known.URL
		},
		ID: func(a course.Address) string {
			if b := remembered.Bindings[a]; b != nil {
				return b.ID
			}
			return ""
		},
	}
	body, shown := lesson.Fields[course.Content].(course.Body), text(got.Content)
	if h.loses { // and with it which upload is which file: what counts is that the name is right
		resolver.FileURL = func(file course.File) string { return nameIn(body, file.SHA256) }
		shown = uploaded.ReplaceAllString(shown, "")
	}
	want, _ := resolver.Resolve(body)
	if !course.Resembles(course.Text(want), course.Text(shown)) {
		h.fail("%s has the text %q, not %q", lesson.Address, shown, want)
	}
	if got.Title != lesson.Title() || got.Visibility != lesson.Fields.Text(course.Visibility) {
		h.fail("%s is %q (%s)", lesson.Address, got.Title, got.Visibility)
	}
	questions, _ := lesson.Fields[course.Questions].(course.QuestionList)
	if len(questions) != len(got.Questions) {
		h.fail("%s has %d questions, not %d", lesson.Address, len(got.Questions), len(questions))
	}
}

// uploaded is the address of an uploaded file up to its name.
var uploaded = regexp.MustCompile(`http://localhost/cdn/[^/]+/`)

// nameIn returns the name of the file with this hash that a body shows.
func nameIn(body course.Body, sha string) string {
	for _, ref := range body.Refs {
		if ref.File != nil && ref.File.SHA256 == sha {
			return ref.File.Name
		}
	}
	return ""
}
