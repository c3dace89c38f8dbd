package plan

import (
	"slices"

	"whopsync/internal/course"
)

// matchCourses recognises a course whose folder was renamed by the lessons in it: what
// it held is compared by content, address and title.
func (id *identity) matchCourses() {
	lost, orphans := id.lost(course.KindCourse)
	overlap := func(to, from course.Address) int { return id.commonContent(to, from) }
	id.matchByOverlap(lost, orphans, overlap)
}

// matchChapters recognises a renamed chapter by the lessons that moved along, and an
// empty-handed one by nothing: a chapter carries no progress of its own.
func (id *identity) matchChapters() {
	lost, orphans := id.lost(course.KindChapter)
	orphans = slices.DeleteFunc(orphans, func(a course.Address) bool {
		return !slices.ContainsFunc(lost, func(b course.Address) bool { return id.sameCourse(b, a) })
	})
	overlap := func(to, from course.Address) int {
		if !id.sameCourse(to, from) {
			return 0
		}
		return id.commonLessons(to, from) + id.commonNames(to, from)
	}
	id.matchByOverlap(lost, orphans, overlap)
}

// matchByOverlap binds each lost address to the orphan that it has most in common with,
// where both are the other's best and nothing else is as good.
func (id *identity) matchByOverlap(lost, orphans []course.Address, overlap func(to, from course.Address) int) {
	for _, to := range lost {
		best := strongest(orphans, func(from course.Address) int { return overlap(to, from) })
		switch {
		case len(best) == 0:
			continue
		case len(best) > 1:
			id.ambiguous(to, best)
			continue
		}
		rivals := strongest(lost, func(other course.Address) int { return overlap(other, best[0]) })
		switch {
		case len(rivals) == 1 && rivals[0] == to:
			id.bind(to, best[0], ByLessons)
		case slices.Contains(rivals, to):
			id.ambiguous(to, best)
		}
	}
}

// strongest returns the addresses with the highest score above zero.
func strongest(addresses []course.Address, score func(course.Address) int) []course.Address {
	var best []course.Address
	top := 0
	for _, address := range addresses {
		switch s := score(address); {
		case s > top:
			best, top = []course.Address{address}, s
		case s == top && s > 0:
			best = append(best, address)
		}
	}
	return best
}

// commonLessons counts the lessons of the desired chapter that live, bound, in the old one.
func (id *identity) commonLessons(to, from course.Address) int {
	n := 0
	for lesson, was := range id.bound {
		if lesson.Kind() == course.KindLesson && lesson.Parent() == to && was.Parent() == from {
			n++
		}
	}
	return n
}

// commonNames counts the lessons of the desired chapter whose file name the old one also had.
func (id *identity) commonNames(to, from course.Address) int {
	n := 0
	for lesson := range id.desired {
		if lesson.Kind() != course.KindLesson || lesson.Parent() != to {
			continue
		}
		if _, bound := id.bound[lesson]; bound {
			continue
		}
		if was := from.Child(lesson.Name()); id.bindings[was] != nil && !id.taken[was] {
			n++
		}
	}
	return n
}

// commonContent counts the lessons whose content the desired course shares with what was
// sent for the old one.
func (id *identity) commonContent(to, from course.Address) int {
	signs := map[string]bool{}
	for address := range id.bindings {
		if address.Kind() == course.KindLesson && address.Course == from.Course {
			signs[id.sentContent(address)] = true
		}
	}
	delete(signs, "")
	n := 0
	for address := range id.desired {
		if address.Kind() == course.KindLesson && address.Course == to.Course && signs[id.contentOf(address)] {
			n++
		}
	}
	return n
}
