package emulator

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// with and without keep a list sorted; both need what they compare by to be unchanged
// for as long as an element is in the list.
func with[T any](list []T, element T, compare func(a, b T) int) []T {
	at, _ := slices.BinarySearchFunc(list, element, compare)
	return slices.Insert(list, at, element)
}

func without[T any](list []T, element T, compare func(a, b T) int) []T {
	at, found := slices.BinarySearchFunc(list, element, compare)
	if !found {
		return list
	}
	return slices.Delete(list, at, at+1)
}

func compareCourses(a, b *course) int {
	return cmp.Or(cmp.Compare(decimal(a.Order), decimal(b.Order)), cmp.Compare(a.Born, b.Born))
}

func compareChapters(a, b *chapter) int {
	return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Born, b.Born))
}

func compareLessons(a, b *lesson) int {
	return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Born, b.Born))
}

// decimal reads a number as Whop writes the order of courses.
func decimal(s string) float64 {
	n, _ := strconv.ParseFloat(s, 64) // refused at the door when it is none
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

// rank makes a whole number of a decimal one, keeping their order to a millionth.
func rank(order string) int { return int(decimal(order) * 1e6) }
