package render

import (
	"regexp"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"
)

const (
	inverse   = "\x1b[7m"
	uninverse = "\x1b[27m"
)

// emphasize marks in each line of a diff the words that differ from its counterpart. Prose
// is written in long lines, and without it a corrected comma is hard to find.
//
// Of lines that stand together, the first removed is taken for the first added, and so on.
func emphasize(rows []row) []row {
	rows = slices.Clone(rows)
	for i := 0; i < len(rows); {
		gone := run(rows[i:], removed)
		come := run(rows[i+gone:], added)
		for k := i; k < i+min(gone, come); k++ {
			rows[k].text, rows[k+gone].text = markDifferences(rows[k].text, rows[k+gone].text)
		}
		i += max(1, gone+come)
	}
	return rows
}

// run returns how many lines of a diff under one sign the rows begin with.
func run(rows []row, s sign) int {
	n := 0
	for n < len(rows) && rows[n].form == body && rows[n].sign == s {
		n++
	}
	return n
}

// wordPattern cuts a text into words, and single characters between them.
var wordPattern = regexp.MustCompile(`[\p{L}\p{Nd}]+|(?s:.)`)

// markDifferences marks the words of each line that the other has not, nothing when they
// have less than half in common: then the whole line is the difference.
func markDifferences(before, after string) (string, string) {
	a, b := wordPattern.FindAllString(before, -1), wordPattern.FindAllString(after, -1)
	common := len(before)
	for _, d := range lcs.DiffLines(a, b) {
		common -= len(strings.Join(a[d.Start:d.End], ""))
		mark(a[d.Start:d.End])
		mark(b[d.ReplStart:d.ReplEnd])
	}
	if 2*common < max(len(before), len(after)) {
		return before, after
	}
	return strings.Join(a, ""), strings.Join(b, "")
}

func mark(words []string) {
	if n := len(words); n > 0 {
		words[0] = inverse + words[0]
		words[n-1] += uninverse
	}
}
