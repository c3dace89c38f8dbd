package course

import "slices"

// Moved returns the indexes of the items to move: the fewest that explain the new order, so
// all outside a longest increasing sequence. ranks are the earlier places, -1 for a new
// item.
func Moved(ranks []int) []int {
	// tails[k] is the index of the smallest rank that ends a staying sequence of k+1.
	var tails []int
	previous := make([]int, len(ranks))
	for i, rank := range ranks {
		if rank < 0 {
			continue
		}
		k, _ := slices.BinarySearchFunc(tails, rank, func(t, r int) int { return ranks[t] - r })
		previous[i] = -1
		if k > 0 {
			previous[i] = tails[k-1]
		}
		if k == len(tails) {
			tails = append(tails, i)
		} else {
			tails[k] = i
		}
	}
	stays := make([]bool, len(ranks))
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = previous[i] {
			stays[i] = true
		}
	}
	var moved []int
	for i, rank := range ranks {
		if rank >= 0 && !stays[i] {
			moved = append(moved, i)
		}
	}
	return moved
}
