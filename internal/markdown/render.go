package markdown

import (
	"bytes"
	"fmt"
	"io"
	"sort"
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// LineAttribute is the attribute of HTML in which a block says on which line of the source it begins, from 1.
const LineAttribute = "data-line"

// Highlighter writes code of a language as what stands between <code> and </code>, and reports whether it did.
type Highlighter func(w io.Writer, language, code string) bool

// Page returns a text as HTML, with the raw HTML of its author as it is: the result has to be sanitised. Every block
// says in LineAttribute where it begins, and every heading has its Anchor as id.
func Page(src string, highlight Highlighter) (out []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("show markdown: %v", cause)
		}
	}()
	d, root := parse(src, &meter{})
	if d.Err != nil {
		return nil, d.Err
	}
	source := []byte(src)
	label(root, source, d.contents.headings)
	var page bytes.Buffer
	err = htmlRenderer(highlight).Render(&page, source, root)
	return page.Bytes(), err
}

// htmlRenderer writes no attribute with style in it, for pages that allow none.
func htmlRenderer(highlight Highlighter) renderer.Renderer {
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(blockRenderer{highlight}, 100),
		util.Prioritized(extension.NewTableHTMLRenderer(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(extension.NewTaskCheckBoxHTMLRenderer(), 500),
		util.Prioritized(html.NewRenderer(html.WithUnsafe()), 1000),
	))
}

// label gives blocks their lines and headings their anchors. Headings come in the order in which the tree has them.
func label(root ast.Node, source []byte, headings []Heading) {
	lines := []int{0} // where each line begins
	for i, c := range source {
		if c == '\n' {
			lines = append(lines, i+1)
		}
	}
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() != ast.TypeBlock {
			return ast.WalkContinue, nil
		}
		if at := firstByte(n); at >= 0 {
			n.SetAttributeString(LineAttribute, []byte(strconv.Itoa(sort.SearchInts(lines, at+1))))
		}
		if n.Kind() == ast.KindHeading && len(headings) > 0 {
			n.SetAttributeString("id", []byte(headings[0].Anchor))
			headings = headings[1:]
		}
		return ast.WalkContinue, nil
	})
}

// firstByte returns where a block begins, -1 where it does not know.
func firstByte(n ast.Node) int {
	if n.Lines() != nil && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start
	}
	if at := n.Pos(); at >= 0 {
		return at
	}
	if n.HasChildren() {
		return firstText(n)
	}
	return -1
}

// blockRenderer writes the blocks of which goldmark writes no attributes: code, and raw HTML.
type blockRenderer struct{ highlight Highlighter }

// RegisterFuncs is called by goldmark.
func (r blockRenderer) RegisterFuncs(to renderer.NodeRendererFuncRegisterer) {
	to.Register(ast.KindFencedCodeBlock, r.code)
	to.Register(ast.KindCodeBlock, r.code)
	to.Register(ast.KindHTMLBlock, r.html)
}

func (r blockRenderer) code(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	language := ""
	if fenced, ok := n.(*ast.FencedCodeBlock); ok {
		language = string(fenced.Language(source))
	}
	code := n.Lines().Value(source)
	fmt.Fprintf(w, "<pre%s><code>", lineOf(n))
	if r.highlight == nil || !r.highlight(w, language, string(code)) {
		_, _ = w.Write(util.EscapeHTML(code))
	}
	_, _ = w.WriteString("</code></pre>\n")
	return ast.WalkSkipChildren, nil
}

// html writes an empty element before raw HTML, for its line.
func (r blockRenderer) html(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	block := n.(*ast.HTMLBlock)
	switch {
	case entering:
		fmt.Fprintf(w, "<span%s></span>", lineOf(n))
		_, _ = w.Write(block.Lines().Value(source))
	case block.HasClosure():
		_, _ = w.Write(block.ClosureLine.Value(source))
	}
	return ast.WalkContinue, nil
}

func lineOf(n ast.Node) string {
	value, ok := n.AttributeString(LineAttribute)
	if !ok {
		return ""
	}
	return fmt.Sprintf(" %s=%q", LineAttribute, value)
}
