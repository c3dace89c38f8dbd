package render

import (
	"fmt"
	"strings"

	udiff "github.com/aymanbagabas/go-udiff"
)

// linesAround is how many unchanged lines a diff shows around each difference.
const linesAround = 3

// diffRows returns the unified diff of two texts, with that many lines around each
// difference.
func diffRows(before, after string, around int) []row {
	before, after = closed(before), closed(after)
	diff, err := udiff.ToUnifiedDiff("", "", before, udiff.Lines(before, after), around)
	if err != nil {
		return nil // the edits are those of these two texts
	}
	var rows []row
	for _, hunk := range diff.Hunks {
		rows = append(rows, row{depth: detailDepth, form: place, text: hunkPlace(hunk)})
		for _, line := range hunk.Lines {
			rows = append(rows, bodyRow(lineSign(line.Kind), strings.TrimSuffix(line.Content, "\n")))
		}
	}
	return rows
}

// bodyRow shows the spaces at the end of a line that differs: two of them are a line
// break in Markdown.
func bodyRow(s sign, line string) row {
	text := Sanitize(line)
	if bare := strings.TrimRight(text, " "); s != context {
		text = bare + strings.Repeat("·", len(text)-len(bare))
	}
	return row{sign: s, depth: detailDepth, text: text, form: body}
}

// closed ends the last line, so that a missing line break is no difference.
func closed(s string) string {
	if s == "" {
		return ""
	}
	return s + "\n"
}

func hunkPlace(hunk *udiff.Hunk) string {
	from, to := 0, 0
	for _, line := range hunk.Lines {
		if line.Kind != udiff.Insert {
			from++
		}
		if line.Kind != udiff.Delete {
			to++
		}
	}
	return fmt.Sprintf("@@ -%d,%d +%d,%d @@", hunk.FromLine, from, hunk.ToLine, to)
}

func lineSign(kind udiff.OpKind) sign {
	switch kind {
	case udiff.Delete:
		return removed
	case udiff.Insert:
		return added
	}
	return context
}
