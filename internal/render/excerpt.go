package render

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"whopsync/internal/spec"
)

// quotations quotes lines of files. Problems come file by file, so one file is kept.
type quotations struct {
	source func(path string) ([]byte, error)
	width  int

	path  string
	lines []string
}

// excerpt returns the line of a problem, and a caret under what is meant.
func (q *quotations) excerpt(p spec.Problem) []row {
	line, ok := q.line(p.Path, p.Line)
	if !ok || strings.TrimSpace(line) == "" {
		return nil
	}
	number := fmt.Sprintf("%d", p.Line)
	gutter := strings.Repeat(" ", len(number))
	shown := display(line, p.Col, p.EndCol, q.width-len(number)-5)
	rows := []row{{depth: 1, text: number + " | " + shown.text}}
	if p.Col > 0 {
		underline := strings.Repeat(" ", shown.from) + strings.Repeat("^", max(1, shown.to-shown.from))
		rows = append(rows, row{depth: 1, text: gutter + " | " + underline, form: caret})
	}
	return rows
}

func (q *quotations) line(path string, number int) (string, bool) {
	if q.source == nil || number < 1 {
		return "", false
	}
	if path != q.path || q.lines == nil {
		data, err := q.source(path)
		if err != nil {
			return "", false
		}
		text := strings.TrimPrefix(string(data), "\ufeff")
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
		q.path, q.lines = path, strings.Split(text, "\n")
	}
	if number > len(q.lines) {
		return "", false
	}
	return masked(q.lines[number-1]), true
}

var mayBeSecret = regexp.MustCompile(`://([^/@\s'"]*)@|api_key:\s*(\S+)`)

// masked hides a password in an address and a key, which belong in no file: more people
// read a log than the file. Characters keep their columns.
func masked(line string) string {
	for _, m := range slices.Backward(mayBeSecret.FindAllStringSubmatchIndex(line, -1)) {
		from, to := max(m[2], m[4]), max(m[3], m[5])
		line = line[:from] + strings.Repeat("*", utf8.RuneCountInString(line[from:to])) + line[to:]
	}
	return line
}

// shown is a line as a terminal shows it, and the columns of what is meant in it.
type shown struct {
	text     string
	from, to int
}

// display lays out a line: tabs and invisible characters take the columns of what is
// printed for them, and of a line that is too long only the part around col is left.
func display(line string, col, end, width int) shown {
	cells := cellsOf(line)
	start := min(max(col-1, 0), len(cells))
	stop := min(max(end-1, start), len(cells))
	first, last := window(cells, start, width)
	s := shown{from: -1}
	column := 0
	add := func(text string, columns int) {
		s.text += text
		column += columns
	}
	if first > 0 {
		add("…", 1)
	}
	for i := first; i < last; i++ {
		if i == start {
			s.from = column
		}
		add(cells[i].text, cells[i].columns)
		if i < stop {
			s.to = column
		}
	}
	if s.from < 0 {
		s.from = column // behind the end of the line
	}
	if last < len(cells) {
		s.text += "…"
	}
	return s
}

// window chooses the cells to show so that start is among them.
func window(cells []cell, start, width int) (first, last int) {
	const before = 20 // columns of context that are kept in front of the caret
	total := 0
	for _, c := range cells {
		total += c.columns
	}
	if total <= width {
		return 0, len(cells)
	}
	first = start
	used := 0
	for first > 0 && used+cells[first-1].columns <= min(before, width/2) {
		first--
		used += cells[first].columns
	}
	used = 2 // the marks for what is cut off
	for last = first; last < len(cells) && used+cells[last].columns <= width; last++ {
		used += cells[last].columns
	}
	return first, last
}

// cell is one character of a line as it is printed.
type cell struct {
	text    string
	columns int
}

func cellsOf(line string) []cell {
	var cells []cell
	for _, r := range strings.ToValidUTF8(line, "�") {
		text := string(r)
		switch {
		case r == '\t':
			cells = append(cells, cell{"    ", 4})
		case isHidden(r):
			text = spell(text)
			cells = append(cells, cell{text, len(text)})
		default:
			cells = append(cells, cell{text, columns(r)})
		}
	}
	return cells
}

// columns estimates how wide a terminal draws a character. An error moves a caret and
// nothing else, so the wide scripts and emoji suffice.
func columns(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me), r == '\u200c', r == '\u200d':
		return 0
	case r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul),
		r >= 0x3000 && r <= 0x303f, r >= 0xff01 && r <= 0xff60, r >= 0x1f300 && r <= 0x1faff:
		return 2
	}
	return 1
}
