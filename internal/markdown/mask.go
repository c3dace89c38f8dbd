package markdown

import "github.com/yuin/goldmark/ast"

// mask is what of a source is not a text: code, HTML and addresses.
type mask []Span

// apply returns the source with zeros in the place of what is not a text.
func (m mask) apply(src string) string {
	if len(m) == 0 {
		return src
	}
	masked := []byte(src)
	for _, s := range m {
		for i := max(s.Start, 0); i < min(s.End, len(masked)); i++ {
			if masked[i] != '\n' {
				masked[i] = 0
			}
		}
	}
	return string(masked)
}

// add notes what is not a text.
func (m *mask) add(n ast.Node, extents map[ast.Node]extent) {
	switch n := n.(type) {
	case *ast.CodeSpan:
		*m = append(*m, codeIn(n)...)
	case *ast.RawHTML:
		for _, s := range n.Segments.Sliced(0, n.Segments.Len()) {
			*m = append(*m, Span{s.Start, s.Stop})
		}
	case *ast.Link, *ast.Image:
		*m = append(*m, extents[n].tail)
	case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
		for _, s := range n.Lines().Sliced(0, n.Lines().Len()) {
			*m = append(*m, Span{s.Start, s.Stop})
		}
	}
}

// codeIn returns the texts of a code span.
func codeIn(n *ast.CodeSpan) (spans []Span) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			spans = append(spans, Span{t.Segment.Start, t.Segment.Stop})
		}
	}
	return spans
}
