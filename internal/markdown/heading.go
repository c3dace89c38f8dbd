package markdown

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// Heading is a heading of the source, in either style (# or underlined).
type Heading struct {
	Level  int
	Text   string // plain, without markup and images
	Anchor string // the fragment that links to it, as GitHub makes it; repeated ones get -1, -2

	// Start and End delimit all lines of the heading, its last line end included. In a
	// quote or list item they delimit the heading alone, without marker and line end.
	Start, End int
	Line       int // from 1
}

// headingSpan returns the lines of a heading.
func headingSpan(src string, n *ast.Heading) Span {
	start, text := n.Pos(), n.Lines()
	if text.Len() == 0 || text.At(0).Start > start { // "# text": its text begins after the #
		return wholeLines(src, start, start)
	}
	underline := lineEnd(src, text.At(text.Len()-1).Start)
	return wholeLines(src, start, lineEnd(src, underline))
}

// anchors makes the fragments of one document.
type anchors map[string]int

// next returns the anchor of the next heading. GitHub documents the rule only by its
// effect: lower case, punctuation dropped, spaces to hyphens, a number for repeats.
func (a anchors) next(heading string) string {
	slug := slugOf(heading)
	anchor := slug
	for {
		if _, taken := a[anchor]; !taken {
			a[anchor] = 0
			return anchor
		}
		a[slug]++
		anchor = slug + "-" + strconv.Itoa(a[slug])
	}
}

func slugOf(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.Nl, unicode.Pc):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}
