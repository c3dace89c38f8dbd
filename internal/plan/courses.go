package plan

import (
	"slices"

	"whopsync/internal/course"
)

// matchCourses recognises a course whose folder was renamed: by lessons that say the same
// as before, and the names of chapters and files. In a course that was recognised, names
// mean what they meant.
func (id *identity) matchCourses() {
	lost, orphans := id.lost(course.KindCourse)
	if len(lost) == 0 || len(orphans) == 0 {
		return
	}
	likeness := map[pair]courseLikeness{}
	for _, to := range lost {
		for _, from := range orphans {
			likeness[pair{to, from}] = id.compareCourses(to, from)
		}
	}
	for _, to := range lost {
		best := strongest(orphans, func(from course.Address) int { return likeness[pair{to, from}].weight() })
		best = slices.DeleteFunc(best, func(from course.Address) bool {
			return !slices.Contains(strongest(lost, func(other course.Address) int { return likeness[pair{other, from}].weight() }), to)
		})
		switch {
		case len(best) == 1 && likeness[pair{to, best[0]}].isSure():
			id.bindCourse(to, best[0])
		case slices.ContainsFunc(best, func(from course.Address) bool { return likeness[pair{to, from}].isDoubtful() }):
			id.ask(to, best, resembles)
		}
	}
}

// bindCourse binds a renamed course and whatever kept its name in it.
func (id *identity) bindCourse(to, from course.Address) {
	id.bind(to, from, ByLessons)
	id.bindInside(to, from)
}

// bindInside binds what kept its name in a course that is called otherwise.
func (id *identity) bindInside(to, from course.Address) {
	for address := range id.bindings {
		if address != from && from.Contains(address) && !id.movedAway(address) {
			id.tryBind(address.Rebase(from, to), address, ByName)
		}
	}
}

// courseLikeness is what a new and an old course have in common.
type courseLikeness struct {
	title    bool
	contents int // lessons of which the new one has the very content
	names    int // lessons of which it has chapter and name
	smaller  int // lessons of the smaller of the two
}

func (l courseLikeness) weight() int { return 2*l.contents + l.names + count(l.title) }

// isSure wants half of the course to be there, and more to go by than the names of files.
func (l courseLikeness) isSure() bool {
	return l.smaller > 0 && 2*max(l.contents, l.names) >= l.smaller && (l.contents > 0 || l.title)
}

func (l courseLikeness) isDoubtful() bool { return l.title || 4*max(l.contents, l.names) >= l.smaller }

func (id *identity) compareCourses(to, from course.Address) courseLikeness {
	l := courseLikeness{title: digestIn(id.desired[to].Fields, course.Title) == id.bindings[from].Fields[course.Title].Sent}
	signs := map[string]bool{}
	olds, news := 0, 0
	for address := range id.bindings {
		if address.Kind() == course.KindLesson && from.Contains(address) {
			olds++
			signs[id.sentContent(address)] = true
		}
	}
	delete(signs, "")
	for address := range id.desired {
		if address.Kind() != course.KindLesson || !to.Contains(address) {
			continue
		}
		news++
		l.contents += count(signs[id.contentOf(address)])
		l.names += count(id.bindings[address.Rebase(to, from)] != nil)
	}
	l.smaller = min(olds, news)
	return l
}
