package plan

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// judgeOrder compares the order of the files, of Whop and of the last apply, as far as
// all three have the objects.
func judgeOrder(managed, today Tree, base state.Outline, overwrite bool) verdict {
	known := outlined(base)
	both := inBoth(managed, today)
	inAll := func(id string) bool { return both[id] && known[id] }
	files, live, last := managed.Outline(inAll), today.Outline(inAll), restrict(base, inAll)
	changed, edited := !files.Equal(last), !live.Equal(last)
	switch {
	case files.Equal(live):
		return agree
	case edited && overwrite:
		return write
	case changed && edited:
		return conflict
	case edited:
		return drifted
	}
	return write
}

// IsReordered reports whether the objects that are ours, as far as both trees have them,
// stand in another order or in other chapters.
func IsReordered(before, after *course.Course, ours func(id string) bool) bool {
	was, is := TreeOf(before), TreeOf(after)
	both := inBoth(was, is)
	kept := func(id string) bool { return both[id] && ours(id) }
	return !was.Outline(kept).Equal(is.Outline(kept))
}

// inBoth returns the ids that two trees have.
func inBoth(a, b Tree) map[string]bool {
	inA, both := map[string]bool{}, map[string]bool{}
	for node := range a.nodes() {
		inA[node.ID] = node.ID != ""
	}
	for node := range b.nodes() {
		both[node.ID] = inA[node.ID]
	}
	return both
}

func restrict(outline state.Outline, keep func(string) bool) state.Outline {
	var out state.Outline
	for _, branch := range outline {
		if !keep(branch.Chapter) {
			continue
		}
		kept := state.Branch{Chapter: branch.Chapter}
		for _, id := range branch.Lessons {
			if keep(id) {
				kept.Lessons = append(kept.Lessons, id)
			}
		}
		out = append(out, kept)
	}
	return out
}

// inLiveOrder is the order on Whop, with only the free nodes in the places of the files:
// each after its neighbour there. So drift is left alone, and a new lesson still finds its
// place.
func inLiveOrder(managed, today Tree, free func(Node) bool) Tree {
	fixed := map[string]Node{}
	for node := range managed.nodes() {
		if !free(node) {
			fixed[node.ID] = node
		}
	}
	var chapters []Node
	lessons := map[course.Address][]Node{} // by chapter
	for _, branch := range today {
		if chapter, ok := fixed[branch.ID]; ok {
			chapters = append(chapters, chapter)
		}
		for _, at := range managed {
			if at.ID == branch.ID {
				lessons[at.Address] = pick(branch.Lessons, fixed)
			}
		}
	}
	chapters = settle(chapters, chapterNodes(managed), free)
	tree := make(Tree, len(chapters))
	for i, chapter := range chapters {
		at := slices.IndexFunc(managed, func(b Branch) bool { return b.Address == chapter.Address })
		tree[i] = Branch{Node: chapter, Lessons: settle(lessons[chapter.Address], managed[at].Lessons, free)}
	}
	return tree
}

// settle puts the free ones of wanted between the fixed nodes.
func settle(fixed, wanted []Node, free func(Node) bool) []Node {
	for i, node := range wanted {
		if free(node) {
			fixed = slices.Insert(fixed, behindNeighbour(fixed, wanted[:i]), node)
		}
	}
	return fixed
}

// pick returns the nodes that are fixed, under their addresses.
func pick(nodes []Node, fixed map[string]Node) []Node {
	var out []Node
	for _, node := range nodes {
		if m, ok := fixed[node.ID]; ok {
			out = append(out, m)
		}
	}
	return out
}

// outlined returns the chapters and lessons of an outline.
func outlined(outline state.Outline) map[string]bool {
	ids := map[string]bool{}
	for _, branch := range outline {
		ids[branch.Chapter] = true
		for _, id := range branch.Lessons {
			ids[id] = true
		}
	}
	return ids
}
