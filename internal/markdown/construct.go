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
	pattern *regexp.Regexp // the construct is its last group
}{
	{ImageSize, regexp.MustCompile(`!\[[^\]\n]*\]\([^)\n]* =\d*x\d*\)`)},
	{AttributeList, regexp.MustCompile(`\{(?:#[\w-]+|: ?[.#\w][^}\n]*|\.[A-Za-z][^}\n]*)\}`)},
	{UndefinedReference, regexp.MustCompile(`\[[^\[\]\n]+\]\[[^\[\]\n^]+\]`)},
	{SpacedDestination, regexp.MustCompile(`\]\(([^()<>"'\n]* \([^()\n]*\)[^()<>"'\n]*\.[0-9A-Za-z]{2,4}\))`)},
	{TornLink, regexp.MustCompile(`!\[[^\[\]\n]*\] \([^()\n]+\)|\[[^\[\]\n]+\] \((?:https?://[^()\s]+|[^()\s]+\.(?:md|png|jpe?g|gif|pdf))\)`)},
	{SwappedLink, regexp.MustCompile(`\([^()\n]+\)\[(?:https?://[^\[\]\s]+|[^\[\]\s]+\.[a-z]{2,4})\]`)},
	{GluedHeading, regexp.MustCompile(`(?m)^ {0,3}(#\p{Lu}|#{2,6}[^\s#])`)},
	{Admonition, regexp.MustCompile(`(?m)^ {0,3}((?:!!!|\?\?\?)\+? *[a-z]|:::+ *\{?[a-z]|> ?\[!\w+\])`)},
	{Highlight, regexp.MustCompile(`(?m)(?:^|[\s(])(==[^=\s](?:[^=\n]*[^=\s])?==)`)},
	{ContentsMark, regexp.MustCompile(`(?mi)^[ \t]*(\[TOC\]|\[\[_?toc_?\]\])[ \t]*$`)},
	{MDX, regexp.MustCompile(`(?m)^(import [^\n]* from ['"]|export (?:const|default|function) )`)},
	{Math, regexp.MustCompile(`(?s)(\$\$[^$]+\$\$)`)},
	{Role, regexp.MustCompile("(\\{[a-z][\\w:+-]*\\})`")},
}

var (
	mathSpan    = regexp.MustCompile(`\$\$[^$]+\$\$|\$[^$\n]+\$`)
	includeMark = regexp.MustCompile(`\{\{#[a-z_]+ |--8<--`)
)

// readConstructs adds the constructs of a text, and takes out what only looks like one of
// another kind: template tags in formulas.
func (r *reading) readConstructs(found *notes) {
	plain := r.src
	if len(r.notText) > 0 {
		masked := []byte(r.src)
		for _, s := range r.notText {
			for i := max(s.Start, 0); i < min(s.End, len(masked)); i++ {
				if masked[i] != '\n' {
					masked[i] = 0
				}
			}
		}
		plain = string(masked)
	}
	for _, c := range constructs {
		for _, m := range c.pattern.FindAllStringSubmatchIndex(plain, -1) {
			r.out.feature(c.kind, m[len(m)-2])
		}
	}
	formulas := mathSpan.FindAllStringIndex(plain, -1)
	found.features = slices.DeleteFunc(found.features, func(n note) bool {
		i, _ := slices.BinarySearchFunc(formulas, n.offset, func(f []int, offset int) int { return f[1] - offset })
		return n.kind == TemplateTag && i < len(formulas) && formulas[i][0] <= n.offset
	})
	for _, m := range includeMark.FindAllStringIndex(r.src, -1) {
		if plain[m[0]] == 0 || r.src[m[0]] == '-' { // amid text, the former is a template tag already
			r.out.feature(Include, m[0])
		}
	}
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
	if language == "mermaid" || strings.HasPrefix(language, "{") && !strings.HasPrefix(language, "{.") {
		r.out.feature(Directive, n.Info.Segment.Start)
	}
}
