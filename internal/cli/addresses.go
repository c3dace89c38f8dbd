package cli

import (
	"cmp"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/site"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// lessonURL returns the template of lessons' addresses: the environment's own, else that of
// whop.com; "" where the account's route is not known.
func lessonURL(env spec.Environment, target state.Target) string {
	return cmp.Or(env.LessonURL, site.LessonURL(target.BaseURL, target.Route, target.Experience))
}

// addressOf returns the address on Whop of a course or lesson that the state knows, "" where none is
// known. A chapter has none of its own, and what is local is at no address.
func addressOf(at course.Address, env spec.Environment, s *state.State) string {
	lessons := lessonURL(env, s.Target)
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
