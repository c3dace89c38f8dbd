package spec

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// numberStyle is how a folder numbers its content: 01-, 010_, "1. ".
type numberStyle struct {
	width, step int
	mark        string // between the number and the rest of a name
}

// usualStyle is that of a repository without any numbers to learn from.
var usualStyle = numberStyle{width: 2, step: 1, mark: "-"}

func (s numberStyle) name(n int, rest string) string {
	return fmt.Sprintf("%0*d%s%s", s.width, n, s.mark, rest)
}

// styleOf learns the style from names, in their order; false where none has a plain number. Where most
// are tens, gaps are left for what comes between.
func styleOf(names []fileName) (s numberStyle, ok bool) {
	plain, tens := 0, 0
	for _, name := range names {
		n, isPlain := name.plainNumber()
		if !isPlain {
			continue
		}
		s.width, s.mark = len(name.number), name.stem[len(name.number):len(name.stem)-len(name.text)]
		plain++
		if n > 0 && n%10 == 0 {
			tens++
		}
	}
	if s.step = 1; 2*tens > plain {
		s.step = 10
	}
	return s, plain > 0
}

// plainNumber returns the number of a name that can be counted up without changing what the name
// says: 01 of 01-clay, and not 3.10, a date, or a number that is all of the name.
func (a fileName) plainNumber() (n int, ok bool) {
	if a.text == a.stem || a.name == a.stem || len(a.number) > 6 || strings.Trim(a.number, "0123456789") != "" || a.number == "" {
		return 0, false
	}
	n, err := strconv.Atoi(a.number)
	return n, err == nil
}

// makeRoom returns the number for a new name between ordered names, and new numbers for as few others
// as possible. It returns false if numbers alone leave no place.
func makeRoom(names []fileName, at int, s numberStyle) (n int, moved map[int]int, ok bool) {
	before, after := -1, -1
	if at > 0 {
		if before, ok = names[at-1].plainNumber(); !ok {
			return 0, nil, false
		}
	}
	if at < len(names) && names[at].isNumbered() {
		if after, ok = names[at].plainNumber(); !ok {
			return 0, nil, false
		}
	}
	switch {
	case after < 0 && before < 0:
		return s.step, nil, true
	case after < 0:
		return before/s.step*s.step + s.step, nil, true
	case before < 0 && after > s.step:
		return (after - 1) / s.step * s.step, nil, true
	case before < 0 && after > 0:
		return after / 2, nil, true
	case after-before > s.step:
		return before + s.step, nil, true
	case after-before > 1:
		return before + (after-before)/2, nil, true
	}
	up, canRise := shifted(names[at:], before+1, 1)
	reversed := slices.Clone(names[:at])
	slices.Reverse(reversed)
	down, canSink := shifted(reversed, after-1, -1)
	switch {
	case canRise && (!canSink || len(up) <= len(down)):
		return before + 1, offset(up, func(i int) int { return at + i }), true
	case canSink:
		return after - 1, offset(down, func(i int) int { return at - 1 - i }), true
	}
	return 0, nil, false
}

// shifted gives way to a number, in a direction, until there is a gap.
func shifted(names []fileName, taken, direction int) (moved map[int]int, ok bool) {
	moved = map[int]int{}
	for i, name := range names {
		n, isPlain := name.plainNumber()
		switch {
		case !name.isNumbered(), isPlain && (n-taken)*direction > 0:
			return moved, true
		case !isPlain:
			return nil, false
		}
		taken += direction
		moved[i] = taken
	}
	return moved, taken >= 1
}

func offset(moved map[int]int, index func(int) int) map[int]int {
	out := map[int]int{}
	for i, n := range moved {
		out[index(i)] = n
	}
	return out
}
