package markdown

import (
	"cmp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	gfmast "github.com/yuin/goldmark/extension/ast"
)

// reading walks a syntax tree once and gathers the answers to all questions.
type reading struct {
	doc       *Document
	source    []byte
	notes     *notes
	positions []position

	definitions []*definition
	labels      map[string]*definition
	uses        []link // of definitions
	anchors     anchors
	html        htmlReader
	texts       texts
	cell        bool // inside a table cell
}

func newReading(d *Document, source []byte, found *notes) *reading {
	r := &reading{
		doc: d, source: source, notes: found, positions: positionsOf(d.src),
		labels: map[string]*definition{}, anchors: anchors{},
	}
	r.html.reading = r
	return r
}

// read fills the Document. It walks without recursion: texts may nest deeply.
func (r *reading) read(root ast.Node) {
	for n := root; n != nil; {
		r.enter(n)
		if child := n.FirstChild(); child != nil {
			n = child
			continue
		}
		r.leave(n)
		for n != root && n.NextSibling() == nil {
			n = n.Parent()
			r.leave(n)
		}
		if n == root {
			break
		}
		n = n.NextSibling()
	}
	r.finish()
}

func (r *reading) enter(n ast.Node) {
	switch n := n.(type) {
	case *ast.Image:
		r.texts.begin()
		r.texts.images++
	case *ast.Heading:
		r.texts.begin()
		r.texts.heading.Reset()
	case *ast.Text:
		r.readText(n)
	case *ast.String:
		r.texts.add(string(n.Value))
	case *ast.AutoLink:
		r.readAutolink(n)
	case *ast.LinkReferenceDefinition:
		r.define(n)
	case *ast.HTMLBlock:
		r.readHTMLBlock(n)
	case *ast.RawHTML:
		r.readInlineHTML(n)
	case *gfmast.Table:
		r.feature(Table, firstText(n))
	case *gfmast.TableCell:
		r.cell = true
	case *gfmast.Strikethrough:
		r.feature(Strikethrough, n.Pos())
	case *gfmast.TaskCheckBox:
		r.feature(TaskList, n.Pos())
	}
	if n.Type() == ast.TypeBlock {
		r.html.raw = ""
	}
}

func (r *reading) leave(n ast.Node) {
	switch n := n.(type) {
	case *ast.Link:
		r.readLink(link{n.Pos(), n.Destination, n.Reference, false, r.notes.links[n]})
	case *ast.Image:
		r.texts.images--
		if strings.TrimSpace(r.texts.end()) == "" {
			r.feature(ImageWithoutAlt, n.Pos())
		}
		r.readLink(link{n.Pos(), n.Destination, n.Reference, true, r.notes.links[n]})
	case *ast.Heading:
		r.texts.end()
		r.readHeading(n)
	case *gfmast.TableCell:
		r.cell = false
	}
}

// finish turns definitions into destinations and puts everything in order.
func (r *reading) finish() {
	r.addDefinitions()
	for _, n := range r.notes.features {
		r.feature(n.kind, n.offset)
	}
	slices.SortFunc(r.doc.destinations, func(a, b Destination) int { return a.Start - b.Start })
	slices.SortStableFunc(r.doc.features, func(a, b Feature) int {
		return cmp.Or(a.Line-b.Line, a.Col-b.Col)
	})
}

func (r *reading) readText(n *ast.Text) {
	if len(r.texts.begins) == 0 {
		return
	}
	text := r.doc.src[n.Segment.Start:n.Segment.Stop]
	if n.IsRaw() || n.Parent().Kind() == ast.KindCodeSpan {
		text = strings.ReplaceAll(text, "\n", " ")
	} else {
		text = unescape(text)
	}
	r.texts.add(text)
	if n.SoftLineBreak() || n.HardLineBreak() {
		r.texts.add(" ")
	}
}

func (r *reading) readHeading(n *ast.Heading) {
	span, text := headingSpan(r.doc.src, n), r.texts.heading.String()
	r.doc.headings = append(r.doc.headings, Heading{
		Level: n.Level, Text: strings.TrimSpace(text), Anchor: r.anchors.add(text),
		Start: span.Start, End: span.End, Line: r.positions[n.Pos()].line,
	})
}

func (r *reading) add(d Destination) {
	at := r.positions[d.Start]
	d.Line, d.Col, d.cell = at.line, at.col, r.cell
	r.doc.destinations = append(r.doc.destinations, d)
}

func (r *reading) unlocate(value string, image bool, offset int) {
	at := r.positions[max(offset, 0)]
	r.doc.unlocated = append(r.doc.unlocated, Unlocated{Value: unescape(value), Image: image, Line: at.line, Col: at.col})
}

func (r *reading) feature(kind FeatureKind, offset int) {
	at := r.positions[max(offset, 0)]
	r.doc.features = append(r.doc.features, Feature{Kind: kind, Line: at.line, Col: at.col})
}

// texts is the plain text inside of images and headings.
type texts struct {
	all     strings.Builder
	begins  []int           // where the text of each that is open begins in all
	heading strings.Builder // the text of the open heading, without images
	images  int             // how many images are open
}

func (t *texts) begin() { t.begins = append(t.begins, t.all.Len()) }

// end returns the text since the matching begin. Texts of nested images share
// their bytes, or a thousand images in each other would be copied a thousand times.
func (t *texts) end() string {
	last := len(t.begins) - 1
	text := t.all.String()[t.begins[last]:]
	t.begins = t.begins[:last]
	return text
}

func (t *texts) add(text string) {
	if len(t.begins) == 0 {
		return
	}
	t.all.WriteString(text)
	if t.images == 0 {
		t.heading.WriteString(text)
	}
}

// firstText returns where the first text below n begins; not all nodes know their own place.
func firstText(n ast.Node) int {
	for ; n != nil; n = n.FirstChild() {
		if n.Kind() == ast.KindText || n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
			break
		}
	}
	if n == nil {
		return 0
	}
	if text, ok := n.(*ast.Text); ok {
		return text.Segment.Start
	}
	return n.Lines().At(0).Start
}
