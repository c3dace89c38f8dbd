package render

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// row is one line of output before it has a form: the same rows become indented text on
// a terminal and a diff in a comment.
type row struct {
	sign  sign
	depth int // in steps of two columns
	text  string
	form  form
}

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
	body         // a line of a text diff: words that differ are emphasised
	place        // where in a text a diff goes on
	title        // what the rows below are about
	caret        // points at something in the row above
)

func prose(text string) row { return row{text: text, form: flowing} }

// page collects output, so that a reader never sees half of it and errors are found once.
type page struct {
	style Style
	out   bytes.Buffer
}

func newPage(s Style) *page {
	if s.Width <= 0 {
		s.Width = 80
	}
	return &page{style: s}
}

// blocks writes groups of rows, an empty line between any two.
func (p *page) blocks(blocks [][]row) {
	for _, rows := range blocks {
		p.block(rows...)
	}
}

func (p *page) block(rows ...row) {
	if len(rows) == 0 {
		return
	}
	if p.out.Len() > 0 {
		p.out.WriteByte('\n')
	}
	var words [][]span
	if p.style.Color {
		words = emphasis(rows)
	}
	for i, r := range rows {
		if words != nil && words[i] != nil {
			r.text = mark(r.text, words[i])
		}
		p.row(r)
	}
}

func (p *page) row(r row) {
	indent := strings.Repeat("  ", r.depth)
	if r.sign != none {
		indent += string(r.sign) + " "
	}
	lines := []string{r.text}
	if r.form == flowing {
		lines = wrap(r.text, p.style.Width-len(indent))
	}
	for i, line := range lines {
		if i > 0 {
			indent = strings.Repeat(" ", len(indent))
		}
		line = disarm(strings.TrimRight(indent+line, " "))
		if p.style.Color {
			line = paint(r, line)
		}
		p.out.WriteString(line)
		p.out.WriteByte('\n')
	}
}

func (p *page) flush(w io.Writer) error {
	_, err := w.Write(p.out.Bytes())
	return err
}

// wrap breaks text between words into lines of at most width characters, as far as its
// words allow.
func wrap(text string, width int) []string {
	var lines []string
	line, used := "", 0
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case used == 0:
			line, used = word, n
		case used+1+n > width:
			lines = append(lines, line)
			line, used = word, n
		default:
			line += " " + word
			used += 1 + n
		}
	}
	return append(lines, line)
}
