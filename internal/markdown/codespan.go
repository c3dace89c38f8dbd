package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// codeSpanParser is goldmark's parser of code spans, which looks for the end of each through
// all of the paragraph. Where there was none for so many backticks, there is none for as many
// further down: that is remembered, and not looked for again.
type codeSpanParser struct{ parser.InlineParser }

func (p codeSpanParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	m := meterOf(pc)
	m.enter(parent)
	line, segment := block.PeekLine()
	backticks := len(line) - len(bytes.TrimLeft(line, "`"))
	if m.endless[backticks] {
		block.Advance(backticks)
		return ast.NewTextSegment(segment.WithStop(segment.Start + backticks))
	}
	node := p.InlineParser.Parse(parent, block, pc)
	if node.Kind() != ast.KindCodeSpan {
		lines := parent.Lines()
		m.spend(lines.At(lines.Len()-1).Stop - segment.Start)
		m.endless[backticks] = true
	}
	return node
}
