package convert

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"whopsync/internal/markdown"
)

// Place is a line of a file of the source, from 1; 0 is the file as a whole.
type Place struct {
	Path string
	Line int
}

// Line is a line of a text, and where it came from: an include brings lines of another file.
type Line struct {
	Text string
	At   Place
}

// Text is a text on its way from one tool's Markdown to plain Markdown.
type Text []Line

// linesOf returns a text whose first line has a number in its file.
func linesOf(file, text string, first int) Text {
	text = strings.TrimRight(text, "\n")
	if text == "" {
		return nil
	}
	var lines Text
	for i, line := range strings.Split(text, "\n") {
		lines = append(lines, Line{line, Place{file, first + i}})
	}
	return lines
}

func (t Text) String() string {
	var out strings.Builder
	for _, line := range t {
		out.WriteString(line.Text + "\n")
	}
	return out.String()
}

// at returns where a line of the text, counted from 1, came from.
func (t Text) at(line int) Place {
	if line < 1 || line > len(t) {
		return Place{}
	}
	return t[line-1].At
}

// size is how many bytes the text has.
func (t Text) size() (size int) {
	for _, line := range t {
		size += len(line.Text) + 1
	}
	return size
}

// edited returns the text with what edit makes of each line that is no code.
func (t Text) edited(edit func(line Line) string) Text {
	var code fence
	out := make(Text, len(t))
	for i, line := range t {
		if !code.has(line.Text) {
			line.Text = edit(line)
		}
		out[i] = line
	}
	return out
}

// replaced returns the text with other lines, or none, in the place of those that by answers for, which are no code.
func (t Text) replaced(by func(i int, line Line) (lines Text, ok bool)) Text {
	var code fence
	var out Text
	for i, line := range t {
		if !code.has(line.Text) {
			if lines, ok := by(i, line); ok {
				out = append(out, lines...)
				continue
			}
		}
		out = append(out, line)
	}
	return out
}

// fence follows a text line by line, and knows which lines are between the fences of code.
type fence struct{ mark string }

var fenceLine = regexp.MustCompile("^[ \t>]*(?:[-*+] +|[0-9]+[.)] +)?(`{3,}|~{3,})(.*)$")

// has reports whether the next line is code, or a fence.
func (f *fence) has(line string) bool {
	m := fenceLine.FindStringSubmatch(line)
	switch {
	case f.mark == "" && m != nil && !(m[1][0] == '`' && strings.Contains(m[2], "`")):
		f.mark = m[1]
		return true
	case f.mark == "":
		return false
	case m != nil && strings.HasPrefix(m[1], f.mark) && strings.TrimSpace(m[2]) == "":
		f.mark = ""
	}
	return true
}

var ticks = regexp.MustCompile("`+")

// codeSpans returns where code stands between backticks in a line, the backticks included.
func codeSpans(line string) (spans [][]int) {
	runs := ticks.FindAllStringIndex(line, -1)
	next, last := make([]int, len(runs)), map[int]int{} // the next run of the same length, by lengths
	for i, run := range slices.Backward(runs) {
		next[i] = last[run[1]-run[0]]
		last[run[1]-run[0]] = i
	}
	for i := 0; i < len(runs); i++ {
		if end := next[i]; end > 0 {
			spans = append(spans, []int{runs[i][0], runs[end][1]})
			i = end
		}
	}
	return spans
}

// outsideCode edits the parts of a line that are not between backticks.
func outsideCode(line string, edit func(part string) string) string {
	var out strings.Builder
	from := 0
	for _, span := range codeSpans(line) {
		out.WriteString(edit(line[from:span[0]]) + line[span[0]:span[1]])
		from = span[1]
	}
	return out.String() + edit(line[from:])
}

// replaceOutsideCode replaces what does not begin between backticks, and may hold some.
func replaceOutsideCode(line string, mark *regexp.Regexp, replace func(mark string) string) string {
	var out strings.Builder
	from, spans := 0, codeSpans(line)
	for _, m := range mark.FindAllStringIndex(line, -1) {
		for len(spans) > 0 && spans[0][1] <= m[0] {
			spans = spans[1:]
		}
		if len(spans) == 0 || m[0] < spans[0][0] {
			out.WriteString(line[from:m[0]] + replace(line[m[0]:m[1]]))
			from = m[1]
		}
	}
	return out.String() + line[from:]
}

// indentOf returns the spaces and tabs in front of a line.
func indentOf(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }

func isBlank(line string) bool { return strings.TrimSpace(line) == "" }

// trimmed returns the text without the blank lines around it.
func (t Text) trimmed() Text {
	for len(t) > 0 && isBlank(t[0].Text) {
		t = t[1:]
	}
	for len(t) > 0 && isBlank(t[len(t)-1].Text) {
		t = t[:len(t)-1]
	}
	return t
}

// collapsed returns the text with one blank line in the place of several.
func (t Text) collapsed() Text {
	var code fence
	var out Text
	for _, line := range t {
		if isCode := code.has(line.Text); !isCode && isBlank(line.Text) && len(out) > 0 && isBlank(out[len(out)-1].Text) {
			continue
		}
		out = append(out, line)
	}
	return out
}

// destination returns an address as it stands between the parentheses of a link.
func destination(address string) string {
	if strings.ContainsAny(address, " ()") {
		return "<" + address + ">"
	}
	return address
}

// dedented returns the text without the indentation, if all of its lines have it.
func (t Text) dedented(indent string) Text {
	out := make(Text, len(t))
	for i, line := range t {
		line.Text = strings.TrimPrefix(line.Text, indent)
		if isBlank(line.Text) {
			line.Text = ""
		}
		out[i] = line
	}
	return out
}

// printable leaves out what no reader sees and a file may not hold. Line ends, tabs and the joiners of some scripts
// stay.
func printable(s string) string {
	const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'
	return strings.Map(func(r rune) rune {
		keep := r == '\n' || r == '\t' || r == zeroWidthNonJoiner || r == zeroWidthJoiner
		if !keep && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return -1
		}
		return r
	}, s)
}

func oneLine(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }

// upper returns a text that begins with a capital letter.
func upper(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

func lineAt(t Text, i int) string {
	if i < len(t) {
		return t[i].Text
	}
	return ""
}

// escapeOpenComments makes text of what begins like a comment and does not end. That can lay bare the next one. Where many of
// one kind do not end, none after them does: their marks are escaped at once, also in code.
func escapeOpenComments(text string) string {
	const few, enough = 8, 12
	for i := range enough {
		at := openComment(text)
		if at < 0 {
			break
		}
		entity := fmt.Sprintf("&#%d;", text[at])
		escaped := text[:at] + `\` + text[at:]
		switch {
		case i >= few:
			mark := text[at:min(at+2, len(text))] // <! or %% or {/
			escaped = text[:at] + strings.ReplaceAll(text[at:], mark, entity+mark[1:])
		case openComment(escaped) == at+1: // in HTML, where a backslash is one
			escaped = text[:at] + entity + text[at+1:]
		}
		text = escaped
	}
	return text
}

// openComment returns where the first comment without an end begins, or -1.
func openComment(text string) int {
	if !markdown.MayHoldComment(text) {
		return -1
	}
	for _, c := range markdown.Parse(text).Comments() {
		if c.Open {
			return c.Start
		}
	}
	return -1
}
