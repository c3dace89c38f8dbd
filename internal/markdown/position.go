package markdown

import "sort"

// stride is the distance of two rune counts that lines keeps: what a lookup counts
// itself is less than that.
const stride = 256

// lines finds the line and column of a byte without reading the text from its
// beginning: a file may be one long line with ten thousand links.
type lines struct {
	src    string
	starts []int // where each line begins
	runes  []int // how many runes begin before byte 0, stride, 2*stride, …
}

func newLines(src string) lines {
	l := lines{src: src, starts: []int{0}}
	runes := 0
	for i := range len(src) {
		if i%stride == 0 {
			l.runes = append(l.runes, runes)
		}
		if beginsRune(src[i]) {
			runes++
		}
		if src[i] == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	if len(src)%stride == 0 {
		l.runes = append(l.runes, runes)
	}
	return l
}

// beginsRune reports whether b is not in the middle of a UTF-8 sequence.
func beginsRune(b byte) bool { return b&0xC0 != 0x80 }

// at returns the line and column, both from 1, of the byte at offset; columns count runes.
func (l lines) at(offset int) (line, col int) {
	line = l.index(offset)
	return line + 1, l.runesBefore(offset) - l.runesBefore(l.starts[line]) + 1
}

// index returns the index in starts of the line that holds offset.
func (l lines) index(offset int) int {
	return sort.SearchInts(l.starts, offset+1) - 1
}

// start returns where the line that holds offset begins.
func (l lines) start(offset int) int { return l.starts[l.index(offset)] }

// end returns where the line that holds offset ends, its line end included.
func (l lines) end(offset int) int {
	if next := l.index(offset) + 1; next < len(l.starts) {
		return l.starts[next]
	}
	return len(l.src)
}

func (l lines) runesBefore(offset int) int {
	known := offset / stride
	runes := l.runes[known]
	for i := known * stride; i < offset; i++ {
		if beginsRune(l.src[i]) {
			runes++
		}
	}
	return runes
}

// whole widens the block that stands between start and end to all of its lines, their
// last line end included. Behind the marker of a quote or list item the block keeps
// to itself: without its marker or line end the next line would change its meaning.
func (l lines) whole(start, end int) Span {
	lineStart, lineEnd := l.start(start), l.end(max(start, end-1))
	if isBlank(l.src[lineStart:start]) {
		return Span{lineStart, lineEnd}
	}
	return Span{start, lineEnd - len(lineBreak(l.src[start:lineEnd]))}
}

// lineBreak returns the line end that line ends with: "\n", "\r\n" or nothing.
func lineBreak(line string) string {
	switch n := len(line); {
	case n > 1 && line[n-2:] == "\r\n":
		return line[n-2:]
	case n > 0 && line[n-1] == '\n':
		return line[n-1:]
	}
	return ""
}

func isBlank(s string) bool {
	for i := range len(s) {
		if s[i] != ' ' && s[i] != '\t' {
			return false
		}
	}
	return true
}
