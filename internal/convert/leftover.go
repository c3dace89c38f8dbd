package convert

import (
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/markdown"
)

// rawKinds are constructs of other tools that Markdown shows as they stand.
var rawKinds = []markdown.FeatureKind{
	markdown.WikiLink, markdown.TemplateTag, markdown.AttributeList, markdown.Admonition, markdown.Highlight, markdown.ContentsMark, markdown.MDX,
	markdown.Directive, markdown.Include, markdown.Role, markdown.ImageSize,
}

// nameRaw names what a reader has neither translated nor named. What validate warns of is then said with its place in the
// source as well.
func (d *draft) nameRaw() {
	known := map[Place]bool{}
	for _, n := range d.notes.all {
		if n.Kind == LeftRaw || n.Kind == Unresolved {
			known[n.At] = true
		}
	}
	for _, l := range d.lessons() {
		var line int
		var text []rune // of the line
		for _, f := range l.doc.Features() {
			at := l.text.at(f.Line)
			if f.Line > len(l.text) || known[at] {
				continue
			}
			if f.Line != line {
				line, text = f.Line, []rune(l.text[f.Line-1].Text)
			}
			const longest = 200
			mark := markIn(string(text[f.Col-1 : min(f.Col-1+longest, len(text))]))
			if f.Kind == markdown.Directive {
				mark = "a block of " + mark
			}
			if isComponent := f.Kind == markdown.RawHTML && component.MatchString(mark) && !strings.HasPrefix(mark, "</"); isComponent {
				mark = "<" + component.FindStringSubmatch(mark)[1] + ">"
			} else if !slices.Contains(rawKinds, f.Kind) {
				continue
			}
			d.notes.add(LeftRaw, at, mark)
		}
	}
}

var marked = regexp.MustCompile(`^(?:\{\{.*?\}\}|\{%.*?%\}|!?\[\[.*?\]\]|\{.*?\}|==.*?==|<[^<>]*>)`)

// markIn returns the construct that a text begins with.
func markIn(text string) string {
	if m := marked.FindString(text); m != "" {
		return m
	}
	return shortened(text)
}
