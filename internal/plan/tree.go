package plan

import (
	"iter"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// Tree is the order of a course: its chapters, and in each its lessons.
type Tree []Branch

// Branch is a chapter with its lessons.
type Branch struct {
	Node
	Lessons []Node
}

// Node is a chapter or lesson of a Tree. A new node has no ID, an unmanaged node no
// Address.
type Node struct {
	ID      string
	Address course.Address
	Title   string
}

// same reports whether two nodes are the same object.
func (n Node) same(o Node) bool {
	if n.ID != "" || o.ID != "" {
		return n.ID == o.ID
	}
	return n.Address == o.Address
}

// Equal reports whether two trees hold the same objects in the same order.
func (t Tree) Equal(o Tree) bool {
	return slices.EqualFunc(t, o, func(a, b Branch) bool {
		return a.same(b.Node) && slices.EqualFunc(a.Lessons, b.Lessons, Node.same)
	})
}

// nodes are the chapters, each before its lessons.
func (t Tree) nodes() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for _, branch := range t {
			for _, node := range append([]Node{branch.Node}, branch.Lessons...) {
				if !yield(node) {
					return
				}
			}
		}
	}
}

// lists are the chapters, and the lessons of each: what can stand beside each other.
func (t Tree) lists() [][]Node {
	lists := [][]Node{chapterNodes(t)}
	for _, branch := range t {
		lists = append(lists, branch.Lessons)
	}
	return lists
}

func chapterNodes(tree Tree) []Node {
	nodes := make([]Node, len(tree))
	for i, branch := range tree {
		nodes[i] = branch.Node
	}
	return nodes
}

// Outline returns the ids of t for which keep holds: what the state remembers.
func (t Tree) Outline(keep func(id string) bool) state.Outline {
	var outline state.Outline
	for _, branch := range t {
		out := state.Branch{Chapter: branch.ID}
		for _, lesson := range branch.Lessons {
			if keep(lesson.ID) {
				out.Lessons = append(out.Lessons, lesson.ID)
			}
		}
		if keep(branch.ID) {
			outline = append(outline, out)
		}
	}
	return outline
}

// weave puts unmanaged objects between the managed ones, each after its neighbour of today,
// so reordering the files moves no unmanaged object. wanted is the managed order, today the
// live one.
func weave(wanted, today []Node, claimed map[string]bool) []Node {
	woven := slices.Clone(wanted)
	for i, node := range today {
		if claimed[node.ID] {
			continue
		}
		woven = slices.Insert(woven, behindNeighbour(woven, today[:i]), node)
	}
	return woven
}

// behindNeighbour returns the index after the last of the predecessors that is in nodes.
func behindNeighbour(nodes, predecessors []Node) int {
	for _, before := range slices.Backward(predecessors) {
		if at := slices.IndexFunc(nodes, before.same); at >= 0 {
			return at + 1
		}
	}
	return 0
}

// moved returns the indexes of wanted whose objects change their place relative to the
// others. rank gives an object's place today, or -1 for a new one.
func moved(wanted []Node, rank func(Node) int) []int {
	ranks := make([]int, len(wanted))
	for i, node := range wanted {
		ranks[i] = rank(node)
	}
	return course.Moved(ranks)
}

// TreeOf is the order that Whop shows.
func TreeOf(live *course.Course) Tree {
	tree := make(Tree, len(live.Chapters))
	for i, chapter := range live.Chapters {
		tree[i] = Branch{Node: Node{ID: chapter.ID, Title: chapter.Title()}}
		for _, lesson := range chapter.Lessons {
			tree[i].Lessons = append(tree[i].Lessons, Node{ID: lesson.ID, Title: lesson.Title()})
		}
	}
	return tree
}
