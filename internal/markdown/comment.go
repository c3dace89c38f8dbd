package markdown

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// Comment is what authors write for themselves, outside of code: <!-- in HTML -->,
// %% in Obsidian %%, {/* in MDX */} or, as a definition that no link uses, [//]: # (on a line).
// An empty one is none: <!-- --> separates lists in Markdown.
type Comment struct {
	// Start and End delimit what to delete so nothing of it is left. Lines that hold
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

// textComments finds the comments that are text to Markdown, or no more than a definition: in plain, which is the
// source without what is not a text, and in the texts between tags of HTML.
func textComments(src, plain string, texts []Span) (comments []Comment) {
	if !MayHoldComment(src) {
		return nil
	}
	text := []byte(plain)
	for _, s := range texts {
		copy(text[s.Start:s.End], src[s.Start:s.End])
	}
	plain = string(text)
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
func settleComments(src string, positions []position, all []Comment) (joined []Comment) {
	slices.SortFunc(all, func(a, b Comment) int { return a.Start - b.Start })
	for _, c := range all {
		at := positions[c.Start]
		c.Line, c.Col = at.line, at.col
		last := len(joined) - 1
		switch {
		case last < 0 || c.Open || joined[last].Open || !touches(src, joined[last].End, c.Start):
			if last < 0 || c.Start >= joined[last].End {
				joined = append(joined, c)
			}
		default:
			joined[last].End = max(joined[last].End, c.End)
		}
	}
	for i, c := range joined {
		if !c.Open {
			joined[i].Start, joined[i].End = widen(src, c.Start, c.End)
		}
	}
	return joined
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
