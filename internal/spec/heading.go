package spec

import (
	"slices"
	"strings"

	"whopsync/internal/markdown"
)

// heading is a heading that serves as the title.
type heading struct {
	text, anchor string
	level        int
	// The heading, and everything up to where the text goes on.
	start, length, next int
	links               bool // it holds links, of which a title keeps the words
}

// titleHeading returns the heading with which a text begins. Only comments and blank
// lines may stand in front: a heading further down is a part of the text, and to take
// it out would tear the text apart. So is one that holds an image, and one of a lower level with
// another of that level or a higher one below it: it heads a section.
//
// Only the lines of a first-level heading are parsed: this runs for every lesson.
func titleHeading(text string, texts *markdown.Budget) (heading, bool) {
	start := skipComments(text)
	source := headingLines(text[start:])
	if source == "" {
		return heading{}, false
	}
	d := texts.Parse(source)
	found := d.Headings()
	if len(found) == 0 || found[0].Start != 0 || isBlank(found[0].Text) || slices.ContainsFunc(d.Destinations(), isImage) {
		return heading{}, false
	}
	end := start + found[0].End
	level := found[0].Level
	isAbove := func(h markdown.Heading) bool { return h.Start >= end && h.Level <= level }
	if level > 1 && slices.ContainsFunc(texts.Parse(text).Headings(), isAbove) {
		return heading{}, false
	}
	next := end + len(text[end:]) - len(trimBlankLines(text[end:]))
	return heading{text: found[0].Text, anchor: found[0].Anchor, level: level, start: start, length: len(strings.TrimRight(text[start:end], "\n")), next: next, links: slices.ContainsFunc(d.Destinations(), isLink)}, true
}

func isImage(d markdown.Destination) bool { return d.Image }

// isLink leaves out bare addresses: they are their own words.
func isLink(d markdown.Destination) bool { return !d.Image && d.Form != markdown.Autolink }

// headingLines returns the lines of a text's first block, if they look like a heading in one of its two forms.
func headingLines(text string) string {
	first, rest, _ := strings.Cut(text, "\n")
	plain := strings.TrimLeft(first, " ")
	if strings.HasPrefix(plain, "#") {
		return text[:min(len(first)+1, len(text))]
	}
	second, _, _ := strings.Cut(rest, "\n")
	if underline := strings.Trim(second, " \t"); plain != "" && underline != "" && (strings.Trim(underline, "=") == "" || strings.Trim(underline, "-") == "") {
		return text[:min(len(first)+1+len(second)+1, len(text))]
	}
	return ""
}

// skipComments returns the offset after the blank lines and HTML comments with which
// text begins.
func skipComments(text string) int {
	at := len(text) - len(trimBlankLines(text))
	for strings.HasPrefix(text[at:], "<!--") {
		end := strings.Index(text[at:], "-->")
		if end < 0 {
			return at
		}
		after := text[at+end+len("-->"):]
		rest := trimBlankLines(after)
		if line, _, _ := strings.Cut(after, "\n"); !isBlank(line) {
			return at
		}
		at = len(text) - len(rest)
	}
	return at
}

// trimBlankLines cuts off the lines without text at the beginning.
func trimBlankLines(text string) string {
	for text != "" {
		line, rest, _ := strings.Cut(text, "\n")
		if !isBlank(line) {
			return text
		}
		text = rest
	}
	return ""
}

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }

// cutHeading cuts the heading that is the title out of the text, and says what goes with it.
func (f *lessonFile) cutHeading(h heading) {
	if h.links {
		f.report.Warn(f.body.spanAt(h.start, h.length), "title", "this heading is the title, and a title has no links: students see only its words", "put the link into the text below")
	}
	f.body.remove(h)
}

// remove cuts the heading out of the text, and the blank lines after it.
func (b *body) remove(h heading) {
	*b = b.spliced([]splice{{start: h.start, end: h.next}})
	b.cutAnchor = h.anchor
}
