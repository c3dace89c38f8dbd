package course

import "slices"

// Moved returns the indexes of what changes its place relative to the others: the fewest
// that explain the difference, which is all but a longest sequence that stays in order.
// ranks are the places that everything had before, -1 for what is new.
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
