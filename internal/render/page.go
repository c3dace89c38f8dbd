package render

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// Style is what the reader's screen can show.
type Style struct {
	Color bool
	Width int // in columns; 0: 80
}

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

// block writes rows, with an empty line between them and what stands above.
func (p *page) block(rows ...row) {
	if len(rows) == 0 {
		return
	}
	if p.out.Len() > 0 {
		p.out.WriteByte('\n')
	}
	if p.style.Color {
		rows = emphasize(rows)
	}
	for _, r := range rows {
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
