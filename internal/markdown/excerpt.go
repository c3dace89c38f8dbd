package markdown

import (
	"sort"
	"strings"

	"github.com/yuin/goldmark/text"
)

// htmlReader finds destinations in HTML tags, and keeps what a tag leaves behind for the tags
// after it.
type htmlReader struct {
	out    *collector
	src    string
	raw    string // the open element whose content is no HTML, "" if there is none
	anchor int    // the index in destinations of the open <a href>, plus one

	texts    []Span        // between tags, where it is no code
	percents []percentMark // in them
}

// addAttribute adds the destination in an attribute, and reports whether its place could be proven.
func (h *htmlReader) addAttribute(html excerpt, t tag, a attribute, d Destination) bool {
	raw := html.text[a.value.Start:a.value.End]
	value := html.span(a.value)
	if h.out.cell {
		raw = strings.ReplaceAll(raw, `\|`, "|")
	}
	if value.End-value.Start != a.value.End-a.value.Start {
		h.out.unlocate(decodeAttribute(raw), d.Image, html.offset(t.Start))
		return false
	}
	d.Start, d.End, d.fence = value.Start, value.End, a.fence
	d.Value, d.Form = decodeAttribute(raw), Attribute
	h.out.addDestination(d)
	return true
}

// excerpt is the text of several lines without the markers of the quotes and lists
// around them, and knows where each byte of it stands in the source.
type excerpt struct {
	text   string
	pieces []piece
}

// piece says that from byte at of an excerpt on, the text stands at src in the source.
type piece struct{ at, src int }

func join(src string, segments []text.Segment) excerpt {
	if len(segments) == 0 {
		return excerpt{pieces: []piece{{}}}
	}
	var e excerpt
	var joined strings.Builder
	for i, s := range segments {
		if i == 0 || s.Start != segments[i-1].Stop {
			e.pieces = append(e.pieces, piece{joined.Len(), s.Start})
		}
		joined.WriteString(src[s.Start:s.Stop])
	}
	e.text = joined.String()
	return e
}

// offset returns where in the source the byte of the excerpt stands.
func (e excerpt) offset(at int) int {
	i := sort.Search(len(e.pieces), func(i int) bool { return e.pieces[i].at > at }) - 1
	return e.pieces[i].src + at - e.pieces[i].at
}

// span returns where in the source a part of the excerpt stands. It is longer than the
// part if that has markers inside.
func (e excerpt) span(s Span) Span {
	if s.Start == s.End {
		at := e.offset(s.Start)
		return Span{at, at}
	}
	return Span{e.offset(s.Start), e.offset(s.End-1) + 1}
}
