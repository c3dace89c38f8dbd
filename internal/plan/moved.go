package plan

import (
	"maps"
	"slices"

	"whopsync/internal/course"
)

// matchMoved follows moved:, for whole subtrees too, and what is said of one object before
// what is said of all that is around it. A line whose object is not known any more was
// followed before, and does nothing.
func (id *identity) matchMoved() {
	if len(id.in.Options.Moved) == 0 {
		return
	}
	known := slices.SortedFunc(maps.Keys(id.bindings), course.Address.Compare)
	for _, named := range []bool{true, false} {
		for _, from := range known {
			if line, ok := id.in.movedLine(from); ok && named == (line.From == from) {
				id.tryBind(id.follow(from), from, ByMoved)
			}
		}
	}
}

// movedAway reports whether moved: says that the object of address is elsewhere now, so
// that a file under its old name is a new one.
func (id *identity) movedAway(address course.Address) bool {
	to := id.follow(address)
	return to != address && id.desired[to] != nil && id.bindings[to] == nil
}

// follow returns where moved: leads from an address: along several lines when one begins
// where another ended.
func (id *identity) follow(address course.Address) course.Address {
	for range id.in.Options.Moved {
		m, ok := id.in.movedLine(address)
		if !ok {
			return address
		}
		address = rebase(address, m.From, m.To)
		if id.desired[address] != nil {
			return address
		}
	}
	return address
}

// movedLine returns the line of moved: that is about an address. What is said of a lesson
// goes before what is said of its chapter.
func (in *Input) movedLine(address course.Address) (line Moved, ok bool) {
	for _, m := range in.Options.Moved {
		if m.From.Kind() == m.To.Kind() && m.From.Contains(address) && (!ok || line.From.Contains(m.From)) {
			line, ok = m, true
		}
	}
	return line, ok
}

// rebase returns what address is called when from, which contains it, has become to.
func rebase(address, from, to course.Address) course.Address {
	switch from.Kind() {
	case course.KindCourse:
		address.Course = to.Course
		return address
	case course.KindChapter:
		address.Course, address.Chapter = to.Course, to.Chapter
		return address
	}
	return to
}
