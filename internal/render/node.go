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
	t := tree{changes: byAddress(p), known: map[course.Address]*node{}}
	for i := range p.Changes {
		switch c := &p.Changes[i]; {
		case t.comesAlong(c):
			t.add(t.leader(c)).along[c.Kind]++
		case p.PlainLinks == 0 && isRelinked(c): // a note counts these
		case isOutlined(c):
			t.add(c.Address)
		}
	}
	return t.courses
}

// tree grows by the objects that are added to it.
type tree struct {
	changes map[course.Address]*plan.Change
	known   map[course.Address]*node
	courses []*node
}

// add returns the node of an object, and makes it and its parents where there are none.
func (t *tree) add(at course.Address) *node {
	if n := t.known[at]; n != nil {
		return n
	}
	n := &node{change: t.changes[at], along: map[course.Kind]int{}}
	if n.change == nil {
		n.change = &plan.Change{Address: at, Kind: at.Kind(), Action: plan.NoOp, Title: at.Name()}
	}
	n.carried = isCarried(n.change, t.changes)
	t.known[at] = n
	if at.Kind() == course.KindCourse {
		t.courses = append(t.courses, n)
	} else {
		parent := t.add(at.Parent())
		parent.below = append(parent.below, n)
	}
	return n
}

// comesAlong reports an object of which nothing is to be said but that it is carried.
func (t *tree) comesAlong(c *plan.Change) bool {
	return isCarried(c, t.changes) && c.Action == plan.NoOp && !c.Schedule.IsNew()
}

// leader returns the object with which another comes along.
func (t *tree) leader(c *plan.Change) course.Address {
	at := c.Address.Parent()
	for t.comesAlong(t.changes[at]) {
		at = at.Parent()
	}
	return at
}

// isOutlined reports what an outline has a line for.
func isOutlined(c *plan.Change) bool {
	return c.Action != plan.Delete && !c.Hide && (fate(c) != "" || !c.Previous.IsZero())
}

// nodesWith returns those for which something holds, a parent before what is in it.
func nodesWith(nodes []*node, holds func(*node) bool) []*node {
	var all []*node
	for _, n := range nodes {
		if holds(n) {
			all = append(all, n)
		}
		all = append(all, nodesWith(n.below, holds)...)
	}
	return all
}

// isSaid reports what has a line, and is not only the parent of that.
func (n *node) isSaid() bool { return isOutlined(n.change) || len(n.along) > 0 }

func (n *node) isNew() bool { return n.change.Action == plan.Create }

// isPlain reports something new of which nothing is to be said but that it comes, nor of what is in it.
func (n *node) isPlain() bool {
	if !n.isNew() || n.change.Recreate || n.change.Left != nil {
		return false
	}
	for _, in := range n.below {
		if !in.isPlain() {
			return false
		}
	}
	return true
}

// newOnly returns the node without what is moved into it.
func (n *node) newOnly() *node {
	only := &node{change: n.change}
	for _, in := range n.below {
		if in.isNew() {
			only.below = append(only.below, in.newOnly())
		}
	}
	return only
}

// newIn returns how many chapters are new in it, and the lessons.
func (n *node) newIn() (chapters int, lessons []*plan.Change) {
	for _, in := range n.below {
		if in.isNew() && in.change.Kind == course.KindLesson {
			lessons = append(lessons, in.change)
		} else if in.isNew() {
			more, its := in.newIn()
			chapters, lessons = chapters+more+1, append(lessons, its...)
		}
	}
	return chapters, lessons
}
