package plan

import (
	"fmt"
	"whopsync/internal/course"
	"whopsync/internal/state"
)

// Remembered returns the courses as the state remembers them: which objects there are and
// in which order, and no content. A plan against it needs neither key nor network. It
// shows what the files have changed since the last apply, and nothing changed on Whop.
func Remembered(s *state.State) []*course.Course {
	if s == nil {
		return nil
	}
	byID := s.ByID()
	var courses []*course.Course
	for _, address := range s.Addresses() {
		if address.Kind() == course.KindCourse {
			courses = append(courses, rememberedCourse(s, address, byID))
		}
	}
	return courses
}

// AsApplied returns the state that an apply of courses would leave behind: it tells what a plan makes of
// other files where the real one cannot be read.
func AsApplied(courses []*course.Course) *state.State {
	s := state.New("")
	bind := func(r *course.Resource) *state.Binding {
		b := &state.Binding{ID: fmt.Sprintf("%s_%d", r.Address.Kind(), len(s.Bindings)), Path: r.Source.Path, Key: r.Key, Fields: map[course.Field]state.Synced{}}
		for field, value := range r.Fields {
			b.Fields[field] = state.Synced{Sent: course.DigestOf(value), Got: course.DigestOf(value)}
		}
		s.Bindings[r.Address] = b
		return b
	}
	for _, c := range courses {
		top := bind(&c.Resource)
		for _, chapter := range c.Chapters {
			branch := state.Branch{Chapter: bind(&chapter.Resource).ID}
			for _, lesson := range chapter.Lessons {
				branch.Lessons = append(branch.Lessons, bind(&lesson.Resource).ID)
			}
			top.Outline = append(top.Outline, branch)
		}
	}
	return s
}

func rememberedCourse(s *state.State, address course.Address, byID map[string]course.Address) *course.Course {
	c := &course.Course{Resource: rememberedResource(s, address)}
	placed := map[string]bool{}
	chapters := map[course.Address]*course.Chapter{}
	addChapter := func(at course.Address) *course.Chapter {
		if chapters[at] == nil && s.Bindings[at] != nil {
			chapters[at] = &course.Chapter{Resource: rememberedResource(s, at)}
			c.Chapters = append(c.Chapters, chapters[at])
		}
		return chapters[at]
	}
	addLesson := func(chapter *course.Chapter, at course.Address) {
		if lesson := rememberedResource(s, at); chapter != nil && !placed[lesson.ID] {
			chapter.Lessons = append(chapter.Lessons, &course.Lesson{Resource: lesson})
			placed[lesson.ID] = true
		}
	}
	for _, branch := range s.Bindings[address].Outline {
		chapter := addChapter(byID[branch.Chapter])
		for _, id := range branch.Lessons {
			if at := byID[id]; !at.IsZero() {
				addLesson(chapter, at)
			}
		}
	}
	for _, at := range s.Addresses() { // what has no place in the order, such as what was hidden
		if at.Kind() == course.KindLesson && address.Contains(at) {
			addLesson(addChapter(at.Parent()), at)
		}
	}
	return c
}

// rememberedResource has no fields: what Whop shows is not known.
func rememberedResource(s *state.State, address course.Address) course.Resource {
	return course.Resource{ID: s.Bindings[address].ID, Fields: course.Fields{}}
}

func lessonsOf(c *course.Course) []*course.Lesson {
	var lessons []*course.Lesson
	for _, chapter := range c.Chapters {
		lessons = append(lessons, chapter.Lessons...)
	}
	return lessons
}
