package render

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"whopsync/internal/spec"
)

// widest is how much of a line is quoted at most, also where output is not wrapped: the
// line may be as long as its file, and have a hundred problems.
const widest = 160

// quotations quotes lines of files. Problems come file by file and line by line, so one
// file is kept, and one line of it.
type quotations struct {
	source func(path string) ([]byte, error)
	width  int

	path   string
	lines  []string
	number int
	line   []rune
}

// excerpt returns the line of a problem, and a caret under what is meant.
func (q *quotations) excerpt(p spec.Problem) []row {
	if !q.find(p.Path, p.Line) {
		return nil
	}
	number := fmt.Sprintf("%d", p.Line)
	gutter := strings.Repeat(" ", len(number))
	shown := display(q.line, p.Col, p.EndCol, min(q.width, widest)-len(number)-5)
	if strings.TrimSpace(shown.text) == "" {
		return nil
	}
	rows := []row{{depth: 1, text: number + " | " + shown.text}}
	if p.Col > 0 {
		underline := strings.Repeat(" ", shown.from) + strings.Repeat("^", max(1, shown.to-shown.from))
		rows = append(rows, row{depth: 1, text: gutter + " | " + underline, form: caret})
	}
	return rows
}

// find makes a line of a file the one that is kept, and reports whether there is one.
func (q *quotations) find(path string, number int) bool {
	if q.source == nil || number < 1 {
		return false
	}
	if path != q.path || q.lines == nil {
		data, err := q.source(path)
		if err != nil {
			return false
		}
		text := strings.TrimPrefix(string(data), "\ufeff")
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
		q.path, q.lines, q.number = path, strings.Split(text, "\n"), 0
	}
	if number > len(q.lines) {
		return false
	}
	if number != q.number {
		q.number, q.line = number, []rune(masked(path, q.lines[number-1]))
	}
	return true
}

var (
	mayBeSecret = regexp.MustCompile(`://([^/@\s'"]*)@|api_key:\s*(\S+)`)
	queryPart   = regexp.MustCompile(`https?://[^\s'"?]*\?([^\s'"]+)`)
)

// masked hides a password in an address and a key, which belong in no file: more people
// read a log than the file. In the configuration, the query of an address may be one as
// well. Characters keep their columns.
func masked(file, line string) string {
	line = starred(mayBeSecret, line)
	if path.Base(file) == spec.ConfigFile {
		line = starred(queryPart, line)
	}
	return line
}

// starred puts stars in the place of what the pattern's group has found: its first, or the
// second where the first is not there.
func starred(pattern *regexp.Regexp, line string) string {
	for _, m := range slices.Backward(pattern.FindAllStringSubmatchIndex(line, -1)) {
		from, to := m[2], m[3]
		if from < 0 {
			from, to = m[4], m[5]
		}
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
func display(line []rune, col, end, width int) shown {
	start := min(max(col-1, 0), len(line))
	stop := min(max(end-1, start), len(line))
	first, last := window(line, start, width)
	var text strings.Builder
	s := shown{from: -1}
	column := 0
	if first > 0 {
		text.WriteString("…")
		column++
	}
	for i := first; i < last; i++ {
		if i == start {
			s.from = column
		}
		c := cellOf(line[i])
		text.WriteString(c.text)
		column += c.columns
		if i < stop {
			s.to = column
		}
	}
	if s.from < 0 {
		s.from = column // behind the end of the line
	}
	if last < len(line) {
		text.WriteString("…")
	}
	s.text = text.String()
	return s
}

// window chooses the characters to show so that start is among them.
func window(line []rune, start, width int) (first, last int) {
	const before = 20 // columns of context that are kept in front of the caret
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

// fitting returns where the characters from first on leave the room of so many columns.
func fitting(line []rune, first, room int) (last int) {
	for last = first; last < len(line) && cost(line[last]) <= room; last++ {
		room -= cost(line[last])
	}
	return last
}

// cost is the room that a character takes. One without a width takes some too, or a line
// of nothing else would never end.
func cost(r rune) int { return max(1, cellOf(r).columns) }

// cell is one character of a line as it is printed.
type cell struct {
	text    string
	columns int
}

func cellOf(r rune) cell {
	text := string(r)
	switch {
	case r == '\t':
		return cell{"    ", 4}
	case isHidden(r):
		text = spell(text)
		return cell{text, len(text)}
	}
	return cell{text, columns(r)}
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
