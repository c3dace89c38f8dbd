package render

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// mostLines is how many lines an outline shows of the difference between two texts.
const mostLines = 8

// shorten returns rows with each text diff shortened for an outline: unchanged lines are left out,
// an edited line is one line with marks around its words, and a count tells how much was left out.
func shorten(rows []row) []row {
	var short []row
	for i := 0; i < len(rows); {
		n := diffLength(rows[i:])
		if n == 0 {
			short = append(short, rows[i])
			i++
			continue
		}
		short = append(short, capped(editRows(rows[i:i+n]))...)
		i += n
	}
	return short
}

// diffLength returns how many rows of one text diff the rows begin with.
func diffLength(rows []row) int {
	n := 0
	for n < len(rows) && (rows[n].form == hunk || rows[n].form == body) {
		n++
	}
	return n
}

// capped leaves the first of the lines, and counts the others.
func capped(rows []row) []row {
	if len(rows) <= mostLines+1 {
		return rows
	}
	more := row{depth: detailDepth, text: fmt.Sprintf("… and %s more lines", grouped(len(rows)-mostLines)), cut: true}
	return append(rows[:mostLines:mostLines], more)
}

// editRows returns the lines of a text diff that come, go or are edited. Lines without any text are
// left out where others differ as well.
func editRows(rows []row) []row {
	var edits []row
	blank := false
	for i := 0; i < len(rows); {
		gone := runLength(rows[i:], removed)
		come := runLength(rows[i+gone:], added)
		for _, r := range paired(rows[i:i+gone], rows[i+gone:i+gone+come]) {
			if r.text == "" {
				blank = true
			} else {
				edits = append(edits, r)
			}
		}
		i += max(1, gone+come)
	}
	if edits == nil && blank {
		return []row{{depth: detailDepth, text: "(only empty lines change)"}}
	}
	return edits
}

// runLength returns how many lines of a diff under one sign the rows begin with.
func runLength(rows []row, s sign) int {
	n := 0
	for n < len(rows) && rows[n].form == body && rows[n].sign == s {
		n++
	}
	return n
}

// pairs of lines are looked for among the next few: a text of a thousand new lines has no more to
// compare.
const nearLines = 4

// paired returns removed and added lines, an edited line as one row.
func paired(gone, come []row) []row {
	var rows []row
	next := 0
	for _, old := range gone {
		spans, at := counterpart(old, come[next:])
		if at < 0 {
			rows = append(rows, wholeLine(old))
			continue
		}
		for _, r := range come[next : next+at] {
			rows = append(rows, wholeLine(r))
		}
		rows = append(rows, row{sign: changed, depth: old.depth, text: marked(cutSpans(spans), none), form: words})
		next += at + 1
	}
	for _, r := range come[next:] {
		rows = append(rows, wholeLine(r))
	}
	return rows
}

// counterpart finds the new form of an edited line, and the differences.
func counterpart(old row, come []row) (spans []span, at int) {
	if strings.TrimSpace(old.text) == "" {
		return nil, -1
	}
	for i, r := range come[:min(len(come), nearLines)] {
		if spans, ok := wordDiff(old.text, r.text); ok {
			return spans, i
		}
	}
	return nil, -1
}

// wholeLine is a line that comes or goes, cut when it is long.
func wholeLine(r row) row {
	if n := utf8.RuneCountInString(r.text); n > longestText {
		r.text = fmt.Sprintf("%s (%s in all)", cutMiddle(r.text, longestText, 0), counted(n, "character"))
	}
	return r
}

// emphasize marks in each line of a diff the words that differ from its counterpart. Of lines that
// stand together, the first removed is taken for the first added, and so on.
func emphasize(rows []row) []row {
	for i := 0; i < len(rows); {
		gone := runLength(rows[i:], removed)
		come := runLength(rows[i+gone:], added)
		for k := i; k < i+min(gone, come); k++ {
			if spans, ok := wordDiff(rows[k].text, rows[k+gone].text); ok {
				rows[k].text, rows[k+gone].text = marked(spans, added), marked(spans, removed)
			}
		}
		i += max(1, gone+come)
	}
	return rows
}
