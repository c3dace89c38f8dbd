package markdown

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFeaturesAreReportedWhereTheyAreUsed(t *testing.T) {
	src := `# Häading <br> and <b>bold</b>

ä [[wiki]] ![[embed.png]] [[no]](wiki)[^1] \[^2] ` + "`[[code]] [^code]`" + `

![](a) ![ ](b) ![c](d) <img src=e> <img alt="" src=f>

| ä | b |
|---|---|
| x | ~~y~~ |

- [ ] open
- [x] done

> <div>
> <img src=x>
> </div>

[^1]: note
`
	want := []Feature{
		{RawHTML, 1, 11}, {RawHTML, 1, 20},
		{WikiLink, 3, 3}, {WikiLink, 3, 12}, {Footnote, 3, 39},
		{ImageWithoutAlt, 5, 1}, {ImageWithoutAlt, 5, 8},
		{RawHTML, 5, 24}, {ImageWithoutAlt, 5, 24}, {RawHTML, 5, 36},
		{Table, 7, 3}, {Strikethrough, 9, 7},
		{TaskList, 11, 3}, {TaskList, 12, 3},
		{RawHTML, 14, 3}, {ImageWithoutAlt, 15, 3},
		{Footnote, 18, 1},
	}
	if diff := cmp.Diff(want, Parse(src).Features()); diff != "" {
		t.Error(diff)
	}
}

func TestTemplateTagsAreFeaturesWhereTheyAreText(t *testing.T) {
	src := "{% include a.html %} and ![x]({{ site.url }}/a.png)\n\n{: .note }\n`{{ code }}` {{{ three }}} {{\n\n    {{ block }}\n"
	want := []Feature{{TemplateTag, 1, 1}, {TemplateTag, 1, 31}, {AttributeList, 3, 1}, {TemplateTag, 4, 14}}
	if diff := cmp.Diff(want, Parse(src).Features()); diff != "" {
		t.Error(diff)
	}
}

func TestASpaceInADestinationIsReported(t *testing.T) {
	src := "See ![x](my pic.png), [y](a b.md), [z](<c d.md>), [q](e.md \"title\"), and f](not this)\n\n`[w](g h.md)`\n"
	want := []Feature{{SpacedDestination, 1, 10}, {SpacedDestination, 1, 27}}
	if diff := cmp.Diff(want, Parse(src).Features()); diff != "" {
		t.Error(diff)
	}
}

func TestPlainMarkdownHasNoFeatures(t *testing.T) {
	src := "# A\n\n*b* **c** `d` [e](f) ![g](h)\n\n- i\n\n1. j\n\n> k\n\n```go\nl\n```\n\n---\n\n[m]\n\n[m]: n\n"
	if got := Parse(src).Features(); len(got) > 0 {
		t.Errorf("features: %+v", got)
	}
}

func TestPositionsOnLongLinesCountRunes(t *testing.T) {
	src := "a\n" + strings.Repeat("ä", 1000) + " ![](x)"
	want := []Feature{{ImageWithoutAlt, 2, 1002}}
	if diff := cmp.Diff(want, Parse(src).Features()); diff != "" {
		t.Error(diff)
	}
}

// otherPrograms are texts with what other programs read in them.
var otherPrograms = map[string][]Feature{
	"![a](x.png =100x)\n":                       {{ImageSize, 1, 1}},
	"## A {#id}\n\nx {: .c } {.d}\n":            {{AttributeList, 1, 6}, {AttributeList, 3, 3}, {AttributeList, 3, 11}},
	"## A[[an-id]]\n":                           {{AttributeList, 1, 5}},
	"[x][y] [z][q]\n\n[q]: w\n":                 {{UndefinedReference, 1, 1}},
	"![a](a (1).png)\n":                         {{SpacedDestination, 1, 6}},
	"![a] (x.png) [b] (c.md) [d] (not e)\n":     {{TornLink, 1, 1}, {TornLink, 1, 14}},
	"(a)[x.md] (b)[1]\n":                        {{SwappedLink, 1, 1}},
	"#Title\n\n#tag\n\n##x\n":                   {{GluedHeading, 1, 1}, {GluedHeading, 5, 1}},
	"#Title\n":                                  {{GluedHeading, 1, 1}},
	"!!! note\n\n:::tip\n\n> [!NOTE]\n> x\n":    {{Admonition, 1, 1}, {Admonition, 3, 1}, {Admonition, 5, 1}},
	"a ==b c== d == e == f\n":                   {{Highlight, 1, 3}},
	"[TOC]\n":                                   {{ContentsMark, 1, 1}},
	"import A from 'b'\n":                       {{MDX, 1, 1}},
	"x $$a {{b}}$$ {{ c }}\n":                   {{Math, 1, 3}, {TemplateTag, 1, 15}},
	"$x_{{i}}$\n":                               nil,
	"```mermaid\na\n```\n\n```{note}\nb\n```\n": {{Directive, 1, 4}, {Directive, 5, 4}},
	"```rs\n{{#include a.rs}}\n```\n":           {{Include, 2, 1}},
	"a\n-:\nb\n":                                {{Table, 1, 1}},
	"--8<-- \"a\"\n":                            {{Include, 1, 1}},
	"{doc}`a`\n":                                {{Role, 1, 1}},
	"![a](x.png =100%x*) ![b](x.png =50%) ![c](x.png =y)\n":                               {{ImageSize, 1, 1}, {ImageSize, 1, 21}},
	"![a](x.png){width=50%} [b](c.md){ target=_blank}\n":                                  {{AttributeList, 1, 12}, {AttributeList, 1, 33}},
	"![a](x.png\n\n![b](x.png and so on\nand on\n":                                        {{UnclosedLink, 1, 1}, {UnclosedLink, 3, 1}},
	"[a](b.md\n\n[c](d.md\n\"e\") f[i](a,\n":                                              {{UnclosedLink, 1, 1}},
	"a^[note] b^[c](d.md) ^[e][f]\n\n[f]: g\n":                                            {{Footnote, 1, 2}},
	"{props.name} and {children}, {frontMatter.title}\n":                                  {{MDX, 1, 1}, {MDX, 1, 18}, {MDX, 1, 30}},
	"{a} {n=1} \\frac{ab.cd}{b} \\sum_{n=1} {{a.bc}} {i.e} {name} {fs.Stats}":             {{TemplateTag, 1, 38}},
	"$x^{ab.cd}$ `{props.name}` f{ab.cd} {1.5} {see this.} \\{ab.cd}\n\n    {children}\n": nil,
	"`==a== {#b} $$c$$ {doc}`\n\n    #Title\n\n```\n!!! note\n:::tip\n[x][y]\n```\n":      nil,
}

func TestWhatOtherProgramsReadIsReported(t *testing.T) {
	for src, want := range otherPrograms {
		if diff := cmp.Diff(want, Parse(src).Features()); diff != "" {
			t.Errorf("%q: %s", src, diff)
		}
	}
}
