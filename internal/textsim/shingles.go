// Package textsim says how much two texts have in common. It knows nothing of courses.
//
// A text is compared by its shingles, the pairs of words that stand side by side in it:
// case, punctuation and Markdown are left out, and what remains tells texts apart in any
// script. The measure is Dice's coefficient: 0 for nothing in common, 1 for the same.
package textsim

import (
	"cmp"
	"slices"
)

// Exact is a limit under which nearly every text is compared as a whole.
const Exact = 2048

// Set is a text as its shingles, hashed and sorted. Of a long text it holds those with the
// smallest hashes: a sample that is the same for the same text.
type Set struct {
	hashes []uint64
	limit  int // how many are held at most
}

// Maker makes sets that can be compared with each other: all with one limit.
type Maker struct {
	limit  int
	hashes []uint64 // of the set that is being made
}

// NewMaker returns a maker of sets with at most limit shingles.
func NewMaker(limit int) *Maker { return &Maker{limit: limit} }

// Text adds the pairs of words of a text.
func (m *Maker) Text(text string) {
	last, any := uint64(0), false
	eachWord(text, func(word uint64) {
		m.hashes = append(m.hashes, pairHash(last, word))
		last, any = word, true
	})
	if any {
		m.hashes = append(m.hashes, pairHash(last, 0))
	}
}

// Item adds something that is either the same or not, such as a video, with the weight of
// that many pairs of words.
func (m *Maker) Item(sign string, weight int) {
	hash := uint64(fnvOffset)
	for i := range len(sign) {
		hash = (hash ^ uint64(sign[i])) * fnvPrime
	}
	for i := range weight {
		m.hashes = append(m.hashes, pairHash(hash, uint64(i)))
	}
}

// Set returns what was added since the last call.
func (m *Maker) Set() Set {
	set := Set{hashes: slices.Clone(smallest(m.hashes, m.limit)), limit: m.limit}
	m.hashes = m.hashes[:0]
	return set
}

// Letters returns the set of a text that is too short to be known by its pairs of words: it
// holds the runs of three letters, so a typing error is a small difference.
func Letters(text string) Set {
	var runs []uint64
	before, last := uint64(0), uint64(' ')
	add := func(r uint64) {
		runs = append(runs, pairHash(before<<32|last, r))
		before, last = last, r
	}
	for _, r := range text {
		if isPartOfWord(r) {
			add(uint64(lower(r)))
		} else if last != ' ' {
			add(' ')
		}
	}
	if last != ' ' {
		add(' ')
	}
	return Set{hashes: smallest(runs, Exact), limit: Exact}
}

// OwnWords returns the words that only one of some texts has.
func OwnWords(texts []string) Set {
	const several = -1
	holder := map[uint64]int{}
	for i, text := range texts {
		eachWord(text, func(word uint64) {
			if first, ok := holder[word]; ok && first != i {
				holder[word] = several
				return
			}
			holder[word] = i
		})
	}
	var own []uint64
	for word, i := range holder {
		if i != several {
			own = append(own, word)
		}
	}
	return Set{hashes: smallest(own, Exact), limit: Exact}
}

// smallest returns the n smallest hashes, sorted, each once. It works in place.
func smallest(hashes []uint64, n int) []uint64 {
	if len(hashes) > 2*n {
		// Hashes are spread evenly: what is above this bound is not among the smallest, except
		// in texts that repeat themselves, and for those a few shingles less do as well.
		bound := ^uint64(0) / uint64(len(hashes)) * uint64(2*n)
		hashes = slices.DeleteFunc(hashes, func(hash uint64) bool { return hash > bound })
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	return hashes[:min(n, len(hashes))]
}

// minShared is how many shingles two different texts need in common to be alike at all.
const minShared = 4

// IsEmpty reports whether the text has no words.
func (s Set) IsEmpty() bool { return len(s.hashes) == 0 }

// Meets reports whether two texts have anything in common.
func (s Set) Meets(o Set) bool { return len(s.Without(o).hashes) < len(s.hashes) }

// Similarity is how much of two texts is common, from 0 to 1: exact for texts within the
// limit and an estimate for longer ones. Two or three shingles in common prove nothing,
// unless the texts have no others.
func (s Set) Similarity(o Set) float64 {
	shared, union, i, j := 0, 0, 0, 0
	for ; i < len(s.hashes) && j < len(o.hashes) && union < s.limit; union++ {
		switch {
		case s.hashes[i] < o.hashes[j]:
			i++
		case s.hashes[i] > o.hashes[j]:
			j++
		default:
			shared, i, j = shared+1, i+1, j+1
		}
	}
	union = min(union+len(s.hashes)-i+len(o.hashes)-j, s.limit)
	if union == 0 || shared < minShared && shared < union {
		return 0
	}
	return 2 * float64(shared) / float64(union+shared)
}

// Without returns what is left of a text without what another has.
func (s Set) Without(o Set) Set {
	left := Set{limit: s.limit}
	for _, hash := range s.hashes {
		if _, found := slices.BinarySearch(o.hashes, hash); !found {
			left.hashes = append(left.hashes, hash)
		}
	}
	return left
}

// Index finds the texts that have something in common with another.
type Index struct {
	holders map[uint64][]int32 // by shingle
	size    int
}

// NewIndex returns an index of sets. Nearest tells them by their position.
func NewIndex(sets []Set) *Index {
	index := &Index{holders: map[uint64][]int32{}, size: len(sets)}
	for i, s := range sets {
		for _, hash := range s.hashes {
			index.holders[hash] = append(index.holders[hash], int32(i))
		}
	}
	return index
}

// effort is how many holders are looked at for one text. Shingles that few texts have come
// first: they say most, and what every text has costs most.
const effort = 20_000

// Nearest returns the positions of the n texts that share most with s, the nearest first.
func (x *Index) Nearest(s Set, n int) []int {
	var groups [][]int32
	for _, hash := range s.hashes {
		if holders := x.holders[hash]; len(holders) > 0 {
			groups = append(groups, holders)
		}
	}
	slices.SortStableFunc(groups, func(a, b []int32) int { return len(a) - len(b) })
	shared := make([]int32, x.size)
	var found []int
	seen := 0
	for _, holders := range groups {
		for _, i := range holders {
			if shared[i] == 0 {
				found = append(found, int(i))
			}
			shared[i]++
		}
		if seen += len(holders); seen > effort {
			break
		}
	}
	slices.SortFunc(found, func(a, b int) int {
		return cmp.Or(cmp.Compare(shared[b], shared[a]), a-b)
	})
	return found[:min(n, len(found))]
}
