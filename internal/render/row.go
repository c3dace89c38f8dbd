package render

// row is one line of output before it has a form: the same rows become indented text on
// a terminal and a diff in a comment.
type row struct {
	sign  sign
	depth int // in steps of two columns
	text  string
	form  form
	cut   bool // something is left out here that the full form has
}

// Depths of a change's rows: its headline, its notes, and the notes of a field.
const (
	headDepth   = 1
	fieldDepth  = 3
	detailDepth = 5
)

// sign is what a row stands under; none for prose.
type sign byte

const (
	none    sign = 0
	added   sign = '+'
	changed sign = '~'
	removed sign = '-'
	moved   sign = '>'
	heading sign = '#'
	context sign = ' ' // an unchanged line of a diff
)

// form says how a row may be laid out.
type form int

const (
	asIs    form = iota
	flowing      // prose: wrapped at the width of the page
	body         // a line of a text diff: words that differ are marked
	words        // a line of a text before and after, with marks around what differs
	hunk         // where in a text a diff goes on
	title        // what the rows below are about
	caret        // points at something in the row above
)

func prose(text string) row { return row{text: text, form: flowing} }

// proseRows returns a row for each text that is not empty.
func proseRows(texts []string) []row {
	var rows []row
	for _, text := range texts {
		if text != "" {
			rows = append(rows, prose(text))
		}
	}
	return rows
}
