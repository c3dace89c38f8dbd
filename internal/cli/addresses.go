package cli

import (
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/site"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// withNearest adds to an error about an address that does not exist the one that may be meant.
func withNearest(err error, written course.Address, known []course.Address) error {
	if near, ok := spec.Nearest(written, known); ok {
		return hint.Add(err, "Did you mean %s?", near)
	}
	return err
}

// addressOf returns the address on Whop of a course or lesson that the state knows, "" where none is
// known. A chapter has none of its own, and what is local is at no address.
func addressOf(at course.Address, env spec.Environment, s *state.State) string {
	lessons := plan.LessonURL(env.LessonURL, s.Target)
	id := func(at course.Address) string {
		if binding := s.Bindings[at]; binding != nil {
			return binding.ID
		}
		return ""
	}
	address := ""
	switch at.Kind() {
	case course.KindCourse:
		address = strings.ReplaceAll(site.CourseURL(lessons), "{course}", id(at))
	case course.KindLesson:
		address, _ = course.Resolver{ID: id, LessonURL: lessons}.Address(course.Ref{Lesson: at})
	}
	if id(at) == "" || site.IsNowhere(address) {
		return ""
	}
	return address
}
