package plan

import (
	"cmp"
	"slices"

	"whopsync/internal/course"
)

// markMoves notes in the changes which objects have to move.
func markMoves(changes []Change, want, today Tree) {
	index := make(map[course.Address]*Change, len(changes))
	for i := range changes {
		index[changes[i].Address] = &changes[i]
	}
	markInsertions(index, chapterNodes(want))
	for _, branch := range want {
		markInsertions(index, branch.Lessons)
	}
	places, titles := placesOf(today), map[string]string{}
	for _, branch := range want {
		if branch.ID != "" {
			titles[branch.ID] = branch.Title
		}
	}
	mark := func(node Node, to place) {
		change := index[node.Address]
		if node.Address.IsZero() || change == nil {
			return
		}
		from := places[node.ID]
		parent := cmp.Or(from.parent, titles[from.parentID]) // offline, no one knows Whop's titles
		change.Move = &Move{From: parent, To: to.parent, FromRank: from.rank + 1, ToRank: to.rank + 1}
		if change.Action == NoOp {
			change.Action = Update
		}
	}
	for _, i := range moved(chapterNodes(want), func(n Node) int { return rankIn(places, n, "") }) {
		mark(want[i].Node, place{rank: i})
	}
	for _, branch := range want {
		stays := func(n Node) int { return rankIn(places, n, branch.ID) }
		for _, i := range moved(branch.Lessons, stays) {
			mark(branch.Lessons[i], place{parent: branch.Title, rank: i})
		}
		for i, lesson := range branch.Lessons {
			if lesson.ID != "" && places[lesson.ID].parentID != branch.ID {
				mark(lesson, place{parent: branch.Title, rank: i})
			}
		}
	}
}

// markInsertions notes where among its siblings everything new comes.
func markInsertions(index map[course.Address]*Change, siblings []Node) {
	for i, node := range siblings {
		change := index[node.Address]
		if node.ID != "" || change == nil || change.Action != Create {
			continue
		}
		change.Insertion = insertion(siblings, i, func(n Node) bool { return n.ID != "" })
	}
}

// insertion says where the node at an index comes among its siblings: last, if no older one follows.
func insertion(siblings []Node, at int, isOlder func(Node) bool) *Insertion {
	in := &Insertion{Last: !slices.ContainsFunc(siblings[at:], isOlder)}
	if at > 0 {
		in.Behind, in.Title = siblings[at-1].name(), siblings[at-1].Title
	}
	return in
}

// markBegun notes where among its siblings everything comes that earlier runs have begun with.
func markBegun(begun []Change, want Tree) {
	index := make(map[course.Address]*Change, len(begun))
	for i := range begun {
		index[begun[i].Address] = &begun[i]
	}
	if len(index) == 0 {
		return
	}
	for _, siblings := range want.lists() {
		for i, node := range siblings {
			if change := index[node.Address]; change != nil {
				change.Insertion = insertion(siblings, i, func(n Node) bool { return n.ID != "" && (n.Address.IsZero() || index[n.Address] == nil) })
			}
		}
	}
}

// Neighbour is an object that stands before another one.
type Neighbour struct {
	Name            string // its address, else its id; "" stands for the begin
	IsNew           bool   // the plan creates it
	CreatedAtSerial int64  // see state.Binding
}

// Before returns what is to stand before an object in its chapter or course, the nearest first, and the begin.
func (w *Work) Before(at course.Address) []Neighbour {
	for _, cp := range w.Courses {
		for _, siblings := range cp.Want.lists() {
			i := slices.IndexFunc(siblings, func(n Node) bool { return n.Address == at })
			if i < 0 {
				continue
			}
			var before []Neighbour
			for _, node := range slices.Backward(siblings[:i]) {
				n := Neighbour{Name: node.name(), IsNew: node.ID == ""}
				if binding := w.Bindings[node.Address]; binding != nil {
					n.CreatedAtSerial = binding.CreatedAtSerial
				}
				before = append(before, n)
			}
			return append(before, Neighbour{})
		}
	}
	return nil
}

// MovesAside reports whether an object moves only because others stand in its way that earlier runs have
// created, and that go to their places now: without them, it stands where it should beside the rest.
func (w *Work) MovesAside(at course.Address) bool {
	isBegun := map[course.Address]bool{}
	for i := range w.Begun {
		isBegun[w.Begun[i].Address] = true
	}
	if len(isBegun) == 0 || isBegun[at] {
		return false
	}
	for _, cp := range w.Courses {
		if cp.Desired.Address.Course == at.Course && cp.Live != nil {
			return cp.staysWithout(isBegun, at)
		}
	}
	return false
}

// staysWithout reports whether an object keeps its place among what was there before earlier runs began with others.
func (cp *CoursePlan) staysWithout(isBegun map[course.Address]bool, at course.Address) bool {
	today := placesOf(TreeOf(cp.Live))
	for k, list := range cp.Want.lists() {
		parent := ""
		if k > 0 {
			parent = cp.Want[k-1].ID
		}
		older := slices.DeleteFunc(slices.Clone(list), func(n Node) bool { return n.ID == "" || !n.Address.IsZero() && isBegun[n.Address] })
		i := slices.IndexFunc(older, func(n Node) bool { return n.Address == at })
		if i >= 0 {
			isMoved := slices.Contains(moved(older, func(n Node) int { return rankIn(today, n, parent) }), i)
			return !isMoved && today[older[i].ID].parentID == parent
		}
	}
	return false
}

// name is the name of a node in a plan: its address, or its id if it has none.
func (n Node) name() string {
	if n.Address.IsZero() {
		return n.ID
	}
	return n.Address.String()
}

// place is where a live object stands. The parent of a chapter is "".
type place struct {
	parentID, parent string
	rank             int
}

func placesOf(tree Tree) map[string]place {
	places := map[string]place{}
	for i, branch := range tree {
		places[branch.ID] = place{rank: i}
		for j, lesson := range branch.Lessons {
			places[lesson.ID] = place{parentID: branch.ID, parent: branch.Title, rank: j}
		}
	}
	return places
}

// rankIn returns the rank of a node that stays in its parent, -1 for any other.
func rankIn(places map[string]place, node Node, parentID string) int {
	at, ok := places[node.ID]
	if !ok || node.ID == "" || at.parentID != parentID {
		return -1
	}
	return at.rank
}
