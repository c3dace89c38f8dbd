package markdown

import (
	"slices"
	"sort"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// htmlState is what an HTML tag may leave behind for the tags after it.
type htmlState struct {
	raw    string // the open element whose content is no HTML, "" if there is none
	anchor int    // the index in destinations of the open <a href>, plus one
}

// rawElements hold text, or code shown as it is: no tag in them is a link.
var rawElements = [...]string{"script", "style", "pre", "textarea"}

// readHTMLBlock finds the destinations in lines of HTML.
func (r *reading) readHTMLBlock(n *ast.HTMLBlock) {
	segments := slices.Clone(n.Lines().Sliced(0, n.Lines().Len()))
	if n.HasClosure() {
		segments = append(segments, n.ClosureLine)
	}
	html := r.join(segments)
	r.feature(RawHTML, html.offset(len(html.text)-len(strings.TrimLeft(html.text, " "))))
	r.readTags(html)
	r.html.raw = ""
}

// readInlineHTML finds the destination in one tag amid text.
func (r *reading) readInlineHTML(n *ast.RawHTML) {
	html := r.join(n.Segments.Sliced(0, n.Segments.Len()))
	if !strings.HasPrefix(html.text, "</") {
		r.feature(RawHTML, html.offset(0))
	}
	r.readTags(html)
}

func (r *reading) readTags(html excerpt) {
	for t, ok := nextTag(html.text, 0); ok; t, ok = nextTag(html.text, t.End) {
		switch {
		case r.html.raw != "":
			if t.closing && t.is(r.html.raw) {
				r.html.raw = ""
			}
		case t.closing:
			if t.is("a") {
				r.closeAnchor(html.span(t.Span))
			}
		case t.is("img"):
			r.readImg(html, t)
		case t.is("a"):
			r.readAnchor(html, t)
		default:
			r.html.raw = rawElement(t)
		}
	}
}

func rawElement(t tag) string {
	for _, name := range rawElements {
		if t.is(name) {
			return name
		}
	}
	return ""
}

func (r *reading) readImg(html excerpt, t tag) {
	alt, hasAlt := t.attribute(html.text, "alt")
	if !hasAlt { // alt="" says on purpose that there is nothing to say
		r.feature(ImageWithoutAlt, html.offset(t.Start))
	}
	if src, ok := t.attribute(html.text, "src"); ok && src.hasValue {
		unlink := []Span{html.span(t.Span)}
		if alt.value.End > alt.value.Start {
			unlink = []Span{html.span(Span{t.Start, alt.value.Start}), html.span(Span{alt.value.End, t.End})}
		}
		r.addAttribute(html, t, src, Destination{Image: true, Unlink: unlink})
	}
}

func (r *reading) readAnchor(html excerpt, t tag) {
	r.html.anchor = 0
	href, ok := t.attribute(html.text, "href")
	if !ok || !href.hasValue {
		return
	}
	before := len(r.destinations)
	r.addAttribute(html, t, href, Destination{Unlink: []Span{html.span(t.Span)}})
	if len(r.destinations) > before {
		r.html.anchor = len(r.destinations)
	}
}

// closeAnchor completes the open <a href>: without its destination both tags go.
func (r *reading) closeAnchor(closing Span) {
	if r.html.anchor > 0 {
		d := &r.destinations[r.html.anchor-1]
		d.Unlink = append(d.Unlink, closing)
	}
	r.html.anchor = 0
}

func (r *reading) addAttribute(html excerpt, t tag, a attribute, d Destination) {
	raw := html.text[a.value.Start:a.value.End]
	value := html.span(a.value)
	if r.cell {
		raw = strings.ReplaceAll(raw, `\|`, "|")
	}
	if value.End-value.Start != a.value.End-a.value.Start {
		r.unlocate(decodeAttribute(raw), d.Image, html.offset(t.Start))
		return
	}
	d.Start, d.End, d.fence = value.Start, value.End, a.fence
	d.Value, d.Form = decodeAttribute(raw), Attribute
	r.add(d)
}

// excerpt is the text of several lines without the markers of the quotes and lists
// around them, and knows where each byte of it stands in the source.
type excerpt struct {
	text   string
	pieces []piece
}

// piece says that from byte at of an excerpt on, the text stands at src in the source.
type piece struct{ at, src int }

func (r *reading) join(segments []text.Segment) excerpt {
	if len(segments) == 0 {
		return excerpt{pieces: []piece{{}}}
	}
	var e excerpt
	var joined strings.Builder
	for i, s := range segments {
		if i == 0 || s.Start != segments[i-1].Stop {
			e.pieces = append(e.pieces, piece{joined.Len(), s.Start})
		}
		joined.WriteString(r.src[s.Start:s.Stop])
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
