package markdown

import (
	"regexp"
	"slices"
	"strings"
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
	mathSpan    = regexp.MustCompile(`\$\$[^$]+\$\$|\$[^\s\d$](?:[^$\n]*[^\s$])?\$`) // and no prices
	includeMark = regexp.MustCompile(`\{\{#[a-z_]+ |` + snippet)
)

const (
	diagram = "mermaid"
	snippet = "--8<--"
)

// readConstructs adds the constructs of a text, which plain has without what is not a text, and takes out what
// only looks like one of another kind: template tags in formulas.
func readConstructs(out *collector, src, plain string, found *notes) {
	for _, c := range constructs {
		if !c.mayHold(plain) {
			continue
		}
		for _, m := range c.pattern.FindAllStringSubmatchIndex(plain, -1) {
			out.feature(c.kind, m[len(m)-2])
		}
	}
	if strings.Contains(plain, "$") {
		formulas := mathSpan.FindAllStringIndex(plain, -1)
		found.features = slices.DeleteFunc(found.features, func(n note) bool {
			i, _ := slices.BinarySearchFunc(formulas, n.offset, func(f []int, offset int) int { return f[1] - offset })
			return n.kind == TemplateTag && i < len(formulas) && formulas[i][0] <= n.offset
		})
	}
	if !strings.Contains(src, "{{#") && !strings.Contains(src, snippet) {
		return
	}
	for _, m := range includeMark.FindAllStringIndex(src, -1) {
		if plain[m[0]] == 0 || src[m[0]] == '-' { // amid text, the former is a template tag already
			out.feature(Include, m[0])
		}
	}
}
