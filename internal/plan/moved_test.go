package plan

import (
	"fmt"
	"slices"
	"testing"
)

// Every permutation of up to six objects, some of them new: no smaller set explains it.
func TestMovedIsMinimal(t *testing.T) {
	for n := range 7 {
		permute(n, func(ranks []int) {
			for _, isNew := range []int{-1, 0, n - 1} {
				given := slices.Clone(ranks)
				if isNew >= 0 && isNew < n {
					given[isNew] = -1
				}
				nodes := make([]Node, n)
				for i := range nodes {
					nodes[i].ID = fmt.Sprint(i)
				}
				got := moved(nodes, func(node Node) int { return given[slices.IndexFunc(nodes, node.same)] })
				if !explains(given, got) || len(got) != fewest(given) {
					t.Fatalf("ranks %v: %v move, and %d are enough", given, got, fewest(given))
				}
			}
		})
	}
}

// explains reports whether the ranks ascend when the moved ones are left out.
func explains(ranks, moved []int) bool {
	last := -1
	for i, rank := range ranks {
		if rank < 0 || slices.Contains(moved, i) {
			continue
		}
		if rank < last {
			return false
		}
		last = rank
	}
	return true
}

// fewest tries every subset.
func fewest(ranks []int) int {
	best := len(ranks)
	for set := range 1 << len(ranks) {
		var out []int
		for i := range ranks {
			if set&(1<<i) != 0 && ranks[i] >= 0 {
				out = append(out, i)
			}
		}
		if explains(ranks, out) {
			best = min(best, len(out))
		}
	}
	return best
}

func permute(n int, yield func([]int)) {
	ranks := make([]int, n)
	for i := range ranks {
		ranks[i] = i
	}
	var rec func(int)
	rec = func(k int) {
		if k == n {
			yield(ranks)
			return
		}
		for i := k; i < n; i++ {
			ranks[k], ranks[i] = ranks[i], ranks[k]
			rec(k + 1)
			ranks[k], ranks[i] = ranks[i], ranks[k]
		}
	}
	rec(0)
}
