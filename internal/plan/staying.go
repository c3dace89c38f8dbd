package plan

import (
	"whopsync/internal/course"
)

// staying are the lessons whose identity is settled. What they share with a lost one
// speaks for nothing: if every chapter has a lesson called "Homework", then two lessons
// are not one for being called that.
type staying struct {
	desired  map[course.Address]*course.Resource
	titles   map[inCourse]int                    // by folded title
	local    map[inChapter]int                   // by chapter and folded title
	names    map[inCourse]int                    // by file name
	chapters map[course.Address][]course.Address // lessons by the chapter they are in or were in
	sketches map[course.Address]sketch
}

type (
	inCourse  struct{ course, word string }
	inChapter struct {
		chapter course.Address
		word    string
	}
)

func (id *identity) staying() staying {
	s := staying{
		desired: id.desired, titles: map[inCourse]int{}, local: map[inChapter]int{}, names: map[inCourse]int{},
		chapters: map[course.Address][]course.Address{}, sketches: map[course.Address]sketch{},
	}
	for to, from := range id.bound {
		if to.Kind() != course.KindLesson {
			continue
		}
		title := foldTitle(id.desired[to].Title())
		s.titles[inCourse{to.Course, title}]++
		s.local[inChapter{to.Parent(), title}]++
		s.names[inCourse{to.Course, to.Name()}]++
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
	if sameChapter {
		return s.local[inChapter{lost.address.Parent(), lost.title}] > 0
	}
	return s.titles[inCourse{lost.address.Course, lost.title}] > 0
}

// like returns how much of a lost lesson's text the likest one has of those that stay in
// its chapter and in the one that it may come from.
func (s *staying) like(lost *profile, from course.Address) float64 {
	likest := 0.0
	for _, chapter := range []course.Address{lost.address.Parent(), from.Parent()} {
		for _, address := range s.chapters[chapter] {
			likest = max(likest, lost.text.similarity(s.sketch(address)))
		}
	}
	return likest
}

func (s *staying) sketch(address course.Address) sketch {
	known, ok := s.sketches[address]
	if !ok {
		known = sketchOf(s.desired[address].Fields.Text(course.Content))
		s.sketches[address] = known
	}
	return known
}
