package markdown

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// constructs are what other programs read in a text, and Markdown does not: there it is
// text. Each is looked for where there is neither code nor HTML nor a link's address.
var constructs = []struct {
	kind    FeatureKind
	mayHold func(text string) bool // a cheap look, for nearly every text holds none of them
	pattern *regexp.Regexp         // the construct is its last group
}{
	{ImageSize, marks("]("), regexp.MustCompile(`!\[[^\[\]\n]*\]\([^)\n]* =[\d*%px]*\d[\d*%px]*\)`)},
	{AttributeList, marks("{"), regexp.MustCompile(`\{(?:#[\w-]+|: ?[.#\w][^}\n]*|\.[A-Za-z][^}\n]*)\}`)},
	{AttributeList, marks("{"), regexp.MustCompile("[)\\]`\\x00](\\{ ?[A-Za-z][\\w-]*=[^{}\\n]+\\})")},
	{UndefinedReference, marks("]["), regexp.MustCompile(`\[[^\[\]\n]+\]\[[^\[\]\n^]+\]`)},
	{SpacedDestination, marks("]("), regexp.MustCompile(`\]\(([^()<>"'\n]* \([^()\n]*\)[^()<>"'\n]*\.[0-9A-Za-z]{2,4}\))`)},
	{UnclosedLink, marks("]("), regexp.MustCompile(`(?m)!\[[^\[\]\n]*\]\([^()\n]+$|\[[^\[\]\n]+\]\((?:https?://[^()\s]+|[^()\s]+\.(?:md|png|jpe?g|gif|pdf))$`)},
	{Footnote, marks("^["), regexp.MustCompile(`(?m)(\^\[[^\[\]\n]+\])(?:[^(\[\x00]|$)`)},
	{TornLink, marks("] ("), regexp.MustCompile(`!\[[^\[\]\n]*\] \([^()\n]+\)|\[[^\[\]\n]+\] \((?:https?://[^()\s]+|[^()\s]+\.(?:md|png|jpe?g|gif|pdf))\)`)},
	{SwappedLink, marks(")["), regexp.MustCompile(`\([^()\n]+\)\[(?:https?://[^\[\]\s]+|[^\[\]\s]+\.[a-z]{2,4})\]`)},
	{GluedHeading, mayGlueHeading, regexp.MustCompile(`(?m)^ {0,3}(#\p{Lu}|#{2,6}[^\s#])`)},
	{Admonition, marks("!!!", "???", ":::", "[!"), regexp.MustCompile(`(?m)^ {0,3}((?:!!!|\?\?\?)\+? *[a-z]|:::+ *\{?[a-z]|> ?\[!\w+\])`)},
	{Highlight, marks("=="), regexp.MustCompile(`(?m)(?:^|[\s(])(==[^=\s](?:[^=\n]*[^=\s])?==)`)},
	{ContentsMark, marks("["), regexp.MustCompile(`(?mi)^[ \t]*(\[TOC\]|\[\[_?toc_?\]\])[ \t]*$`)},
	{MDX, marks("import ", "export "), regexp.MustCompile(`(?m)^(import [^\n]* from ['"]|export (?:const|default|function) )`)},
	{MDX, marks("{"), regexp.MustCompile("(?m)(?:^|[^\\w\\\\{}$^])(\\{(?:props|children|[a-z]\\w+(?:\\.[a-z]\\w+)+)\\})(?:[^\\w{}`]|$)")},
	{Math, marks("$$"), regexp.MustCompile(`(?s)(\$\$[^$]+\$\$)`)},
	{Role, marks("}`"), regexp.MustCompile("(\\{[a-z][\\w:+-]*\\})`")},
}

// marks returns whether a text has one of the marks without which a construct is none.
func marks(any ...string) func(text string) bool {
	return func(text string) bool {
		return slices.ContainsFunc(any, func(mark string) bool { return strings.Contains(text, mark) })
	}
}

// mayGlueHeading reports whether something else than a space follows a #.
func mayGlueHeading(text string) bool {
	for {
		_, after, found := strings.Cut(text, "#")
		if !found {
			return false
		}
		if text = strings.TrimLeft(after, "#"); text != "" && !strings.ContainsRune(" \t\n", rune(text[0])) {
			return true
		}
	}
}

// mayElse looks for what else is told of: a table of one column needs no |.
var mayElse = marks(diagram, snippet, ":-", "-:")

// MayHold reports whether a text may hold a destination, or anything else that a Document tells of
// apart from headings and comments. To parse the other texts is most of the time of a large course.
func MayHold(text string) bool {
	if strings.ContainsAny(text, "[<|~{") || mayElse(text) {
		return true
	}
	for _, c := range constructs {
		if c.mayHold(text) {
			return true
		}
	}
	return false
}

var (
	mathSpan    = regexp.MustCompile(`\$\$[^$]+\$\$|\$[^$\n]+\$`)
	includeMark = regexp.MustCompile(`\{\{#[a-z_]+ |` + snippet)
)

const (
	diagram = "mermaid"
	snippet = "--8<--"
)

// readConstructs adds the constructs of a text, and takes out what only looks like one of
// another kind: template tags in formulas.
func (r *reading) readConstructs(found *notes) {
	plain := r.plain()
	for _, c := range constructs {
		if !c.mayHold(plain) {
			continue
		}
		for _, m := range c.pattern.FindAllStringSubmatchIndex(plain, -1) {
			r.out.feature(c.kind, m[len(m)-2])
		}
	}
	if strings.Contains(plain, "$") {
		formulas := mathSpan.FindAllStringIndex(plain, -1)
		found.features = slices.DeleteFunc(found.features, func(n note) bool {
			i, _ := slices.BinarySearchFunc(formulas, n.offset, func(f []int, offset int) int { return f[1] - offset })
			return n.kind == TemplateTag && i < len(formulas) && formulas[i][0] <= n.offset
		})
	}
	if !strings.Contains(r.src, "{{#") && !strings.Contains(r.src, snippet) {
		return
	}
	for _, m := range includeMark.FindAllStringIndex(r.src, -1) {
		if plain[m[0]] == 0 || r.src[m[0]] == '-' { // amid text, the former is a template tag already
			r.out.feature(Include, m[0])
		}
	}
}

// plain returns the source with zeros in the place of what is no text.
func (r *reading) plain() string {
	if len(r.notText) == 0 {
		return r.src
	}
	masked := []byte(r.src)
	for _, s := range r.notText {
		for i := max(s.Start, 0); i < min(s.End, len(masked)); i++ {
			if masked[i] != '\n' {
				masked[i] = 0
			}
		}
	}
	return string(masked)
}

// mask notes what is no text.
func (r *reading) mask(n ast.Node) {
	switch n := n.(type) {
	case *ast.CodeSpan:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				r.notText = append(r.notText, Span{t.Segment.Start, t.Segment.Stop})
			}
		}
	case *ast.RawHTML:
		for _, s := range n.Segments.Sliced(0, n.Segments.Len()) {
			r.notText = append(r.notText, Span{s.Start, s.Stop})
		}
	case *ast.Link, *ast.Image:
		r.notText = append(r.notText, r.extents[n].tail)
	case *ast.FencedCodeBlock:
		r.readFence(n)
		r.maskLines(n)
	case *ast.CodeBlock, *ast.HTMLBlock:
		r.maskLines(n)
	}
}

func (r *reading) maskLines(n ast.Node) {
	for _, s := range n.Lines().Sliced(0, n.Lines().Len()) {
		r.notText = append(r.notText, Span{s.Start, s.Stop})
	}
}

// readFence knows fences that other programs do not show as code.
func (r *reading) readFence(n *ast.FencedCodeBlock) {
	if n.Info == nil {
		return
	}
	info := strings.TrimSpace(r.src[n.Info.Segment.Start:n.Info.Segment.Stop])
	language, _, _ := strings.Cut(info, " ")
	if language == diagram || strings.HasPrefix(language, "{") && !strings.HasPrefix(language, "{.") {
		r.out.feature(Directive, n.Info.Segment.Start)
	}
}
