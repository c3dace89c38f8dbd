package markdown

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Comment is what authors write for themselves, outside of code: <!-- in HTML -->,
// %% in Obsidian %%, {/* in MDX */} or, as a definition that no link uses, [//]: # (on a line).
// An empty one is none: <!-- --> separates lists in Markdown.
type Comment struct {
	// Start and End delimit what to delete so that nothing of it is left. Lines that hold
	// nothing but comments go with their line ends; where text stands right above and right
	// below them, an empty line stays. From other lines the comment goes, with the spaces
	// that would then begin or end the line.
	Start, End int

	Open      bool // no mark ends it; Start and End delimit its first mark
	Line, Col int  // where it begins: both from 1, Col counts runes
}

const (
	openComment  = "<!--"
	closeComment = "-->"
	percents     = "%%"
	openMDX      = "{/*"
)

var (
	// definedComment is a comment as a definition. Amid a paragraph or with something behind it, it is
	// none to Markdown, but meant as one all the same.
	definedComment = regexp.MustCompile(`(?mi)^[ >]*(` + definedMark + `(?:[ \t]+` + definedText + `[^\n]*|[ \t]*\n[ \t]*` + definedText + `[ \t]*|[ \t]+["'(][^\n]*)|\[//[\]\x00]:[^\n]*)$`)
	// spacedMDX is what editors make of {/* … */}.
	spacedMDX = regexp.MustCompile(`\{\s+/\*(?:[^*]|\*+[^*/])*\*+/\s*\}`)
	closeMDX  = regexp.MustCompile(`\*/\s*\}`)
)

const (
	// definedMark has a zero where a definition above has made a link of the label: its end is masked.
	definedMark = `\[(?://|comment|_)[\]\x00]: *(?:#|<>)`
	// definedText may go on below, but not after an empty line.
	definedText = `(?:\((?:[^()\n]|\([^()\n]*\)|\n[ \t]*[^\s()])*\)|"(?:[^"\n]|\n[ \t]*[^\s"])*"|'(?:[^'\n]|\n[ \t]*[^\s'])*')`
)

// MayHoldComment reports whether a text may hold a comment. To parse the others is not worth it.
func MayHoldComment(text string) bool {
	return slices.ContainsFunc([]string{openComment, percents, "/*", "[//]:", "]: #", "]:#", "]: <>", "]:<>"}, func(mark string) bool { return strings.Contains(text, mark) })
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

// appendPercents appends the mark with which s begins, if it is one, behind a character.
func appendPercents(marks []percentMark, in ast.Node, offset int, before rune, s string) []percentMark {
	if !strings.HasPrefix(s, percents) || strings.HasPrefix(s, "%%%") || before == '%' {
		return marks
	}
	after, size := utf8.DecodeRuneInString(s[len(percents):])
	return append(marks, percentMark{offset: offset, in: in, opens: !isWord(before), closes: size == 0 || !isWord(after)})
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// percentMark is %% amid text.
type percentMark struct {
	offset        int
	in            ast.Node // the paragraph or heading
	opens, closes bool     // what the characters around it let it be
}

// percentComments pairs marks. One that begins a line may be ended anywhere below, one
// amid a line only in the same paragraph; without an end the latter is text.
func percentComments(src string, marks []percentMark) (comments []Comment) {
	slices.SortFunc(marks, func(a, b percentMark) int { return a.offset - b.offset })
	for i := 0; i < len(marks); i++ {
		begin := marks[i]
		if !begin.opens {
			continue
		}
		before := strings.TrimRight(src[:begin.offset], " \t>")
		beginsLine := before == "" || before[len(before)-1] == '\n'
		end := i + 1
		for end < len(marks) && !marks[end].closes && (beginsLine || marks[end].in == begin.in) {
			end++
		}
		switch {
		case end < len(marks) && (beginsLine || marks[end].in == begin.in):
			comments = append(comments, Comment{Start: begin.offset, End: marks[end].offset + len(percents)})
			i = end
		case beginsLine:
			return append(comments, Comment{Start: begin.offset, End: begin.offset + len(percents), Open: true})
		default:
			i = end - 1
		}
	}
	return comments
}

// readComments finds the comments in HTML that stands at a node. Attributes hold none, and neither do
// programs. In the text between tags they may be of any form, if it is not shown as code.
func (h *htmlReader) readComments(n ast.Node, html excerpt) {
	s, raw, code, skipsTags, text := html.text, "", "", true, 0
	readText := func(end, next int) {
		if raw == "" && code == "" {
			h.readText(n, html, Span{text, end})
		}
		text = next
	}
	for at := nextBracket(s, 0); at < len(s); {
		next := at + 1
		opener, closer := markup(s[at:])
		switch {
		case raw != "":
			if end := at + len("</") + len(raw); end <= len(s) && strings.EqualFold(s[at:end], "</"+raw) {
				raw, text = "", at
			}
		case opener != "":
			length := strings.Index(s[at+len(opener):], closer)
			if opener == openComment {
				h.addComment(html, at, length)
			}
			if length < 0 {
				return
			}
			next = at + len(opener) + length + len(closer)
			readText(at, next)
		case skipsTags:
			t := tagAt(s, at)
			if skipsTags = t.name == "" || t.End > 0; t.End > 0 {
				next = t.End
			}
			readText(at, next)
			switch isCode := t.name == "pre" || t.name == "code"; {
			case isCode && code == "" && !t.closing:
				code = t.name
			case isCode && code == t.name && t.closing:
				code = ""
			case !t.closing && (t.name == "script" || t.name == "style" || t.name == "textarea"):
				raw = t.name
			}
		}
		at = nextBracket(s, next)
	}
	if skipsTags {
		readText(len(s), len(s))
	}
}

// readText notes what is text in HTML, and the marks of Obsidian's comments in it.
func (h *htmlReader) readText(n ast.Node, html excerpt, s Span) {
	h.texts = append(h.texts, html.span(s))
	for at := s.Start; ; {
		length := strings.Index(html.text[at:s.End], percents)
		if length < 0 {
			return
		}
		at += length
		before, _ := utf8.DecodeLastRuneInString(html.text[:at])
		if before != '\\' {
			h.percents = appendPercents(h.percents, n, html.offset(at), before, html.text[at:])
		}
		at += len(percents)
	}
}

// nextBracket returns where the next "<" is, or the end.
func nextBracket(s string, from int) int {
	if length := strings.IndexByte(s[from:], '<'); length >= 0 {
		return from + length
	}
	return len(s)
}

// addComment adds the comment at an offset, with so many bytes between its marks, or with
// -1 where it does not end.
func (h *htmlReader) addComment(html excerpt, at, length int) {
	inside := at + len(openComment)
	switch {
	case length < 0:
		start := html.offset(at)
		h.out.contents.comments = append(h.out.contents.comments, Comment{Start: start, End: start + len(openComment), Open: true})
	case strings.TrimSpace(html.text[inside:inside+length]) != "":
		s := html.span(Span{at, inside + length + len(closeComment)})
		h.out.contents.comments = append(h.out.contents.comments, Comment{Start: s.Start, End: s.End})
	}
}

// textComments finds the comments that are text to Markdown, or no more than a definition.
func (r *reading) textComments() (comments []Comment) {
	if !MayHoldComment(r.src) {
		return nil
	}
	text := []byte(r.plain())
	for _, s := range r.html.texts {
		copy(text[s.Start:s.End], r.src[s.Start:s.End])
	}
	plain := string(text)
	for _, m := range definedComment.FindAllStringSubmatchIndex(plain, -1) {
		comments = append(comments, Comment{Start: m[2], End: m[3]})
	}
	for _, m := range spacedMDX.FindAllStringIndex(plain, -1) {
		if m[0] == 0 || plain[m[0]-1] != '\\' {
			comments = append(comments, Comment{Start: m[0], End: m[1]})
		}
	}
	for at := 0; ; {
		length := strings.Index(plain[at:], openMDX)
		if length < 0 {
			return comments
		}
		start := at + length
		at = start + len(openMDX)
		if start > 0 && plain[start-1] == '\\' {
			continue
		}
		end := closeMDX.FindStringIndex(plain[at:])
		if end == nil {
			return append(comments, Comment{Start: start, End: at, Open: true})
		}
		at += end[1]
		comments = append(comments, Comment{Start: start, End: at})
	}
}

// settleComments joins the comments that were found, and says where they are.
func (r *reading) settleComments(found *notes) {
	all := slices.Concat(r.out.contents.comments, percentComments(r.src, slices.Concat(found.percents, r.html.percents)), r.textComments())
	for _, offset := range found.open {
		all = append(all, Comment{Start: offset, End: offset + len(openComment), Open: true})
	}
	slices.SortFunc(all, func(a, b Comment) int { return a.Start - b.Start })
	var joined []Comment
	for _, c := range all {
		at := r.out.positions[c.Start]
		c.Line, c.Col = at.line, at.col
		last := len(joined) - 1
		switch {
		case last < 0 || c.Open || joined[last].Open || !touches(r.src, joined[last].End, c.Start):
			if last < 0 || c.Start >= joined[last].End {
				joined = append(joined, c)
			}
		default:
			joined[last].End = max(joined[last].End, c.End)
		}
	}
	for i, c := range joined {
		if !c.Open {
			joined[i].Start, joined[i].End = widen(r.src, c.Start, c.End)
		}
	}
	r.out.contents.comments = joined
}

// touches reports whether nothing but spaces, and at most one line end, is between two places.
func touches(src string, end, start int) bool {
	between := src[min(end, start):start]
	return strings.Trim(between, " \t\n") == "" && strings.Count(between, "\n") < 2
}

// widen returns what to delete with a comment, as Comment says it.
func widen(src string, start, end int) (int, int) {
	first := len(strings.TrimRight(src[:start], " \t"))
	last := len(src) - len(strings.TrimLeft(src[end:], " \t"))
	startsLine := first == 0 || src[first-1] == '\n'
	endsLine := last == len(src) || src[last] == '\n'
	switch {
	case startsLine && endsLine:
		isHTML := start-first < 4 // indented further, it is amid a paragraph
		if isHTML && first > 0 && !isBlankLine(src[lineStart(src, first-1):first]) && last < len(src) && !isBlankLine(src[last+1:lineEnd(src, last+1)]) {
			return first, last
		}
		return first, min(last+1, len(src))
	case endsLine:
		return first, last
	case startsLine:
		return start, last
	}
	return start, end
}

func isBlankLine(s string) bool { return strings.TrimSpace(s) == "" }
