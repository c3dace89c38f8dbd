package spec

import (
	"fmt"
	"slices"

	"whopsync/internal/course"
)

// CheckMoved makes sure that an arrangement has changed nothing but places: whatever was declared still
// is, says what it said, and every link leads where it led. Of files with errors before, only the first
// is known.
func CheckMoved(before, after *Project, a Arrangement, problems Problems) error {
	isWrong := map[string]bool{}
	for _, p := range problems.Errors() {
		isWrong[p.Path] = true
	}
	now, addresses := map[string]*course.Resource{}, map[course.Address]course.Address{}
	for r := range after.Resources() {
		now[placeKey(r, Place(r))] = r
	}
	for r := range before.Resources() {
		at := a.To(Place(r))
		is := now[placeKey(r, at)]
		if is == nil {
			return fmt.Errorf("%s would be gone: %s would not be a %s any more", r.Address, at, r.Address.Kind())
		}
		addresses[r.Address] = is.Address
	}
	for r := range before.Resources() {
		is := now[placeKey(r, a.To(Place(r)))]
		for _, field := range r.Fields.Names(r.Address.Kind()) {
			isNamed := field == course.Title && a.To(r.Source.Path) != r.Source.Path
			if was := r.Fields[field]; !isNamed && !isWrong[r.Source.Path] && !saysSame(was, is.Fields[field], a, addresses) {
				return fmt.Errorf("%s of %s would say something else: this is a bug in whopsync, and nothing was written", field, r.Address)
			}
		}
	}
	return nil
}

// placeKey tells a course from its only chapter, whose folder is the same.
func placeKey(r *course.Resource, place string) string { return string(r.Address.Kind()) + " " + place }

func saysSame(was, is course.Value, a Arrangement, addresses map[course.Address]course.Address) bool {
	before, isBody := was.(course.Body)
	after, ok := is.(course.Body)
	if !isBody || !ok {
		return course.Same(was, is) || isMoved(course.FilesIn(was), course.FilesIn(is), a)
	}
	lead := func(file func(string) string, lesson func(course.Address) course.Address) func(course.Ref) (string, bool) {
		return func(ref course.Ref) (string, bool) {
			switch {
			case ref.File != nil:
				return "file:" + file(ref.File.Path) + ref.Anchor, true
			case ref.URL != "": // which leads to a file that may move with it
				return "", true
			}
			return "lesson:" + lesson(ref.Lesson).String() + ref.Anchor, true
		}
	}
	moved := before.Fill(lead(a.To, func(at course.Address) course.Address { return addresses[at] }))
	return moved == after.Fill(lead(func(path string) string { return path }, func(at course.Address) course.Address { return at }))
}

// isMoved reports whether the same files stand in the places that they get, whose names students may see.
func isMoved(before, after []course.File, a Arrangement) bool {
	return len(before) > 0 && slices.EqualFunc(before, after, func(was, is course.File) bool {
		return a.To(was.Path) == is.Path && was.SHA256 == is.SHA256
	})
}
