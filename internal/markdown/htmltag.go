package markdown

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

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
