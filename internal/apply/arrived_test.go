package apply_test

import (
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
		FileURL:   func(sha string) string { return remembered.Files[sha].URL },
		ID: func(a course.Address) string {
			if b := remembered.Bindings[a]; b != nil {
				return b.ID
			}
			return ""
		},
	}
	want, _ := resolver.Resolve(lesson.Fields[course.Content].(course.Body))
	if !course.Resembles(course.Text(want), course.Text(text(got.Content))) {
		h.fail("%s has the text %q, not %q", lesson.Address, text(got.Content), want)
	}
	if got.Title != lesson.Title() || got.Visibility != lesson.Fields.Text(course.Visibility) {
		h.fail("%s is %q (%s)", lesson.Address, got.Title, got.Visibility)
	}
	questions, _ := lesson.Fields[course.Questions].(course.QuestionList)
	if len(questions) != len(got.Questions) {
		h.fail("%s has %d questions, not %d", lesson.Address, len(got.Questions), len(questions))
	}
}
