package emulator

import (
	"slices"
	"strconv"
	"strings"
)

// rank is where a node stands among its siblings: its order, and then when it was made.
type rank [2]int

func compareRanks(a, b rank) int { return slices.Compare(a[:], b[:]) }

// siblings are the children of one parent, in order. The rank of a node must not change
// while it is among them.
type siblings[N interface{ rank() rank }] []N

func (s siblings[N]) search(node N) (at int, found bool) {
	return slices.BinarySearchFunc(s, node, func(a, b N) int { return compareRanks(a.rank(), b.rank()) })
}

func (s *siblings[N]) add(node N) {
	at, _ := s.search(node)
	*s = slices.Insert(*s, at, node)
}

func (s *siblings[N]) drop(node N) {
	if at, found := s.search(node); found {
		*s = slices.Delete(*s, at, at+1)
	}
}

// nextOrder comes after the last, from 0. (Assumed.)
func (s siblings[N]) nextOrder() int {
	if len(s) == 0 {
		return 0
	}
	return s[len(s)-1].rank()[0] + 1
}

// decimal reads a number as Whop writes the order of courses.
func decimal(s string) float64 {
	n, _ := strconv.ParseFloat(s, 64) // refused on arrival when it is none
	return n
}

// spellDecimal writes it back, always with a fraction: "2" was sent, "2.0" is read.
func spellDecimal(n float64) string {
	s := strconv.FormatFloat(n, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// wholeOf makes a whole number of a decimal one, keeping their order to a millionth.
func wholeOf(order string) int { return int(decimal(order) * 1e6) }
