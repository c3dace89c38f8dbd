package plan_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	. "whopsync/internal/plan"
	"whopsync/internal/testscale"
)

// Random edits of random courses, on both sides: whatever happened, the wanted tree has
// every live object once and every new one, the managed ones in the order of the files,
// and the others after their neighbours.
func TestTheWantedTreeLosesNothing(t *testing.T) {
	for seed := range uint64(testscale.Rounds(200, 5)) {
		random := rand.New(rand.NewPCG(seed, 7))
		w := randomWorld(t, random)
		p := w.plan()
		want := p.Courses[0].Want
		where := fmt.Sprintf("seed %d", seed)

		created, all := 0, map[string]int{}
		for _, node := range flat(want) {
			if node.ID == "" {
				created++
			} else {
				all[node.ID]++
			}
		}
		for _, id := range w.idsOnWhop() {
			if all[id] != 1 {
				t.Errorf("%s: %s is %d times in the tree", where, id, all[id])
			}
		}
		if len(all) != len(w.idsOnWhop()) || created != p.Count().Create {
			t.Errorf("%s: the tree has %d objects and %d new ones; want %d and %d", where, len(all), created, len(w.idsOnWhop()), p.Count().Create)
		}
		if diff := cmp.Diff(w.namesOfFiles(), managedNames(want)); diff != "" {
			t.Errorf("%s: the order of the files: %s", where, diff)
		}
		checkNeighbours(t, where, want, TreeOf(w.live[0]))

		w.apply()
		if p := w.plan(); p.HasChanges() || p.Courses[0].Arrange {
			t.Errorf("%s: a second plan is not empty: %v", where, story(p))
		}
		if t.Failed() {
			return
		}
	}
}

// randomWorld is an applied course where the dashboard user has added lessons and the
// author has moved, added and reordered some.
func randomWorld(t *testing.T, random *rand.Rand) *world {
	outline := "pottery\n"
	var addresses []string
	for c := range 1 + random.IntN(4) {
		outline += fmt.Sprintf("  c%d\n", c)
		for l := range random.IntN(6) {
			outline += fmt.Sprintf("    l%d-%d\n", c, l)
			addresses = append(addresses, fmt.Sprintf("pottery/c%d/l%d-%d", c, c, l))
		}
	}
	w := applied(t, outline)
	w.options.OnDrift = OverwriteDrift
	for i, chapter := range w.live[0].Chapters {
		ids := idsIn(TreeOf(w.live[0])[i].Lessons)
		for n := range random.IntN(3) {
			ids = slices.Insert(ids, random.IntN(len(ids)+1), fmt.Sprintf("theirs-%d-%d", i, n))
		}
		w.liveOrder(chapter.ID, ids...)
	}
	chapters := w.files[0].Chapters
	for _, address := range addresses {
		to := chapters[random.IntN(len(chapters))].Address.Child(w.address(address).Name()).String()
		if to != address && random.IntN(4) == 0 {
			w.rename(address, to)
		}
	}
	for i, chapter := range chapters {
		if random.IntN(2) == 0 {
			w.add(chapter.Address.Child(fmt.Sprintf("new-%d", i)).String(), "")
		}
		random.Shuffle(len(chapter.Lessons), func(i, j int) {
			chapter.Lessons[i], chapter.Lessons[j] = chapter.Lessons[j], chapter.Lessons[i]
		})
	}
	random.Shuffle(len(chapters), func(i, j int) { chapters[i], chapters[j] = chapters[j], chapters[i] })
	return w
}

func flat(tree Tree) []Node {
	var nodes []Node
	for _, branch := range tree {
		nodes = append(append(nodes, branch.Node), branch.Lessons...)
	}
	return nodes
}

func managedNames(tree Tree) []string {
	var names []string
	for _, node := range flat(tree) {
		if !node.Address.IsZero() {
			names = append(names, node.Address.String())
		}
	}
	return names
}

// checkNeighbours holds every unmanaged lesson to its chapter and to the nearest of its
// predecessors that is still in there.
func checkNeighbours(t *testing.T, where string, want, today Tree) {
	for _, branch := range today {
		now := idsIn(want[slices.IndexFunc(want, func(b Branch) bool { return b.ID == branch.ID })].Lessons)
		before := idsIn(branch.Lessons)
		for i, id := range before {
			at := slices.Index(now, id)
			if branch.Lessons[i].Address.IsZero() && isTheirs(id) && at < 0 {
				t.Errorf("%s: %s has left its chapter", where, id)
				continue
			}
			if !isTheirs(id) {
				continue
			}
			neighbour := ""
			for _, predecessor := range slices.Backward(before[:i]) {
				if slices.Contains(now, predecessor) {
					neighbour = predecessor
					break
				}
			}
			if got := append([]string{""}, now...)[at]; got != neighbour {
				t.Errorf("%s: %s follows %q, and followed %q", where, id, got, neighbour)
			}
		}
	}
}

func isTheirs(id string) bool { return len(id) > 6 && id[:6] == "theirs" }
