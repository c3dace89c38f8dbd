package markdown

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// HTML renders src for a reader: without raw HTML, and without link destinations that could
// run code. Headings carry their anchors, so links to them work.
func HTML(src string) (string, error) {
	d, root := parse(src, &meter{})
	if d.Err != nil {
		return "", d.Err
	}
	headings := d.contents.headings
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Kind() == ast.KindHeading && entering {
			n.SetAttributeString("id", []byte(headings[0].Anchor))
			headings = headings[1:]
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return "", fmt.Errorf("render markdown: %w", err)
	}
	var out strings.Builder
	if err := gfm().Renderer().Render(&out, []byte(src), root); err != nil {
		return "", fmt.Errorf("render markdown: %w", err)
	}
	return out.String(), nil
}
