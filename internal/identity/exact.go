package identity

import (
	"whopsync/internal/course"
)

// matchUnchanged binds each lesson whose file equals the content last sent to the object in
// its place.
func matchUnchanged(m *matcher) {
	for _, to := range m.open(course.KindLesson) {
		from, ok := m.freePlaceOf(to)
		if !ok {
			continue
		}
		if says := m.fileSign(to); says == m.sentSign(from) {
			because := ByName
			if says.content != "" {
				because = ByContent
			}
			m.bind(to, from, because)
		}
	}
}

// bindInPlace binds what stands in the place of its object, where isRight says so.
func bindInPlace(m *matcher, kind course.Kind, isRight func(to, from course.Address) bool) {
	for _, to := range m.open(kind) {
		if from, ok := m.freePlaceOf(to); ok && isRight(to, from) {
			m.bind(to, from, ByName)
		}
	}
}

// wholeIn returns, for open lessons, those of olds with the same title and content, where no other
// in the course has these on either side.
func wholeIn(m *matcher, olds []course.Address) map[course.Address]course.Address {
	sent := alone(olds, func(from course.Address) courseSign { return courseSign{from.Course, m.sentSign(from)} })
	files := alone(m.open(course.KindLesson), func(to course.Address) courseSign {
		return courseSign{m.bound[courseOf(to)].Course, m.fileSign(to)}
	})
	whole := map[course.Address]course.Address{}
	for in, to := range files {
		if from, ok := sent[in]; ok {
			whole[to] = from
		}
	}
	return whole
}

// keepsTitle reports whether a file has the title sent for an object.
func keepsTitle(m *matcher, to, from course.Address) bool {
	return digestsIn(m.files[to], nil)(course.Title) == sentFor(m.known[from])(course.Title)
}
