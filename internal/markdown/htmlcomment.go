package markdown

import (
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

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
