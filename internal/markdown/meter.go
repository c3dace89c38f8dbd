package markdown

import (
	"bytes"
	"errors"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Some texts cost goldmark time or memory that grows with the square of their length:
// "[a](" or "*a_ " ten thousand times in one paragraph, a list a thousand levels deep
// before a thousand blank lines, a table of a thousand columns by a thousand empty rows.
// A meter adds up the work at the places where this happens, as it happens, and gives up
// on what no person has written.

// maxWork allows about a fifth of a second of parsing, or about 100 MB of memory. An ordinary
// lesson spends less than a thousandth of it.
const maxWork = 200_000_000

// What a step costs, next to looking at one byte.
const (
	lineInBlock = 100 // goldmark keeps a record of each until the outermost block ends
	tableCell   = 800 // a node, also where the row has no such cell
)

var errTooMuchWork = errors.New("its brackets, backticks, emphasis, lists or tables are nested too deeply or repeated too often")

// meter counts work; the zero meter is ready.
type meter struct {
	work         int
	escapedPipes int // in tables

	block   ast.Node     // the block being read
	openers int          // in it, so far
	endless map[int]bool // numbers of backticks that begin code in it which nothing ends
}

// enter says which block is being read.
func (m *meter) enter(block ast.Node) {
	if m.block != block {
		m.block, m.openers, m.endless = block, 0, make(map[int]bool)
	}
}

// spend panics when the work becomes too much: goldmark knows no other way to stop.
func (m *meter) spend(work int) {
	if m.work += work; m.work > maxWork {
		panic(errTooMuchWork)
	}
}

var meterKey = parser.NewContextKey()

func meterOf(pc parser.Context) *meter { return pc.Get(meterKey).(*meter) }

// meteredBlock is one of goldmark's parsers of blocks.
type meteredBlock struct{ parser.BlockParser }

// Open costs as much as there are containers around and characters after: goldmark
// reads the former again to measure the indent, the latter to tell a list from a rule.
func (p meteredBlock) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	meterOf(pc).spend(len(pc.OpenedBlocks()) + len(line))
	return p.BlockParser.Open(parent, reader, pc)
}

func (p meteredBlock) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	meterOf(pc).spend(lineInBlock)
	return p.BlockParser.Continue(node, reader, pc)
}

func meteredBlocks() []util.PrioritizedValue {
	blocks := parser.DefaultBlockParsers()
	for i, b := range blocks {
		blocks[i].Value = meteredBlock{b.Value.(parser.BlockParser)}
	}
	return blocks
}

// paragraphMeter sees each paragraph before goldmark looks for definitions and tables in it.
type paragraphMeter struct{}

func (paragraphMeter) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	m, lines := meterOf(pc), node.Lines()
	rows, columns, escapedPipes := lines.Len(), 0, 0
	for _, s := range lines.Sliced(0, rows) {
		line := reader.Source()[s.Start:s.Stop]
		if pipes := bytes.Count(line, []byte("|")); pipes > 0 {
			escapedPipes += bytes.Count(line, []byte(`\|`))
			if len(bytes.Trim(line, "|:- \t\r\n")) == 0 { // the line below a table's header
				columns = max(columns, pipes+1)
			}
		}
	}
	if rows > 0 && bytes.HasPrefix(reader.Source()[lines.At(0).Start:], []byte("[")) {
		m.spend(rows * rows) // each definition moves the lines after it
	}
	m.spend(rows * columns * tableCell)
	m.escapedPipes += escapedPipes
	m.spend(2 * m.escapedPipes * escapedPipes) // each is compared with all of the document
}

// inlineMeter sees the characters that open or close something inside a block, and leaves
// them to the parsers after it.
type inlineMeter struct{}

func (inlineMeter) Trigger() []byte { return []byte("[]*_~(") }

// Parse costs what goldmark does in the worst case: before a closer it looks at all
// openers, and after "(" for the end of an address.
func (inlineMeter) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	m := meterOf(pc)
	m.enter(parent)
	line, _ := block.PeekLine()
	if line[0] != '(' {
		m.openers++
		m.spend(m.openers)
	}
	if line[0] != '[' {
		m.spend(2 * addressLength(line[1:]))
	}
	return nil
}

// addressLength returns how far s must be read to tell whether it begins with an address.
func addressLength(s []byte) int {
	end := bytes.IndexByte(s, ' ')
	if end < 0 || bytes.HasPrefix(s, []byte("(<")) {
		return len(s)
	}
	return end
}
