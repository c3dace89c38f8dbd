package markdown

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// gfm is goldmark with meters, and with its parsers of code and links in wrappers: one
// remembers failed searches, the other notes positions. goldmark allows all callers to share a
// parser, so gfm is built once.
var gfm = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(meteredBlocks()...),
			parser.WithInlineParsers(
				util.Prioritized(inlineMeter{}, -1),
				util.Prioritized(codeSpanParser{parser.NewCodeSpanParser()}, 100),
				util.Prioritized(linkParser{parser.NewLinkParser().(closingParser)}, 200),
				util.Prioritized(parser.NewAutoLinkParser(), 300),
				util.Prioritized(parser.NewRawHTMLParser(), 400),
				util.Prioritized(commentMarks{}, 450),
				util.Prioritized(parser.NewEmphasisParser(), 500),
				util.Prioritized(templateTags{}, 600),
			),
			parser.WithParagraphTransformers(
				util.Prioritized(paragraphMeter{}, -1),
				util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
			),
		)),
		goldmark.WithExtensions(extension.GFM),
	)
})

// tree parses source and returns its syntax tree and what linkParser noted.
func tree(source []byte, m *meter) (ast.Node, *notes) {
	found := &notes{links: map[ast.Node]extent{}}
	pc := parser.NewContext()
	pc.Set(notesKey, found)
	pc.Set(meterKey, m)
	return gfm().Parser().Parse(text.NewReader(source), parser.WithContext(pc)), found
}

var notesKey = parser.NewContextKey()

// notes are the facts about the source that goldmark's tree does not keep.
type notes struct {
	links    map[ast.Node]extent
	features []note
	open     []int // where comments begin amid text that nothing ends
	brace    Span  // from where templateTags last looked for a "}", to where it is or the line ends
	percents []percentMark
}

// note says where a feature begins.
type note struct {
	kind   FeatureKind
	offset int
}

func (n *notes) note(kind FeatureKind, offset int) {
	n.features = append(n.features, note{kind, offset})
}

type closingParser interface {
	parser.InlineParser
	parser.CloseBlocker
}

// linkParser is goldmark's parser of links, and notes where the parts of each link
// are while the reader still stands there. goldmark's links keep the destination, but
// not its place, and the same text often stands in the label as well.
type linkParser struct{ closingParser }

// Parse is called at "[", "![" and "]"; a link is complete at the last of these.
func (p linkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	found := pc.Get(notesKey).(*notes)
	line, segment := block.PeekLine()
	switch rest, isEmbed := bytes.CutPrefix(line, []byte("!")); {
	case headingID.Match(rest) && parent.Kind() == ast.KindHeading:
		found.note(AttributeList, segment.Start)
	case wikiLink.Match(rest):
		found.note(WikiLink, segment.Start)
	case footnote.Match(rest) && !isEmbed:
		found.note(Footnote, segment.Start)
	}

	row, bracket := block.Position()
	node := p.closingParser.Parse(parent, block, pc)
	if node == nil && spacedFile.Match(line) {
		found.note(SpacedDestination, segment.Start+len("]("))
	}
	switch n := node.(type) {
	case *ast.Link:
		found.links[n] = measure(block, row, bracket, n.Destination)
	case *ast.Image:
		found.links[n] = measure(block, row, bracket, n.Destination)
	}
	return node
}

var (
	// wikiLink is [[name]], as Obsidian writes links; [[name]](destination) is a link in Markdown too.
	wikiLink = regexp.MustCompile(`^\[\[[^\[\]\n]+\]\](?:[^(\[]|$)`)
	// headingID is how some sites give a heading its anchor.
	headingID = regexp.MustCompile(`^\[\[[\w-]+\]\]\s*$`)
	// footnote is the mark of a footnote.
	footnote = regexp.MustCompile(`^\[\^[^\[\] \t\r\n]+\]`)
	// spacedFile is how a link to a file goes on whose name has a space in it.
	spacedFile = regexp.MustCompile(`^\]\([^ (){}<>"'\n][^(){}<>"'\n]* [^(){}<>"'\n]*\.[0-9A-Za-z]{2,4}\)`)
)

// measure returns the extent of the link whose closing bracket is at row and bracket;
// the reader stands after the link.
func measure(block text.Reader, row int, bracket text.Segment, destination []byte) extent {
	endRow, end := block.Position()
	e := extent{tail: Span{bracket.Start, end.Start}}

	block.SetPosition(row, bracket)
	block.Advance(len("]("))
	block.SkipSpaces()
	_, at := block.Position()
	if block.Peek() == '<' {
		e.fence = angle
		at.Start++
	}
	e.dest = Span{at.Start, at.Start + len(destination)}
	e.found = e.dest.End <= e.tail.End && bytes.HasPrefix(block.Source()[at.Start:], destination)
	block.SetPosition(endRow, end)
	return e
}

// templateTags notes the tags of Jekyll, Hugo, mdBook and others, without parsing them.
type templateTags struct{}

func (templateTags) Trigger() []byte { return []byte{'{'} }

func (templateTags) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if len(line) < 3 || line[1] != '{' && line[1] != '%' || block.PrecendingCharacter() == '{' {
		return nil
	}
	found := pc.Get(notesKey).(*notes)
	if found.nextBrace(line, segment.Start) > 2 {
		found.note(TemplateTag, segment.Start)
	}
	return nil
}

// nextBrace returns where the first "}" is in the rest of a line, or -1. It looks at no byte twice: a line
// may have as many tags that nothing ends as it has bytes.
func (n *notes) nextBrace(line []byte, start int) int {
	if start < n.brace.Start || start >= n.brace.End {
		length := bytes.IndexByte(line, '}')
		if length < 0 {
			length = len(line)
		}
		n.brace = Span{start, start + length}
	}
	if length := n.brace.End - start; length < len(line) {
		return length
	}
	return -1
}

// commentMarks notes the marks of comments amid text. It parses nothing.
type commentMarks struct{}

func (commentMarks) Trigger() []byte { return []byte{'<', '%'} }

func (commentMarks) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	found := pc.Get(notesKey).(*notes)
	line, segment := block.PeekLine()
	before := block.PrecendingCharacter()
	switch {
	case bytes.HasPrefix(line, []byte(openComment)): // of which goldmark has not found the end
		found.open = append(found.open, segment.Start)
	default:
		found.percents = appendPercents(found.percents, parent, segment.Start, before, string(line[:min(len(line), len(percents)+utf8.UTFMax)]))
	}
	return nil
}

// appendPercents appends the mark at the beginning of s, if there is one, after a
// character.
func appendPercents(marks []percentMark, in ast.Node, offset int, before rune, s string) []percentMark {
	if !strings.HasPrefix(s, percents) || strings.HasPrefix(s, "%%%") || before == '%' {
		return marks
	}
	after, size := utf8.DecodeRuneInString(s[len(percents):])
	return append(marks, percentMark{offset: offset, in: in, opens: !isWord(before), closes: size == 0 || !isWord(after)})
}
