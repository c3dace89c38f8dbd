package plan

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// arranging brings the courses of the files into order.
type arranging struct {
	in    *Input
	sides *sides
	plan  *Work
}

// arrange works out the tree that the course should have, and which of its objects have
// to move for it. changes are those of this course.
func (a arranging) arrange(cp *CoursePlan, changes []Change) {
	managed := a.sides.treeOf(cp.Desired, a.hasPlace)
	if cp.Live == nil {
		cp.Want = managed
		return
	}
	today := TreeOf(cp.Live)
	cp.Want = completeTree(a.reconcile(cp, managed, today, changes), today)
	cp.Arrange = !cp.Want.Equal(afterCreates(today, cp.Want))
	markMoves(changes, cp.Want, today)
	markBegun(a.plan.Begun, cp.Want)
}

// reconcile returns the managed tree in the order that this run may give it.
func (a arranging) reconcile(cp *CoursePlan, managed, today Tree, changes []Change) Tree {
	at, binding := cp.Desired.Address, a.plan.Bindings[cp.Desired.Address]
	narrowed := a.in.Options.IsNarrowed()
	last := lastOutline(a.in.State.Pending, binding, today)
	verdict := judgeOrder(managed, today, pulledOutline(last, binding.Pulls, managed), a.in.Options.OnDrift == OverwriteDrift)
	if !narrowed {
		binding.Outline = last
	}
	switch {
	case verdict == drifted, verdict == conflict && narrowed:
		cp.OrderDrifted = true
		if a.in.Options.scope().covers(at) {
			i := slices.IndexFunc(changes, func(c Change) bool { return c.Address == at })
			changes[i].Drift = append(changes[i].Drift, Drift{Order: true})
		}
		return inLiveOrder(managed, today, func(n Node) bool { return n.ID == "" })
	case narrowed:
		return inLiveOrder(managed, today, func(n Node) bool { return n.ID == "" || a.in.Options.scope().covers(n.Address) })
	case verdict == conflict:
		a.plan.refuse(Refusal{Guard: GuardConflict, Reason: BothReordered, Address: at})
	case verdict == agree:
		binding.Outline, binding.Pulls = today.Outline(func(id string) bool { return a.sides.owned[id] }), nil
		followMoves(changes, last, binding.Outline)
	}
	return managed
}

// pulledOutline returns the order that a pull has brought into the files, if they have it, else the last one.
func pulledOutline(last state.Outline, pulls []state.Outline, managed Tree) state.Outline {
	for _, pulled := range slices.Backward(pulls) {
		known := outlined(pulled)
		files := managed.Outline(func(id string) bool { return known[id] })
		has := outlined(files)
		if files.Equal(restrict(pulled, func(id string) bool { return has[id] })) {
			return pulled
		}
	}
	return last
}

// followMoves leaves no word about lessons that went to another chapter on Whop, and whose files followed: both
// sides agree on their places.
func followMoves(changes []Change, last, today state.Outline) {
	was, is := last.Chapters(), today.Chapters()
	for i := range changes {
		c := &changes[i]
		if from := was[c.ID]; c.Kind == course.KindLesson && from != "" && from != is[c.ID] {
			c.Previous, c.MovedBecause = course.Address{}, ""
		}
	}
}

// lastOutline is the order that was last left behind. An order that an earlier run was
// about to ask for when it was cut off counts, if Whop shows it.
func lastOutline(noted []state.Entry, binding *state.Binding, today Tree) state.Outline {
	for _, pending := range noted {
		if pending.Action != state.ActionArrange || pending.ID != binding.ID {
			continue
		}
		asked := outlined(pending.Outline)
		if pending.Outline.Equal(today.Outline(func(id string) bool { return asked[id] })) {
			return pending.Outline
		}
	}
	return binding.Outline
}

// treeOf is the order of the files, with the ids of what exists. What neither
// exists nor is to be created in this run is not part of it.
func (s *sides) treeOf(desired *course.Course, hasPlace func(course.Address) bool) Tree {
	var tree Tree
	for _, chapter := range desired.Chapters {
		if !hasPlace(chapter.Address) {
			continue
		}
		branch := Branch{Node: s.node(&chapter.Resource)}
		for _, lesson := range chapter.Lessons {
			if hasPlace(lesson.Address) {
				branch.Lessons = append(branch.Lessons, s.node(&lesson.Resource))
			}
		}
		tree = append(tree, branch)
	}
	return tree
}

func (s *sides) node(r *course.Resource) Node {
	return Node{ID: s.presentID(r.Address), Address: r.Address, Title: r.Title()}
}

// hasPlace reports whether the object of a desired address is in the tree, or will be.
func (a arranging) hasPlace(address course.Address) bool {
	id := a.sides.idOf(address)
	switch {
	case id == "":
		return a.in.Options.scope().needs(address)
	case a.sides.live[id] == nil:
		return a.in.Options.AllowRecreate && a.in.Options.scope().needs(address)
	}
	return !a.sides.unlisted[id]
}

func (s *sides) presentID(address course.Address) string {
	id := s.idOf(address)
	if s.live[id] == nil {
		return ""
	}
	return id
}

// completeTree is the managed tree with everything else that the course holds, each in
// its chapter and behind its neighbour of today.
func completeTree(managed, today Tree) Tree {
	claimed := map[string]bool{}
	for node := range managed.nodes() {
		claimed[node.ID] = true
	}
	lessons, todayLessons := managed.lessons(), today.lessons()
	var complete Tree
	for _, chapter := range weave(chapterNodes(managed), chapterNodes(today), claimed) {
		branch := Branch{Node: chapter}
		if chapter.ID == "" {
			i := slices.IndexFunc(managed, func(b Branch) bool { return b.same(chapter) })
			branch.Lessons = managed[i].Lessons
		} else {
			branch.Lessons = weave(lessons[chapter.ID], todayLessons[chapter.ID], claimed)
		}
		complete = append(complete, branch)
	}
	return complete
}

// lessons are those of each chapter that exists.
func (t Tree) lessons() map[string][]Node {
	lessons := make(map[string][]Node, len(t))
	for _, branch := range t {
		lessons[branch.ID] = branch.Lessons
	}
	return lessons
}

// afterCreates is the tree that results when everything new is appended, in order.
func afterCreates(today, want Tree) Tree {
	tree := slices.Clone(today)
	for _, branch := range want {
		at := slices.IndexFunc(tree, func(b Branch) bool { return branch.ID != "" && b.same(branch.Node) })
		if at < 0 {
			at = len(tree)
			tree = append(tree, Branch{Node: branch.Node})
		}
		tree[at].Lessons = slices.Clone(tree[at].Lessons)
		for _, lesson := range branch.Lessons {
			if lesson.ID == "" {
				tree[at].Lessons = append(tree[at].Lessons, lesson)
			}
		}
	}
	return tree
}

// Rearrange fits a wanted tree, complete with ids, to the tree that Whop shows now: what
// came to it meanwhile keeps its place, what went is left out, and live titles win.
func Rearrange(want Tree, live *course.Course) Tree {
	today := TreeOf(live)
	titles := map[string]string{}
	for node := range today.nodes() {
		titles[node.ID] = node.Title
	}
	present := func(nodes []Node) []Node {
		var out []Node
		for _, node := range nodes {
			if title, ok := titles[node.ID]; ok {
				node.Title = title
				out = append(out, node)
			}
		}
		return out
	}
	var known Tree
	for _, branch := range want {
		if title, ok := titles[branch.ID]; ok {
			branch.Title = title
			known = append(known, Branch{Node: branch.Node, Lessons: present(branch.Lessons)})
		}
	}
	return completeTree(known, today)
}
