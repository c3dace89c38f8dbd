package render

import (
	"fmt"
	"io"
	"strings"

	udiff "github.com/aymanbagabas/go-udiff"
)

// FileDiff writes what changes in a file as a unified diff, as git shows it.
func FileDiff(w io.Writer, path string, before, after []byte) error {
	diff := udiff.Unified("a/"+path, "b/"+path, string(before), string(after))
	_, err := io.WriteString(w, Sanitize(diff))
	return err
}

// diffRows returns the unified diff of two texts.
func diffRows(before, after string) []row {
	before, after = closed(before), closed(after)
	diff, err := udiff.ToUnifiedDiff("", "", before, udiff.Lines(before, after), udiff.DefaultContextLines)
	if err != nil {
		return nil // the edits are those of these two texts
	}
	var rows []row
	for _, h := range diff.Hunks {
		rows = append(rows, row{depth: detailDepth, form: hunk, text: hunkPosition(h)})
		for _, line := range h.Lines {
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

// closed ends the last line, so a missing line break is no difference.
func closed(s string) string {
	if s == "" {
		return ""
	}
	return s + "\n"
}

func hunkPosition(h *udiff.Hunk) string {
	from, to := 0, 0
	for _, line := range h.Lines {
		if line.Kind != udiff.Insert {
			from++
		}
		if line.Kind != udiff.Delete {
			to++
		}
	}
	return fmt.Sprintf("@@ -%d,%d +%d,%d @@", h.FromLine, from, h.ToLine, to)
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
