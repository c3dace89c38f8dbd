package plan

import (
	"maps"
	"slices"

	"whopsync/internal/course"
)

// staying are the lessons whose identity is settled. What they share with a lost one
// speaks for nothing: if every chapter has a lesson called "Homework", then two lessons
// are not one for being called that.
type staying struct {
	desired  map[course.Address]*course.Resource
	titles   map[inCourse][]course.Address       // by folded title
	names    map[inCourse][]course.Address       // by file name
	chapters map[course.Address][]course.Address // lessons by the chapter they are in or were in
	sketches map[course.Address]sketch
	sketcher *sketcher
}

// inCourse is a word that means something in one course.
type inCourse struct{ course, word string }

func (id *identity) staying(sketcher *sketcher) staying {
	s := staying{
		desired: id.desired, titles: map[inCourse][]course.Address{}, names: map[inCourse][]course.Address{},
		chapters: map[course.Address][]course.Address{}, sketches: map[course.Address]sketch{}, sketcher: sketcher,
	}
	for _, to := range slices.SortedFunc(maps.Keys(id.bound), course.Address.Compare) {
		from := id.bound[to]
		if to.Kind() != course.KindLesson {
			continue
		}
		title, name := inCourse{to.Course, foldTitle(id.desired[to].Title())}, inCourse{to.Course, to.Name()}
		s.titles[title] = append(s.titles[title], to)
		s.names[name] = append(s.names[name], to)
		s.chapters[to.Parent()] = append(s.chapters[to.Parent()], to)
		if from.Parent() != to.Parent() {
			s.chapters[from.Parent()] = append(s.chapters[from.Parent()], to)
		}
	}
	return s
}

// hasTitle reports whether a lesson that stays has the title too: in the chapter, if the
// lost one has not left it, else in the course.
func (s *staying) hasTitle(lost *profile, sameChapter bool) bool {
	return slices.ContainsFunc(s.titles[inCourse{lost.address.Course, lost.title}], func(a course.Address) bool {
		return !sameChapter || a.Parent() == lost.address.Parent()
	})
}

func (s *staying) hasName(lost course.Address) bool {
	return len(s.names[inCourse{lost.Course, lost.Name()}]) > 0
}

// like returns how much of a lost lesson's text the likest one has of those that stay: in
// its chapter, in the one that it may come from, and under its title and name elsewhere.
func (s *staying) like(lost *profile, from course.Address) float64 {
	titled, named := s.titles[inCourse{lost.address.Course, lost.title}], s.names[inCourse{lost.address.Course, lost.address.Name()}]
	likest := 0.0
	for _, addresses := range [][]course.Address{
		s.chapters[lost.address.Parent()], s.chapters[from.Parent()],
		titled[:min(nearest, len(titled))], named[:min(nearest, len(named))],
	} {
		for _, address := range addresses {
			likest = max(likest, lost.text.similarity(s.sketch(address)))
		}
	}
	return likest
}

func (s *staying) sketch(address course.Address) sketch {
	known, ok := s.sketches[address]
	if !ok {
		known = s.sketcher.sketch(s.desired[address].Fields.Text(course.Content))
		s.sketches[address] = known
	}
	return known
}
