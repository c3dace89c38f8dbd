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
}

// definition is a [label]: dest and the links that use it.
type definition struct {
	Destination
	links, images int // how many use it
}

// use is a link or image that names a definition.
type use struct {
	link
	extent extent
}

// unlink returns the ranges to delete so that what stands between the brackets is left.
func (l link) unlink(e extent) []Span {
	opener := len("[")
	if l.image {
		opener = len("![")
	}
	return []Span{{l.pos, l.pos + opener}, e.tail}
}

// readLink adds the destination of an inline link, or the use of a definition.
func (r *reading) readLink(n ast.Node, l link) {
	e := r.notes.links[n]
	if l.reference != nil {
		r.use(l, e)
		return
	}
	if !e.found {
		r.unlocate(string(l.destination), l.image, l.pos)
		return
	}
	d := Destination{
		Start: e.dest.Start, End: e.dest.End,
		Value: unescape(string(l.destination)), Image: l.image, Form: Inline, Unlink: l.unlink(e),
	}
	if e.angle {
		d.fence = angle
	}
	r.add(d)
}

func (r *reading) add(d Destination) {
	d.Line, d.Col = r.lines.at(d.Start)
	d.cell = r.cell
	r.destinations = append(r.destinations, d)
}

func (r *reading) unlocate(value string, image bool, offset int) {
	line, col := r.lines.at(max(offset, 0))
	r.unlocated = append(r.unlocated, Unlocated{Value: unescape(value), Image: image, Line: line, Col: col})
}

// define notes a reference definition. Of several with one label Markdown uses the
// first. A footnote's text is no destination, though it looks like one here.
func (r *reading) define(n *ast.LinkReferenceDefinition) {
	if isFootnoteLabel(n.Label) {
		r.feature(Footnote, n.Pos())
		return
	}
	dest, fence, ok := r.locateDefinition(n)
	if !ok {
		r.unlocate(string(n.Destination), false, n.Pos())
		return
	}
	d := &definition{Destination: Destination{
		Start: dest.Start, End: dest.End,
		Value: unescape(string(n.Destination)), Form: Reference, fence: fence,
	}}
	last := n.Lines().At(n.Lines().Len() - 1)
	d.Unlink = []Span{r.lines.whole(n.Pos(), max(last.Stop, dest.End))}

	r.definitions = append(r.definitions, d)
	if label := util.ToLinkReference(n.Label); r.labels[label] == nil {
		r.labels[label] = d
	}
}

func isFootnoteLabel(label []byte) bool { return bytes.HasPrefix(label, []byte("^")) }

// locateDefinition finds the destination in [label]: dest by reading the definition
// once more, and accepts only what goldmark has read there.
func (r *reading) locateDefinition(n *ast.LinkReferenceDefinition) (Span, fence, bool) {
	block := text.NewBlockReader(r.source, n.Lines())
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
	ok := at.Start <= len(r.source) && bytes.HasPrefix(r.source[at.Start:], n.Destination)
	return Span{at.Start, at.Start + len(n.Destination)}, around, ok
}

// use notes a link or image that names a definition, which often comes later.
func (r *reading) use(l link, e extent) {
	if !isFootnoteLabel(l.reference.Value) { // a footnote's mark is a feature, not a link
		r.uses = append(r.uses, use{l, e})
	}
}

// resolve tells each definition who uses it.
func (r *reading) resolve() {
	for _, u := range r.uses {
		d := r.labels[util.ToLinkReference(u.reference.Value)]
		if d == nil {
			r.unlocate(string(u.destination), u.image, u.pos)
			continue
		}
		d.Unlink = append(d.Unlink, u.unlink(u.extent)...)
		if u.image {
			d.images++
		} else {
			d.links++
		}
	}
}

// addDefinitions turns the definitions into destinations.
func (r *reading) addDefinitions() {
	r.resolve()
	for _, d := range r.definitions {
		d.Image = d.images > 0 && d.links == 0
		slices.SortFunc(d.Unlink, func(a, b Span) int { return a.Start - b.Start })
		r.add(d.Destination)
	}
}

// readAutolink adds <https://…>, or an address that GitHub makes a link by itself.
func (r *reading) readAutolink(n *ast.AutoLink) {
	label := string(n.Label(r.source))
	r.collect(label)
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
		r.unlocate(label, false, n.Pos())
		return
	}
	d.End = d.Start + len(label)
	r.add(d)
}
