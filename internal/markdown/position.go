package markdown

import (
	"strings"
	"unicode/utf8"
)

// Span is a range of bytes of the source: Start is in it, End is not.
type Span struct{ Start, End int }

// position is a line and a column, both from 1; columns count runes.
type position struct{ line, col int }

// positionsOf returns the position of every byte, and of the end. All are worked out at once: a
// text may be one long line with ten thousand links.
func positionsOf(src string) []position {
	all := make([]position, 0, len(src)+1)
	at := position{1, 1}
	for i := range len(src) {
		all = append(all, at)
		switch {
		case src[i] == '\n':
			at = position{at.line + 1, 1}
		case utf8.RuneStart(src[i]):
			at.col++
		}
	}
	return append(all, at)
}

// lineStart returns where the line that holds offset begins.
func lineStart(src string, offset int) int { return strings.LastIndexByte(src[:offset], '\n') + 1 }

// lineEnd returns where the line that holds offset ends, its line end included.
func lineEnd(src string, offset int) int {
	if length := strings.IndexByte(src[offset:], '\n'); length >= 0 {
		return offset + length + 1
	}
	return len(src)
}

// wholeLines widens the block that stands between start and end to all of its lines, their
// last line end included. Behind the marker of a quote or list item the block keeps
// to itself: without its marker or line end the next line would change its meaning.
func wholeLines(src string, start, end int) Span {
	first, last := lineStart(src, start), lineEnd(src, max(start, end-1))
	if strings.Trim(src[first:start], " \t") == "" {
		return Span{first, last}
	}
	block, ended := strings.CutSuffix(src[start:last], "\n")
	if ended {
		block = strings.TrimSuffix(block, "\r")
	}
	return Span{start, start + len(block)}
}
