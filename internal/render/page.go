package render

import (
	"bytes"
	"cmp"
	"io"
	"regexp"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/plan"
)

// Style is what the reader has: a screen, and a shell to paste commands into.
type Style struct {
	Color bool
	Width int // in columns; 0: 80
	// Full shows all of a plan: every object, every field, whole lines of texts.
	Full  bool
	Shell hint.Shell
	View  string // the command that shows it again; "" is plan
}

// again makes commands for a run with these options.
func (s Style) again(o plan.Options) Again { return Again{Shell: s.Shell, Options: o} }

// all is the command that shows what was left out.
func (s Style) all(o plan.Options) string {
	view := s.View
	if view == "" {
		view = "plan" + Flags(o)
	}
	return s.Shell.Command(view + " --full")
}

// page collects output and hands it on after whole lines, in which keys can be masked: a large plan has
// tens of megabytes. Errors are found once.
type page struct {
	style Style
	w     io.Writer
	out   bytes.Buffer
	begun bool
	cut   bool // a row has left something out
	err   error
}

// mostKept is how many bytes of output are kept. A page that is smaller is written at once.
const mostKept = 1 << 20

func newPage(w io.Writer, s Style) *page {
	if s.Width <= 0 {
		s.Width = 80
	}
	return &page{style: s, w: w}
}

// block writes rows, with an empty line between them and what stands above.
func (p *page) block(rows ...row) {
	if len(rows) == 0 {
		return
	}
	if p.begun {
		p.out.WriteByte('\n')
	}
	p.begun = true
	for _, r := range rows {
		p.row(r)
	}
}

// diff writes rows with text diffs among them, whole or as an outline shows them.
func (p *page) diff(rows []row) {
	if p.style.Full {
		p.block(emphasize(rows)...)
	} else {
		p.block(shorten(rows)...)
	}
}

func (p *page) row(r row) {
	p.cut = p.cut || r.cut
	indent := strings.Repeat("  ", r.depth)
	if r.sign != none {
		indent += string(r.sign) + " "
	}
	lines := []string{r.text}
	switch r.form {
	case flowing:
		lines = wrapProse(r.text, p.style.Width-len(indent))
	case words, body:
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
	if p.out.Len() > mostKept {
		_ = p.flush() // the last flush returns the error
	}
}

// flush writes what is left, and returns the first error.
func (p *page) flush() error {
	if p.err == nil {
		_, p.err = p.w.Write(p.out.Bytes())
	}
	p.out.Reset()
	return p.err
}

// pasted finds what readers paste: a text in backquotes, and a command behind a colon up to the end of its clause.
var pasted = regexp.MustCompile("`[^`]*`|(?:^|: )whopsync (?:'[^']*'|[^',;.]|[,;.][^ ])*")

// glue stands for a blank at which a line is not broken.
const glue = "\x00"

// wrapProse is wrap, and breaks nothing that is there to be pasted: half of a command may be one as well.
func wrapProse(text string, width int) []string {
	glued := pasted.ReplaceAllStringFunc(strings.ReplaceAll(text, glue, ""), func(part string) string {
		lead := ""
		if rest, ok := strings.CutPrefix(part, ": "); ok {
			lead, part = ": ", rest
		}
		return lead + strings.ReplaceAll(part, " ", glue)
	})
	lines := wrap(glued, width)
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], glue, " ")
	}
	return lines
}

// Column returns a text of the author's or of a server's after a label, in lines that fit the width. Every line after the
// first begins below the text.
func Column(label, text string, s Style) string {
	const least = 20
	width := max(cmp.Or(s.Width, 80)-len(label), least)
	var out strings.Builder
	for line := range strings.SplitSeq(Sanitize(text), "\n") {
		for _, part := range wrapProse(line, width) {
			out.WriteString(strings.TrimRight(label+part, " ") + "\n")
			label = strings.Repeat(" ", len(label))
		}
	}
	return out.String()
}

// wrap breaks text between words into lines of at most width columns, as far as its words allow.
func wrap(text string, width int) []string {
	var lines []string
	for {
		at := breakOf(text, width)
		if at < 0 {
			return append(lines, text)
		}
		lines = append(lines, strings.TrimRight(text[:at], " "))
		text = strings.TrimLeft(text[at:], " ")
	}
}

// breakOf returns where a text goes on in the next line, -1 when it fits: at the last space that
// does not lead to more than width columns.
func breakOf(text string, width int) int {
	last, used, begun := -1, 0, false
	for i, r := range text {
		if r == ' ' && begun {
			if used > width && last >= 0 {
				return last
			}
			last = i
		}
		begun = begun || r != ' '
		used += columns(r)
	}
	if used > width {
		return last
	}
	return -1
}
