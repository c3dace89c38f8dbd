package spec

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// body is Markdown on its way from the files to Whop: what is not sent is cut out of it, and what is shared is put into it. It
// knows where each of its bytes stands in the files.
type body struct {
	text  string
	parts []part // ascending; where nothing was cut out or put in, there is one

	own       *source         // the file of the lesson
	lines     func() newlines // of text
	cutAnchor string          // of the heading that became the title
}

// part says where a text, from one of its bytes on, stands in a source.
type part struct {
	at     int
	source *source
	offset int
	use    int // how long the use of a variable is, all of which the part stands for; 0 for any other part
}

// source is a text as a file has it.
type source struct {
	path  string // "" for the file that is reported on
	text  string
	line  int // of the file, on which the text begins
	lines func() newlines
}

func newSource(path, text string, line int) *source {
	return &source{path, text, line, sync.OnceValue(func() newlines { return newlinesOf(text) })}
}

// wholeOf is all of a source.
func wholeOf(s *source) body {
	return body{text: s.text, parts: []part{{source: s}}, own: s, lines: s.lines}
}

// splice puts another body in the place of the bytes from start to end.
type splice struct {
	start, end int
	by         body
}

// spliced returns a body with splices, which ascend and do not overlap.
func (b body) spliced(splices []splice) body {
	out := body{own: b.own, cutAnchor: b.cutAnchor}
	var text strings.Builder
	take := func(from body, start, end int) {
		out.parts = append(out.parts, from.moved(start, end, text.Len())...)
		text.WriteString(from.text[start:end])
	}
	done := 0
	for _, s := range splices {
		take(b, done, s.start)
		take(s.by, 0, len(s.by.text))
		done = s.end
	}
	take(b, done, len(b.text))
	out.text = text.String()
	out.lines = sync.OnceValue(func() newlines { return newlinesOf(out.text) })
	return out
}

// moved returns the parts of the text from start to end, which comes to stand at a place.
func (b body) moved(start, end, at int) (parts []part) {
	for i := b.partAt(start); start < end; i++ {
		p, until := b.parts[i], end
		if i+1 < len(b.parts) {
			until = min(end, b.parts[i+1].at)
		}
		if p.use == 0 {
			p.offset += start - p.at
		}
		p.at = at
		parts = append(parts, p)
		at, start = at+until-start, until
	}
	return parts
}

// partAt returns the number of the part that an offset is in.
func (b body) partAt(offset int) int {
	i, found := slices.BinarySearchFunc(b.parts, offset, func(p part, offset int) int { return cmp.Compare(p.at, offset) })
	if !found {
		i--
	}
	return max(i, 0)
}

// spanAt returns where the bytes at an offset of the text stand in the files.
func (b body) spanAt(offset, length int) yamlfile.Span {
	if len(b.parts) == 0 {
		return yamlfile.Span{Line: b.own.line}
	}
	p := b.parts[b.partAt(offset)]
	characters := utf8.RuneCountInString(b.text[offset : offset+length])
	from := p.offset + offset - p.at
	if p.use > 0 {
		from, characters = p.offset, p.use
	}
	line, col := p.source.lines().position(p.source.text, from)
	return yamlfile.Span{File: p.source.path, Line: p.source.line + line - 1, Col: col, End: col + characters}
}

// lineSpan returns where a line and column of the text stand in the files. A column or a length of 0 is not known.
func (b body) lineSpan(line, col, length int) yamlfile.Span {
	at := b.spanAt(len(b.text)-len(b.from(line, max(col, 1))), 0)
	at.End = 0
	switch {
	case col == 0:
		at.Col = 0
	case length > 0:
		at.End = at.Col + length
	}
	return at
}

// from returns the text from a line and column on.
func (b body) from(line, col int) string { return b.text[b.lines().offset(b.text, line, col):] }

// shared returns what stands in other files than the lesson's own.
func (b body) shared() (shared []course.Shared) {
	for i, p := range b.parts {
		from, end := p.source.path, len(b.text)
		if p.use > 0 {
			from = ConfigFile
		}
		if i+1 < len(b.parts) {
			end = b.parts[i+1].at
		}
		if n := len(shared); n > 0 && shared[n-1].From == from && shared[n-1].End == p.at {
			shared[n-1].End = end
		} else if from != "" {
			shared = append(shared, course.Shared{Span: course.Span{Start: p.at, End: end}, From: from})
		}
	}
	return shared
}

// newlines are where the lines of a text begin, which is valid UTF-8.
type newlines struct {
	starts     []int // offsets
	characters []int // how many begin before each block
}

// block is how many bytes are looked at for the column of an offset: a line may be as long as its file.
const block = 512

func newlinesOf(text string) newlines {
	n, characters := newlines{starts: []int{0}}, 0
	for i := range len(text) {
		if i%block == 0 {
			n.characters = append(n.characters, characters)
		}
		if utf8.RuneStart(text[i]) {
			characters++
		}
		if text[i] == '\n' {
			n.starts = append(n.starts, i+1)
		}
	}
	n.characters = append(n.characters, characters)
	return n
}

// position returns the line and column of an offset, both from 1. Columns count characters.
func (n newlines) position(text string, offset int) (line, col int) {
	line, found := slices.BinarySearch(n.starts, offset)
	if found {
		line++
	}
	return line, 1 + n.before(text, offset) - n.before(text, n.starts[line-1])
}

// before returns how many characters are before an offset.
func (n newlines) before(text string, offset int) int {
	if offset == len(text) {
		return n.characters[len(n.characters)-1]
	}
	count := n.characters[offset/block]
	for i := offset / block * block; i < offset; i++ {
		if utf8.RuneStart(text[i]) {
			count++
		}
	}
	return count
}

// offset is the inverse of position. What lies further on than a text goes is its end.
func (n newlines) offset(text string, line, col int) int {
	if line > len(n.starts) {
		return len(text)
	}
	wanted := n.before(text, n.starts[line-1]) + col - 1
	in, found := slices.BinarySearch(n.characters, wanted)
	if !found {
		in--
	}
	for at, count := in*block, n.characters[in]; at < len(text); at++ {
		if !utf8.RuneStart(text[at]) {
			continue
		}
		if count == wanted {
			return at
		}
		count++
	}
	return len(text)
}
