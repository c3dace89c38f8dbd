package spec

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestPlacesInALongLine checks each place of a text whose lines and characters lie across the blocks.
func TestPlacesInALongLine(t *testing.T) {
	text := strings.Repeat("é€𝄞a", 300) + "\n\n" + strings.Repeat("€", 700) + "\nx"
	n := newlinesOf(text)
	for at := range text {
		before := text[:at]
		line, col := 1+strings.Count(before, "\n"), 1+utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:])
		if l, c := n.position(text, at); l != line || c != col {
			t.Fatalf("position(%d): %d:%d, want %d:%d", at, l, c, line, col)
		}
		if got := n.offset(text, line, col); got != at {
			t.Fatalf("offset(%d, %d): %d, want %d", line, col, got, at)
		}
	}
	for _, past := range [][2]int{{4, 2}, {4, 9}, {5, 1}} {
		if got := n.offset(text, past[0], past[1]); got != len(text) {
			t.Errorf("offset(%d, %d): %d, want %d", past[0], past[1], got, len(text))
		}
	}
}
