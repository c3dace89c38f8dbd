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
	*Document
	source []byte
	notes  *notes

	definitions []*definition
	labels      map[string]*definition
	uses        []use
	anchors     anchors
	html        htmlState
	cell        bool // inside a table cell

	// text is the plain text inside of images and headings; collecting says how many of
	// them are open and begins where their texts begin in it.
	text       strings.Builder
	collecting int
	begins     []int
	heading    strings.Builder // the text of the open heading
	images     int             // how many images are open
}

func newReading(d *Document, source []byte, found *notes) *reading {
	return &reading{
		Document: d, source: source, notes: found,
		labels: map[string]*definition{}, anchors: anchors{},
	}
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
		r.beginText()
		r.images++
	case *ast.Heading:
		r.beginText()
		r.heading.Reset()
	case *ast.Text:
		r.readText(n)
	case *ast.String:
		r.collect(string(n.Value))
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
		r.readLink(n, link{n.Pos(), n.Destination, n.Reference, false})
	case *ast.Image:
		r.images--
		if strings.TrimSpace(r.endText()) == "" {
			r.feature(ImageWithoutAlt, n.Pos())
		}
		r.readLink(n, link{n.Pos(), n.Destination, n.Reference, true})
	case *ast.Heading:
		r.endText()
		r.readHeading(n)
	case *gfmast.TableCell:
		r.cell = false
	}
}

// finish turns definitions into destinations and puts everything in order.
func (r *reading) finish() {
	r.addDefinitions()
	for _, at := range r.notes.wikiLinks {
		r.feature(WikiLink, at)
	}
	for _, at := range r.notes.templates {
		r.feature(TemplateTag, at)
	}
	for _, at := range r.notes.footnotes {
		r.feature(Footnote, at)
	}
	for _, at := range r.notes.spaced {
		r.feature(SpacedDestination, at)
	}
	slices.SortFunc(r.destinations, func(a, b Destination) int { return a.Start - b.Start })
	slices.SortStableFunc(r.features, func(a, b Feature) int {
		return cmp.Or(a.Line-b.Line, a.Col-b.Col)
	})
}

func (r *reading) beginText() {
	r.collecting++
	r.begins = append(r.begins, r.text.Len())
}

// endText returns the text since the matching beginText. Texts of nested images share
// their bytes, or a thousand images in each other would be copied a thousand times.
func (r *reading) endText() string {
	r.collecting--
	last := len(r.begins) - 1
	text := r.text.String()[r.begins[last]:]
	r.begins = r.begins[:last]
	return text
}

func (r *reading) collect(text string) {
	if r.collecting == 0 {
		return
	}
	r.text.WriteString(text)
	if r.images == 0 {
		r.heading.WriteString(text)
	}
}

func (r *reading) readText(n *ast.Text) {
	if r.collecting == 0 {
		return
	}
	text := r.src[n.Segment.Start:n.Segment.Stop]
	if n.IsRaw() || n.Parent().Kind() == ast.KindCodeSpan {
		text = strings.ReplaceAll(text, "\n", " ")
	} else {
		text = unescape(text)
	}
	r.collect(text)
	if n.SoftLineBreak() || n.HardLineBreak() {
		r.collect(" ")
	}
}

func (r *reading) readHeading(n *ast.Heading) {
	span := r.headingSpan(n)
	text := r.heading.String()
	line, _ := r.lines.at(n.Pos())
	r.headings = append(r.headings, Heading{
		Level: n.Level, Text: strings.TrimSpace(text), Anchor: r.anchors.add(text),
		Start: span.Start, End: span.End, Line: line,
	})
}

func (r *reading) feature(kind FeatureKind, offset int) {
	line, col := r.lines.at(max(offset, 0))
	r.features = append(r.features, Feature{Kind: kind, Line: line, Col: col})
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
