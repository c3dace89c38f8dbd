package identity

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/textsim"
)

// boundLessons are the lessons with a settled identity. What an open lesson shares with
// them is no evidence: if every chapter has a lesson "Homework", that title identifies no
// lesson.
type boundLessons struct {
	m        *matcher
	titles   map[courseName][]course.Address     // by folded title, in the course of the files
	names    map[courseName][]course.Address     // by file name
	chapters map[course.Address][]course.Address // by the chapter they are in or were in
	sets     map[course.Address]textsim.Set
	maker    *textsim.Maker
	// all finds the nearest of all bound lessons: an object that no state knows may be there
	// forever, and the form that it is filled in from as well. nil for what a state knows.
	all   *textsim.Index
	allOf []course.Address
}

func newBoundLessons(m *matcher, maker *textsim.Maker) boundLessons {
	b := boundLessons{m: m, chapters: map[course.Address][]course.Address{}, sets: map[course.Address]textsim.Set{}, maker: maker}
	lessons := slices.DeleteFunc(slices.Clone(m.declared), func(to course.Address) bool {
		_, ok := m.bound[to]
		return !ok || to.Kind() != course.KindLesson
	})
	b.titles = grouped(lessons, func(to course.Address) courseName { return courseName{to.Course, FoldTitle(m.files[to].Title())} })
	b.names = grouped(lessons, func(to course.Address) courseName { return courseName{to.Course, to.Name()} })
	for _, to := range lessons {
		b.chapters[to.Parent()] = append(b.chapters[to.Parent()], to)
		if was := m.bound[to].Parent(); was != to.Parent() {
			b.chapters[was] = append(b.chapters[was], to)
		}
	}
	if len(m.unmanaged) > 0 {
		sets := make([]textsim.Set, len(lessons))
		for i, to := range lessons {
			sets[i] = b.set(to)
		}
		b.all, b.allOf = textsim.NewIndex(sets), lessons
	}
	return b
}

// hasTitle reports whether a bound lesson has the title too: in the chapter, if the open one has
// not left it, else in the course.
func (b *boundLessons) hasTitle(to, from course.Address, title string) bool {
	isSameChapter := b.m.bound[to.Parent()] == from.Parent()
	return slices.ContainsFunc(b.titles[courseName{to.Course, title}], func(a course.Address) bool {
		return !isSameChapter || a.Parent() == to.Parent()
	})
}

func (b *boundLessons) hasName(to course.Address) bool {
	return len(b.names[courseName{to.Course, to.Name()}]) > 0
}

// nearest returns the bound lesson most similar to an open one, among the lessons of its
// chapter, of the chapter it may come from, and those with its title or name elsewhere.
func (b *boundLessons) nearest(mine *profile, p pair) (nearestSet textsim.Set, ok bool) {
	titled, named := b.titles[courseName{p.to.Course, mine.title}], b.names[courseName{p.to.Course, p.to.Name()}]
	most := 0.0
	consider := func(address course.Address) {
		if like := mine.set.Similarity(b.set(address)); like > most {
			nearestSet, most = b.set(address), like
		}
	}
	if b.all != nil {
		for _, i := range b.all.Nearest(mine.set, nearest) {
			consider(b.allOf[i])
		}
	}
	for _, address := range slices.Concat(b.chapters[p.to.Parent()], b.chapters[p.from.Parent()], firstOf(titled), firstOf(named)) {
		consider(address)
	}
	return nearestSet, most > 0
}

func (b *boundLessons) set(address course.Address) textsim.Set {
	known, ok := b.sets[address]
	if !ok {
		known = featuresOf(b.maker, b.m.files[address].Fields)
		b.sets[address] = known
	}
	return known
}
