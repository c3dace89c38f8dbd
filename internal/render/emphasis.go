package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// span is a range of bytes of a row's text.
type span struct{ start, end int }

// emphasis returns, for each row, the words that differ from its counterpart. Prose is
// written in long lines, and without it a corrected comma is hard to find.
//
// Of lines that stand together, the first removed is taken for the first added, and so on.
func emphasis(rows []row) [][]span {
	spans := make([][]span, len(rows))
	for i := 0; i < len(rows); {
		gone := run(rows[i:], removed)
		come := run(rows[i+gone:], added)
		for k := i; k < i+min(gone, come); k++ {
			spans[k], spans[k+gone] = differences(rows[k].text, rows[k+gone].text)
		}
		i += max(1, gone+come)
	}
	return spans
}

// run returns how many lines of a diff under one sign the rows begin with.
func run(rows []row, s sign) int {
	n := 0
	for n < len(rows) && rows[n].form == body && rows[n].sign == s {
		n++
	}
	return n
}

// differences returns the words of each line that the other has not, nothing when they
// have less than half in common: then the whole line is the difference.
func differences(before, after string) (inBefore, inAfter []span) {
	a, b := words(before), words(after)
	common := len(before)
	for _, d := range lcs.DiffLines(a, b) {
		old, new := within(a, d.Start, d.End), within(b, d.ReplStart, d.ReplEnd)
		common -= old.end - old.start
		inBefore, inAfter = appendSpan(inBefore, old), appendSpan(inAfter, new)
	}
	if 2*common < max(len(before), len(after)) {
		return nil, nil
	}
	return inBefore, inAfter
}

func appendSpan(spans []span, s span) []span {
	if s.start == s.end {
		return spans
	}
	return append(spans, s)
}

// within returns the bytes of parts[from:to] in the text that parts make up.
func within(parts []string, from, to int) span {
	start := len(strings.Join(parts[:from], ""))
	return span{start, start + len(strings.Join(parts[from:to], ""))}
}

// words splits text into words, and single characters between them.
func words(text string) []string {
	var parts []string
	for text != "" {
		n := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		switch n {
		case -1:
			n = len(text)
		case 0:
			_, n = utf8.DecodeRuneInString(text)
		}
		parts = append(parts, text[:n])
		text = text[n:]
	}
	return parts
}

// mark makes the spans of text stand out.
func mark(text string, spans []span) string {
	var out strings.Builder
	done := 0
	for _, s := range spans {
		out.WriteString(text[done:s.start] + inverse + text[s.start:s.end] + uninverse)
		done = s.end
	}
	out.WriteString(text[done:])
	return out.String()
}
