package plan

import (
	"fmt"
	"maps"
	"slices"

	"whopsync/internal/course"
)

// matchMoved follows moved:, for whole subtrees too, and what is said of one object before
// what is said of all that is around it. A line whose object is not known any more was
// followed before, and does nothing. Courses come first: nothing leaves its course.
func (id *identity) matchMoved(isOf func(course.Kind) bool) {
	if len(id.in.Options.Moved) == 0 {
		return
	}
	known := slices.SortedFunc(maps.Keys(id.bindings), course.Address.Compare)
	for _, named := range []bool{true, false} {
		for _, from := range known {
			to := id.follow(from)
			if line, ok := id.in.movedLine(from); ok && named == (line.From == from) && isOf(from.Kind()) &&
				(from.Kind() == course.KindCourse || id.sameCourse(to, from)) {
				id.tryBind(to, from, ByMoved)
			}
		}
	}
}

func isCourse(kind course.Kind) bool { return kind == course.KindCourse }
func isInside(kind course.Kind) bool { return kind != course.KindCourse }

// guardMoves refuses what moved: says of an object that would have to leave its course, or
// take the place of another.
func (d *differ) guardMoves() {
	id := d.identity
	if d.in.Back != nil {
		return // it knows objects by their ids
	}
	for _, line := range d.in.Options.Moved {
		if id.desired[line.To] == nil {
			continue
		}
		isStill := id.bound[line.To] == line.To
		switch {
		case isStill && id.bound[line.From] == line.From && d.isRewritten(line.From) && d.isRewritten(line.To):
			d.refuse(GuardMoved, line.To, fmt.Sprintf("moved: says that it was %s, and their texts do not show it", line.From),
				"if the line was followed before, take it out; else rename the files without an edit, apply that, and edit them then")
		case !id.isOrphan(line.From):
		case isStill:
			d.refuse(GuardMoved, line.To, fmt.Sprintf("moved: says that it was %s, and the state knows both", line.From),
				fmt.Sprintf("take the line out if it was followed before; if the file has only now taken the place of another, give it a name that is free, apply that, and say under removed: what becomes of what %s was", line.To))
		case line.From.Kind() != course.KindCourse && !id.sameCourse(line.To, line.From):
			d.refuse(GuardMoved, line.To, fmt.Sprintf("moved: says that it was %s, and nothing can leave its course on Whop", line.From),
				"take that line out: in the other course it is a new one, to which no student's progress belongs; say under removed: what becomes of the old:"+
					lines([]string{fmt.Sprintf("- {address: %s, action: hide}", quote(line.From))}))
		}
	}
}

// isRewritten reports whether a lesson says hardly anything of what it said.
func (d *differ) isRewritten(address course.Address) bool {
	id := d.identity
	if address.Kind() != course.KindLesson || id.keeps(address) {
		return false
	}
	t := id.texts()
	return !t.taught(address).isEmpty() && t.like(address, address) < alike
}

// movedAway reports whether moved: says that the object of address is elsewhere now, so
// that a file under its old name is a new one.
func (id *identity) movedAway(address course.Address) bool {
	to := id.follow(address)
	return to != address && id.desired[to] != nil && id.bindings[to] == nil && !id.isStale(address, to)
}

// isStale reports whether a line was followed long ago, for what had the name before: the file
// says what it said, and the other something else.
func (id *identity) isStale(address, to course.Address) bool {
	return address.Kind() == course.KindLesson && id.keeps(address) && id.contentOf(to) != id.sentContent(address)
}

// follow returns where moved: leads from an address: along several lines when one begins
// where another ended.
func (id *identity) follow(address course.Address) course.Address {
	for range id.in.Options.Moved {
		m, ok := id.in.movedLine(address)
		if !ok {
			return address
		}
		address = address.Rebase(m.From, m.To)
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
