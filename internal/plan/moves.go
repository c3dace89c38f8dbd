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
		titles[branch.ID] = branch.Title
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
		change.Insertion = &Insertion{Last: !slices.ContainsFunc(siblings[i:], func(n Node) bool { return n.ID != "" })}
		if i > 0 {
			change.Insertion.Behind, change.Insertion.Title = siblings[i-1].name(), siblings[i-1].Title
		}
	}
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
