package render

import (
	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// node is an object of which an outline says something, or the parent of one.
type node struct {
	change *plan.Change
	below  []*node
	// carried says that the new address of the object is no more than its parent's.
	carried bool
	// along counts the objects in it of which nothing else is to be said.
	along map[course.Kind]int
}

// nodesOf returns the courses in which something comes, changes or moves. What goes stands at the
// end of a plan.
func nodesOf(p *plan.Plan) []*node {
	changes := byAddress(p)
	var courses []*node
	known := map[course.Address]*node{}
	var add func(course.Address) *node
	add = func(at course.Address) *node {
		if b := known[at]; b != nil {
			return b
		}
		b := &node{change: changes[at], along: map[course.Kind]int{}}
		if b.change == nil {
			b.change = &plan.Change{Address: at, Kind: at.Kind(), Action: plan.NoOp, Title: at.Name()}
		}
		b.carried = isCarried(b.change, changes)
		known[at] = b
		if at.Kind() == course.KindCourse {
			courses = append(courses, b)
		} else {
			parent := add(at.Parent())
			parent.below = append(parent.below, b)
		}
		return b
	}
	for i := range p.Changes {
		switch c := &p.Changes[i]; {
		case isCarried(c, changes) && fate(c) == "":
			top := changes[c.Address.Parent()]
			for isCarried(top, changes) && fate(top) == "" {
				top = changes[top.Address.Parent()]
			}
			add(top.Address).along[c.Kind]++
		case p.PlainLinks == 0 && isRelinked(c): // a note counts these
		case isOutlined(c):
			add(c.Address)
		}
	}
	return courses
}

func byAddress(p *plan.Plan) map[course.Address]*plan.Change {
	changes := map[course.Address]*plan.Change{}
	for i := range p.Changes {
		changes[p.Changes[i].Address] = &p.Changes[i]
	}
	return changes
}

// isOutlined reports what an outline has a line for.
func isOutlined(c *plan.Change) bool {
	return c.Action != plan.Delete && !c.Hide && (fate(c) != "" || !c.Previous.IsZero())
}

// isCarried reports an object that has a new address because its parent has one.
func isCarried(c *plan.Change, changes map[course.Address]*plan.Change) bool {
	parent := changes[c.Address.Parent()]
	return parent != nil && !parent.Previous.IsZero() && c.Previous == parent.Previous.Child(c.Address.Name())
}

// nodesWith returns those for which something holds, a parent before what is in it.
func nodesWith(nodes []*node, holds func(*node) bool) []*node {
	var all []*node
	for _, b := range nodes {
		if holds(b) {
			all = append(all, b)
		}
		all = append(all, nodesWith(b.below, holds)...)
	}
	return all
}

// isSaid reports what has a line, and is not only the parent of that.
func (b *node) isSaid() bool { return isOutlined(b.change) || len(b.along) > 0 }

func (b *node) isNew() bool { return b.change.Action == plan.Create }

// isPlain reports something new of which nothing is to be said but that it comes, nor of what is in it.
func (b *node) isPlain() bool {
	if !b.isNew() || b.change.Recreate || b.change.Left != nil || len(b.change.Recreated) > 0 {
		return false
	}
	for _, in := range b.below {
		if !in.isPlain() {
			return false
		}
	}
	return true
}

// newOnly returns the node without what is moved into it.
func (b *node) newOnly() *node {
	only := &node{change: b.change}
	for _, in := range b.below {
		if in.isNew() {
			only.below = append(only.below, in.newOnly())
		}
	}
	return only
}

// newIn returns how many chapters are new in it, and the lessons.
func (b *node) newIn() (chapters int, lessons []*plan.Change) {
	for _, in := range b.below {
		if in.isNew() && in.change.Kind == course.KindLesson {
			lessons = append(lessons, in.change)
		} else if in.isNew() {
			n, more := in.newIn()
			chapters, lessons = chapters+n+1, append(lessons, more...)
		}
	}
	return chapters, lessons
}
