package render

import (
	"cmp"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"whopsync/internal/spec"
)

// A quotation has at most widest columns, also where output is not wrapped: the line may be
// as long as its file, and have a hundred problems. On a screen narrower than narrowest it
// wraps.
const (
	narrowest = 10
	widest    = 160
)

// quotations quotes lines of files. Problems come file by file, so one file is kept.
type quotations struct {
	source func(path string) ([]byte, error)
	width  int

	path  string
	lines [][]rune // of the file at path
}

// excerpt returns the line of a problem, and a caret under what is meant.
func (q *quotations) excerpt(p spec.Problem) []row {
	number := strconv.Itoa(p.Line)
	gutter := strings.Repeat(" ", len(number))
	line := q.line(p.Path, p.Line)
	text, from, wide := display(line, p.Col, cmp.Or(p.EndCol, endOf(line, p.Col)), max(narrowest, min(q.width, widest)-len(number)-5))
	if strings.TrimSpace(text) == "" {
		return nil
	}
	rows := []row{{depth: 1, text: number + " | " + text}}
	if p.Col > 0 {
		underline := strings.Repeat(" ", from) + strings.Repeat("^", max(1, wide))
		rows = append(rows, row{depth: 1, text: gutter + " | " + underline, form: caret})
	}
	return rows
}

// closedPattern matches what begins with one character and ends with another on the same line. A list may
// hold lists.
var closedPattern = regexp.MustCompile(`^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|<[^<>]+>|\[(?:[^][]|\[[^][]*\])*\]|\{(?:[^{}]|\{[^{}]*\})*\})`)

// endOf returns the column after a quoted text, a list or a tag that begins at a column, 0 for anything else.
func endOf(line []rune, col int) int {
	if col < 1 || col > len(line) {
		return 0
	}
	if n := utf8.RuneCountInString(closedPattern.FindString(string(line[col-1:]))); n > 0 {
		return col + n
	}
	return 0
}

// line returns a line of a file, nothing where it cannot be had.
func (q *quotations) line(path string, number int) []rune {
	if path != q.path && q.source != nil {
		q.path, q.lines = path, nil
		if data, err := q.source(path); err == nil {
			text := strings.TrimPrefix(string(data), "\ufeff")
			text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
			for line := range strings.SplitSeq(masked(path, text), "\n") {
				q.lines = append(q.lines, []rune(line))
			}
		}
	}
	if number < 1 || number > len(q.lines) {
		return nil
	}
	return q.lines[number-1]
}

var (
	passwordPart = regexp.MustCompile(`://([^/@\s'"]*)@`)
	apiKeyPart   = regexp.MustCompile(`api_key:[^\S\n]*(\S+)`)
	queryPart    = regexp.MustCompile(`https?://[^\s'"?]*\?([^\s'"]+)`)
)

// masked hides a password in an address and a key, which belong in no file: more people
// read a log than the file. In the configuration, the query of an address may be one as
// well. Characters keep their columns.
func masked(file, text string) string {
	text = starred(apiKeyPart, starred(passwordPart, text))
	if path.Base(file) == spec.ConfigFile {
		text = starred(queryPart, text)
	}
	return text
}

// starred puts stars in the place of what the pattern's group has found.
func starred(pattern *regexp.Regexp, text string) string {
	var out strings.Builder
	done := 0
	for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
		from, to := m[2], m[3]
		out.WriteString(text[done:from] + strings.Repeat("*", utf8.RuneCountInString(text[from:to])))
		done = to
	}
	return out.String() + text[done:]
}

// display returns a line as a terminal shows it, and the column and the columns of what is
// meant in it. Of a line that is too long only the part around col is left.
func display(line []rune, col, end, width int) (text string, from, wide int) {
	start := min(max(col-1, 0), len(line))
	first, last := window(line, start, width)
	stop := min(max(end-1, start), last)
	before, from := printed(line[first:start])
	meant, wide := printed(line[start:stop])
	after, _ := printed(line[stop:last])
	text = before + meant + after
	if first > 0 {
		text = "…" + text
		from++
	}
	if last < len(line) {
		text += "…"
	}
	return text, from, wide
}

// printed returns what is printed for characters, and how many columns that takes.
func printed(line []rune) (text string, wide int) {
	var out strings.Builder
	for _, r := range line {
		text, columns := cell(r)
		out.WriteString(text)
		wide += columns
	}
	return out.String(), wide
}

// window chooses the characters to show so start is among them.
func window(line []rune, start, width int) (first, last int) {
	const before = 20 // columns of context before the caret
	if last := fitting(line, 0, width); last == len(line) {
		return 0, last
	}
	first = start
	for room := min(before, width/2); first > 0 && cost(line[first-1]) <= room; first-- {
		room -= cost(line[first-1])
	}
	const marks = 2 // for what is cut off
	return first, fitting(line, first, width-marks)
}

// fitting returns the end of the characters from first on that fit into so many columns.
func fitting(line []rune, first, room int) (last int) {
	for last = first; last < len(line) && cost(line[last]) <= room; last++ {
		room -= cost(line[last])
	}
	return last
}

// cost is the room that a character takes: at least one column, or a line of characters
// without a width would never end.
func cost(r rune) int {
	_, wide := cell(r)
	return max(1, wide)
}

// cell returns what is printed for a character, and how many columns that takes.
func cell(r rune) (text string, wide int) {
	switch {
	case r == '\t':
		return "    ", 4
	case isHidden(r):
		text = spell(string(r))
		return text, len(text)
	}
	return string(r), columns(r)
}

// columns estimates how wide a terminal draws a character. An error moves a caret and
// nothing else.
func columns(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Join_Control) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
