package render

import (
	"cmp"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// Line is a line about a field that changes. Sign is +, -, ~, > for what moved, or a space.
type Line struct{ Sign, Text string }

// FieldLines returns what a change destroys, and what becomes of its fields but for the text of a lesson.
func FieldLines(c *plan.Change) []Line {
	shown := *c
	shown.Fields = slices.DeleteFunc(slices.Clone(c.Fields), func(f plan.FieldChange) bool { return f.Field == course.Content })
	return linesOf(append(lossRows(c.Lost), fieldRows(&shown)...))
}

// DriftLines returns what was edited on Whop and not in the files.
func DriftLines(c *plan.Change) []Line {
	if len(c.Drift) == 0 {
		return nil
	}
	return linesOf(driftRows(c.Address, c.Drift)[1:]) // without the address
}

func linesOf(rows []row) []Line {
	lines := make([]Line, len(rows))
	for i, r := range rows {
		lines[i] = Line{string(rune(cmp.Or(r.sign, context))), strings.Repeat("  ", max(0, r.depth-fieldDepth)) + r.text}
	}
	return lines
}

// BeforeText returns the text that a field has on Whop, with its links as the author writes them.
func BeforeText(f plan.FieldChange) string { return asWritten(f) }

// Piece is a stretch of two texts: Both has it, or one of them.
type Piece struct{ Gone, Come, Both string }

// Pieces returns what differs between two texts, word by word, in order.
func Pieces(before, after string) []Piece {
	spans, _ := wordDiff(before, after)
	pieces := make([]Piece, 0, len(spans))
	for _, s := range spans {
		switch {
		case s.text == "":
		case s.sign == removed:
			pieces = append(pieces, Piece{Gone: s.text})
		case s.sign == added:
			pieces = append(pieces, Piece{Come: s.text})
		default:
			pieces = append(pieces, Piece{Both: s.text})
		}
	}
	return pieces
}

// Overview says in a sentence what a plan does.
func Overview(p *plan.Plan) string { return overview(p) }
