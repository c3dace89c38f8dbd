package markdown

import (
	"slices"
	"sort"
	"strings"

	"github.com/yuin/goldmark/ast"
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

// rawElements hold text, or code shown as it is: no tag in them is a link.
var rawElements = []string{"script", "style", "pre", "textarea"}

// readBlock finds the destinations in lines of HTML.
func (h *htmlReader) readBlock(n *ast.HTMLBlock) {
	segments := slices.Clone(n.Lines().Sliced(0, n.Lines().Len()))
	if n.HasClosure() {
		segments = append(segments, n.ClosureLine)
	}
	html := join(h.src, segments)
	h.out.feature(RawHTML, html.offset(len(html.text)-len(strings.TrimLeft(html.text, " "))))
	h.readTags(html)
	h.readComments(n, html)
	h.raw = ""
}

// readInline finds the destination in one tag amid text.
func (h *htmlReader) readInline(n *ast.RawHTML) {
	html := join(h.src, n.Segments.Sliced(0, n.Segments.Len()))
	if strings.HasPrefix(html.text, openComment) {
		h.readComments(n, html)
	}
	if !strings.HasPrefix(html.text, "</") {
		h.out.feature(RawHTML, html.offset(0))
	}
	h.readTags(html)
}

func (h *htmlReader) readTags(html excerpt) {
	for t, ok := nextTag(html.text, 0); ok; t, ok = nextTag(html.text, t.End) {
		switch {
		case h.raw != "":
			if t.closing && t.name == h.raw {
				h.raw = ""
			}
		case t.closing:
			if t.name == "a" {
				h.closeAnchor(html.span(t.Span))
			}
		default:
			h.readOpening(html, t)
		}
	}
}

func (h *htmlReader) readOpening(html excerpt, t tag) {
	h.readEmbeds(html, t)
	switch {
	case t.name == "img":
		h.readImg(html, t)
	case t.name == "a":
		h.readAnchor(html, t)
	case slices.Contains(rawElements, t.name):
		h.raw = t.name
	}
}

func (h *htmlReader) readImg(html excerpt, t tag) {
	alt, hasAlt := t.attribute(html.text, "alt")
	if !hasAlt { // alt="" says on purpose that there is nothing to say
		h.out.feature(ImageWithoutAlt, html.offset(t.Start))
	}
	if src, ok := t.attribute(html.text, "src"); ok && src.hasValue {
		unlink := []Span{html.span(t.Span)}
		if alt.value.End > alt.value.Start {
			unlink = []Span{html.span(Span{t.Start, alt.value.Start}), html.span(Span{alt.value.End, t.End})}
		}
		h.addAttribute(html, t, src, Destination{Image: true, Unlink: unlink})
	}
}

func (h *htmlReader) readAnchor(html excerpt, t tag) {
	h.anchor = 0
	href, ok := t.attribute(html.text, "href")
	if ok && href.hasValue && h.addAttribute(html, t, href, Destination{Unlink: []Span{html.span(t.Span)}}) {
		h.anchor = len(h.out.contents.destinations)
	}
}

// closeAnchor completes the open <a href>: without its destination both tags go.
func (h *htmlReader) closeAnchor(closing Span) {
	if h.anchor > 0 {
		d := &h.out.contents.destinations[h.anchor-1]
		d.Unlink = append(d.Unlink, closing)
	}
	h.anchor = 0
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
