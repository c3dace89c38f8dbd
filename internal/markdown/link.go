package markdown

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// link is what *ast.Link and *ast.Image have in common.
type link struct {
	pos         int
	destination []byte
	reference   *ast.ReferenceLink
	image       bool
	extent      extent
}

// extent says where the parts of a link or image are.
type extent struct {
	tail  Span  // from the bracket that ends the text to the end of the link
	dest  Span  // inside the tail; only of an inline link
	fence fence // around dest
	found bool  // dest is proven to hold what goldmark read
}

// definition is a [label]: dest, an image as long as no link uses it.
type definition struct {
	dest   Destination
	linked bool
}

// linkReader makes destinations of links, images and definitions.
type linkReader struct {
	out         *collector
	src         string
	source      []byte // the same
	definitions []*definition
	labels      map[string]*definition
	uses        []link // of definitions
}

// unlink returns the ranges to delete so what stands between the brackets is left.
func (l link) unlink() []Span {
	opener := len("[")
	if l.image {
		opener = len("![")
	}
	return []Span{{l.pos, l.pos + opener}, l.extent.tail}
}

// readLink adds the destination of an inline link. The use of a definition waits for that,
// which often comes later; a footnote's mark is a feature, not a link.
func (r *linkReader) readLink(l link) {
	switch {
	case l.reference != nil && isFootnoteLabel(l.reference.Value):
	case l.reference != nil:
		r.uses = append(r.uses, l)
	case !l.extent.found:
		r.out.unlocate(string(l.destination), l.image, l.pos)
	default:
		r.out.addDestination(Destination{
			Start: l.extent.dest.Start, End: l.extent.dest.End, fence: l.extent.fence,
			Value: unescape(string(l.destination)), Image: l.image, Form: Inline, Unlink: l.unlink(),
		})
	}
}

// define notes a reference definition. Of several with one label Markdown uses the
// first. A footnote's text is no destination, though it looks like one here.
func (r *linkReader) define(n *ast.LinkReferenceDefinition) {
	if isFootnoteLabel(n.Label) {
		r.out.feature(Footnote, n.Pos())
		return
	}
	dest, fence, ok := locateDefinition(r.source, n)
	if !ok {
		r.out.unlocate(string(n.Destination), false, n.Pos())
		return
	}
	last := n.Lines().At(n.Lines().Len() - 1)
	d := &definition{dest: Destination{
		Start: dest.Start, End: dest.End, fence: fence,
		Value: unescape(string(n.Destination)), Form: Reference,
		Unlink: []Span{wholeLines(r.src, n.Pos(), max(last.Stop, dest.End))},
	}}
	r.definitions = append(r.definitions, d)
	if label := util.ToLinkReference(n.Label); r.labels[label] == nil {
		r.labels[label] = d
	}
}

func isFootnoteLabel(label []byte) bool { return bytes.HasPrefix(label, []byte("^")) }

// locateDefinition finds the destination in [label]: dest by reading the definition
// once more, and accepts only what goldmark has read there.
func locateDefinition(source []byte, n *ast.LinkReferenceDefinition) (Span, fence, bool) {
	block := text.NewBlockReader(source, n.Lines())
	block.Advance(len("["))
	if _, ok := block.FindClosure('[', ']', text.FindClosureOptions{Newline: true, Advance: true}); !ok {
		return Span{}, bare, false
	}
	block.Advance(len(":"))
	block.SkipSpaces()
	_, at := block.Position()
	around := bare
	if block.Peek() == '<' {
		around = angle
		at.Start++
	}
	ok := at.Start <= len(source) && bytes.HasPrefix(source[at.Start:], n.Destination)
	return Span{at.Start, at.Start + len(n.Destination)}, around, ok
}

// addDefinitions turns the definitions into destinations, each with the brackets of its users.
func (r *linkReader) addDefinitions() {
	for _, l := range r.uses {
		d := r.labels[util.ToLinkReference(l.reference.Value)]
		if d == nil {
			r.out.unlocate(string(l.destination), l.image, l.pos)
			continue
		}
		d.dest.Unlink = append(d.dest.Unlink, l.unlink()...)
		d.linked = d.linked || !l.image
		d.dest.Image = !d.linked
	}
	for _, d := range r.definitions {
		slices.SortFunc(d.dest.Unlink, func(a, b Span) int { return a.Start - b.Start })
		r.out.addDestination(d.dest)
	}
}

// readAutolink adds <https://…>, or an address that GitHub makes a link by itself, and returns
// its text.
func (r *linkReader) readAutolink(n *ast.AutoLink) string {
	label := string(n.Label(r.source))
	d := Destination{Value: label, Form: Autolink}
	switch rest := r.src[n.Pos():]; {
	case strings.HasPrefix(rest, "<"+label+">"):
		d.Start, d.fence = n.Pos()+1, angle
		end := d.Start + len(label)
		d.Unlink = []Span{{n.Pos(), d.Start}, {end, end + 1}}
	case strings.HasPrefix(rest, label):
		d.Start = n.Pos()
	case strings.HasPrefix(rest[1:], label): // behind the character that began the search
		d.Start = n.Pos() + 1
	default:
		r.out.unlocate(label, false, n.Pos())
		return label
	}
	d.End = d.Start + len(label)
	r.out.addDestination(d)
	return label
}
