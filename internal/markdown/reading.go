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
	out     collector
	src     string
	links   linkReader
	html    htmlReader
	texts   texts
	anchors anchors
	extents map[ast.Node]extent
	notText mask
}

// readTree returns what a text holds, of which goldmark has made a tree and linkParser notes.
func readTree(root ast.Node, source []byte, found *notes) contents {
	src := string(source)
	r := &reading{src: src, anchors: anchors{}, extents: found.links, out: collector{positions: positionsOf(src)}}
	r.links = linkReader{out: &r.out, src: src, source: source, labels: map[string]*definition{}}
	r.html = htmlReader{out: &r.out, src: src}
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			r.notText.add(n, r.extents)
			r.enter(n)
		} else {
			r.leave(n)
		}
		return ast.WalkContinue, nil // the only error that there could be
	})
	r.links.addDefinitions()
	plain := r.notText.apply(src)
	readConstructs(&r.out, src, plain, found)
	for _, n := range found.features {
		r.out.feature(n.kind, n.offset)
	}
	comments := slices.Concat(r.out.contents.comments, percentComments(src, slices.Concat(found.percents, r.html.percents)), textComments(src, plain, r.html.texts))
	for _, offset := range found.open {
		comments = append(comments, Comment{Start: offset, End: offset + len(openComment), Open: true})
	}
	r.out.contents.comments = settleComments(src, r.out.positions, comments)
	slices.SortFunc(r.out.contents.destinations, func(a, b Destination) int { return a.Start - b.Start })
	slices.SortStableFunc(r.out.contents.features, func(a, b Feature) int {
		return cmp.Or(a.Line-b.Line, a.Col-b.Col)
	})
	return r.out.contents
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
		r.texts.write(string(n.Value))
	case *ast.AutoLink:
		r.texts.write(r.links.readAutolink(n))
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		if fenced, ok := n.(*ast.FencedCodeBlock); ok {
			r.readFence(fenced)
		}
		for _, line := range n.Lines().Sliced(0, n.Lines().Len()) {
			r.out.contents.code = append(r.out.contents.code, Span{line.Start, line.Stop})
			r.out.contents.verbatim = append(r.out.contents.verbatim, Span{line.Start, line.Stop})
		}
	case *ast.CodeSpan:
		r.out.contents.verbatim = append(r.out.contents.verbatim, codeIn(n)...)
	case *ast.LinkReferenceDefinition:
		r.links.define(n)
	case *ast.HTMLBlock:
		r.html.readBlock(n)
	case *ast.RawHTML:
		r.html.readInline(n)
	case *gfmast.Table:
		r.out.feature(Table, firstText(n))
	case *gfmast.TableCell:
		r.out.cell = true
	case *gfmast.Strikethrough:
		r.out.feature(Strikethrough, n.Pos())
	case *gfmast.TaskCheckBox:
		r.out.feature(TaskList, n.Pos())
	}
	if n.Type() == ast.TypeBlock {
		r.html.raw = ""
	}
}

// readFence knows fences that other programs do not show as code.
func (r *reading) readFence(n *ast.FencedCodeBlock) {
	if n.Info == nil {
		return
	}
	info := strings.TrimSpace(r.src[n.Info.Segment.Start:n.Info.Segment.Stop])
	language, _, _ := strings.Cut(info, " ")
	if language == diagram || strings.HasPrefix(language, "{") && !strings.HasPrefix(language, "{.") {
		r.out.feature(Directive, n.Info.Segment.Start)
	}
}

func (r *reading) leave(n ast.Node) {
	switch n := n.(type) {
	case *ast.Link:
		r.links.readLink(link{n.Pos(), n.Destination, n.Reference, false, r.extents[n]})
	case *ast.Image:
		r.texts.images--
		if strings.TrimSpace(r.texts.end()) == "" {
			r.out.feature(ImageWithoutAlt, n.Pos())
		}
		r.links.readLink(link{n.Pos(), n.Destination, n.Reference, true, r.extents[n]})
	case *ast.Heading:
		r.texts.end()
		r.readHeading(n)
	case *gfmast.TableCell:
		r.out.cell = false
	}
}

func (r *reading) readText(n *ast.Text) {
	if len(r.texts.begins) == 0 {
		return
	}
	text := r.src[n.Segment.Start:n.Segment.Stop]
	if n.IsRaw() || n.Parent().Kind() == ast.KindCodeSpan {
		text = strings.ReplaceAll(text, "\n", " ")
	} else {
		text = unescape(text)
	}
	r.texts.write(text)
	if n.SoftLineBreak() || n.HardLineBreak() {
		r.texts.write(" ")
	}
}

func (r *reading) readHeading(n *ast.Heading) {
	span, text := headingSpan(r.src, n), r.texts.heading.String()
	r.out.contents.headings = append(r.out.contents.headings, Heading{
		Level: n.Level, Text: strings.TrimSpace(text), Anchor: r.anchors.next(text),
		Start: span.Start, End: span.End, Line: r.out.positions[n.Pos()].line,
	})
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

func (t *texts) write(text string) {
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
