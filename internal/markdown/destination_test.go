package markdown

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// marked reads a source where «» mark the destinations that must be found, in order.
func marked(s string) (src string, spans []Span) {
	for {
		before, rest, ok := strings.Cut(s, "«")
		src += before
		if !ok {
			return src, spans
		}
		inside, after, _ := strings.Cut(rest, "»")
		spans = append(spans, Span{len(src), len(src) + len(inside)})
		src += inside
		s = after
	}
}

func spansOf(destinations []Destination) (spans []Span) {
	for _, d := range destinations {
		spans = append(spans, Span{d.Start, d.End})
	}
	return spans
}

func valuesOf(destinations []Destination) (values []string) {
	for _, d := range destinations {
		values = append(values, d.Value)
	}
	return values
}

// without returns src without spans.
func without(src string, spans []Span) string {
	var out strings.Builder
	done := 0
	for _, s := range spans {
		out.WriteString(src[done:s.Start])
		done = s.End
	}
	return out.String() + src[done:]
}

func TestDestinationsAreFoundByByteRange(t *testing.T) {
	tests := map[string]struct {
		src    string // «» around each destination
		values []string
	}{
		"link":                         {"see [a](«b.md»)", []string{"b.md"}},
		"image":                        {"![a](«b.png»)", []string{"b.png"}},
		"text that equals destination": {"[b.md](«b.md» 'b.md')", []string{"b.md"}},
		"empty":                        {"[a](«») [b](<«»>) [c]( «»)", []string{"", "", ""}},
		"angle brackets":               {"[a](<«my file.md»>)", []string{"my file.md"}},
		"parentheses":                  {"[a](«b(c(d)).md»)", []string{"b(c(d)).md"}},
		"escapes":                      {`[a](«b\)\*c\d») [a](<«b\>c»>)`, []string{`b)*c\d`, "b>c"}},
		"entities":                     {"[a](«b&amp;c&#41;&#x28;&auml;&copy&unknown;»)", []string{"b&c)(ä&copy&unknown;"}},
		"an escape is read once":       {`[a](«b\&amp;&amp;copy;»)`, []string{"b&amp;&copy;"}},
		"percent stays":                {"[a](«my%20file.md»)", []string{"my%20file.md"}},
		"titles":                       {"[a](«b» \"t\") [a](«b» 't') [a](«b» (t))", []string{"b", "b", "b"}},
		"title over two lines":         {"[a](«b» 'one\ntwo')", []string{"b"}},
		"spaces around":                {"[a](  «b»\t )", []string{"b"}},
		"on the next line":             {"[a](\n  «b»\n'title')", []string{"b"}},
		"image in link":                {"[![a](«b.png»)](«c.md»)", []string{"b.png", "c.md"}},
		"image in image":               {"![x ![a](«b»)](«c»)", []string{"b", "c"}},
		"link in image":                {"![x [a](«b»)](«c»)", []string{"b", "c"}},
		"no link in a link":            {"[x [a](«b»)](c)", []string{"b"}},
		"code in the text":             {"[`](x)` a](«b»)", []string{"b"}},
		"unicode":                      {"[ä](«ö/日本.md»)", []string{"ö/日本.md"}},

		"CRLF":          {"# h\r\n\r\n[a](«b»)\r\n[c](\r\n«d»)\r\n", []string{"b", "d"}},
		"tab before":    {"-\t[a](«b»)\n\n\t[c](«d»)", []string{"b", "d"}},
		"quote":         {"> [a](«b»)\n> > [c](\n> > «d»)", []string{"b", "d"}},
		"lazy quote":    {"> [a](\n«b»)", []string{"b"}},
		"list":          {"1. [a](«b»)\n   - [c](«d»)\n     e ![f](«g»)", []string{"b", "d", "g"}},
		"heading":       {"# [a](«b»)\n\n[c](«d»)\n===", []string{"b", "d"}},
		"emphasis":      {"**[a](«b»)** _[c](«d»)_ ~~[e](«f»)~~", []string{"b", "d", "f"}},
		"table":         {"| [a](«b») |\n|---|\n| ![c](«d\\|e») | x |", []string{"b", "d|e"}},
		"hard break":    {"[a](«b»)  \n[c](«d»)\\\ne", []string{"b", "d"}},
		"after a quote": {"> a\n\n[a](«b»)", []string{"b"}},

		"reference":                  {"[a][r]\n\n[r]: «b»", []string{"b"}},
		"reference first":            {"[r]: «b»\n\n[a][r]", []string{"b"}},
		"references come in order":   {"[r]: «b»\n[s]: <«c d»> 't'\n\n[s] [r] [e](«f»)", []string{"b", "c d", "f"}},
		"unused reference":           {"[r]: «b»", []string{"b"}},
		"repeated reference":         {"[r]: «b»\n[R]: «c»\n\n[r]", []string{"b", "c"}},
		"reference with title":       {"[r]: «b» \"t\"\n[s]: «c»\n  (t)\n", []string{"b", "c"}},
		"reference on next line":     {"[r]:\n   «b»\n", []string{"b"}},
		"reference in quote":         {"> [r]:\n> «b»\n> 't'\n\n[r]", []string{"b"}},
		"reference in list":          {"- [r]: <«b c»>\n\n  [s]: «d»", []string{"b c", "d"}},
		"label that equals its link": {"[b]: «b»\n\n[b]", []string{"b"}},
		"label over two lines":       {"[a\nb]: «c»\n\n[a b]", []string{"c"}},
		"escaped label":              {"[a\\]]: «c»\n\n[a\\]]", []string{"c"}},

		"autolink":          {"<«https://x.org/a?b=1&amp;c»>", []string{"https://x.org/a?b=1&amp;c"}},
		"mail autolink":     {"<«a@x.org»> and «b@x.org».", []string{"a@x.org", "b@x.org"}},
		"bare address":      {"see «https://x.org/a», («www.x.org»)", []string{"https://x.org/a", "www.x.org"}},
		"address as text":   {"[https://x.org](«b»)", []string{"b"}},
		"autolink at start": {"«https://x.org»\n«www.x.org»", []string{"https://x.org", "www.x.org"}},

		"img":                {`a <img src="«b.png»" alt="x"> c`, []string{"b.png"}},
		"a":                  {`<a href='«b.md»'>x</a>`, []string{"b.md"}},
		"unquoted":           {`<a href=«b.md»>x</a> <IMG SRC=«b/»>`, []string{"b.md", "b/"}},
		"HTML block":         {"<div>\n<img\n alt='>'\n src=\"«b»\"/>\n<a href=«c»>\n</div>", []string{"b", "c"}},
		"HTML block, closed": {"<!-- <img src=a> --> <img src=«b»>\n", []string{"b"}},
		"HTML in quote":      {"> <p><img\n> src='«b»'>\n", []string{"b"}},
		"HTML in list":       {"- <p>\n  <img src='«b»'>\n", []string{"b"}},
		"HTML in table":      {"| a |\n|---|\n| <img src=\"«b\\|c»\"> |", []string{"b|c"}},
		"HTML entities":      {`<a href="«?a=1&amp;b=2&copy=3&copy;&lt»">x</a>`, []string{"?a=1&b=2&copy=3©<"}},
		"first attribute":    {`x <img data-src="a" src="«b»" src="c">`, []string{"b"}},
		"no attribute":       {`x <img> <img src> <a href alt=b></a> <a name="b">c</a> <img alt=" src='d' ">`, nil},
		"other elements":     {`x <video src="«a»" poster=«b»></video> <link href="«c»"> <source srcset="«d» 1x,, «e»"> <p data="f">`, []string{"a", "b", "c", "d", "e"}},
		"after a comment":    {"x <!-- <img src=a> --> <img src=«b»>", []string{"b"}},
		"after a script":     {"<div><script>'<img src=a>'</script><img src=«b»></div>", []string{"b"}},
		"inside pre":         {"x <pre><img src=a></pre> <img src=«b»>", []string{"b"}},
		"Markdown in a":      {`<a href="«b»">![c](«d»)</a>`, []string{"b", "d"}},

		"code span":       {"`[a](b)` ``<img src=`b`>`` `<https://x.org>`", nil},
		"fence":           {"```\n[a](b)\n<img src=b>\n[r]: b\n```\n~~~md\n![a](b)\n", nil},
		"indented code":   {"    [a](b)\n\n\t[r]: b\n\n[c](«d»)", []string{"d"}},
		"escaped":         {`\[a](b) \<a@x.org> !\[a](b)`, nil},
		"script":          {"<script>\nvar a = '<img src=b>'\n</script>\n", nil},
		"pre block":       {"<pre>\n<img src=b>\n\n[a](b)\n</pre>\n[c](«d»)", []string{"d"}},
		"comment block":   {"<!--\n[a](b)\n\n<img src=b>\n-->\n", nil},
		"unfinished tag":  {"<div>\n<img src=b\n", nil},
		"space inside":    {"[a](my file.md)", nil},
		"no definition":   {"[a][b] [c] [d][]", nil},
		"wiki link":       {"[[a]] ![[b.png]]", nil},
		"footnote":        {"a[^1]\n\n[^1]: b\n", nil},
		"not even a link": {"[a] (b) [c]\n(d)", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			src, want := marked(tt.src)
			d := Parse(src)
			if diff := cmp.Diff(want, spansOf(d.Destinations())); diff != "" {
				t.Errorf("ranges (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.values, valuesOf(d.Destinations())); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
			if len(d.Unlocated()) > 0 {
				t.Errorf("unlocated: %+v", d.Unlocated())
			}
		})
	}
}

func TestUnlinkLeavesTheText(t *testing.T) {
	tests := map[string]struct{ src, want string }{
		"link":                {"a [b](c 't') d", "a b d"},
		"markup in the text":  {"[**b** `c`](d)", "**b** `c`"},
		"image in the text":   {"[![b](c)](d)", "b"},
		"over lines":          {"> [b](\n> c) d", "> b d"},
		"autolink":            {"<https://x.org>", "https://x.org"},
		"bare address":        {"https://x.org", "https://x.org"},
		"image":               {"a! ![b *c*](d 't') ![](e)", "a! b *c* "},
		"img":                 {`<img class="x" alt="b c" src="d"> <img src=e alt=f> <img src="g">`, "b c f "},
		"a":                   {`b <a class="x" href="c">*d*</a> e`, "b *d* e"},
		"a, never closed":     {`b <a href="c">d`, "b d"},
		"a after a":           {`<a href="c">d <a name="e">f</a>`, `d <a name="e">f</a>`},
		"reference":           {"[a][r], [R][], [r]\n\n[r]: b 't'\nc\n", "a, R, r\n\nc\n"},
		"reference, indented": {"- [r]\n\n  [r]:\n  b\n- c\n", "- r\n\n- c\n"},
		"reference in quote":  {"> [r]: b\r\n> c [r]\r\n", "> \r\n> c r\r\n"},
		"image's reference":   {"![a][r] [c][r] ![r]\n\n[r]: b\n", "a c r\n\n"},
		"unused reference":    {"a\n\n[r]: b", "a\n\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var spans []Span
			for _, d := range Parse(tt.src).Destinations() {
				spans = append(spans, d.Unlink...)
			}
			slices.SortFunc(spans, func(a, b Span) int { return a.Start - b.Start })
			if diff := cmp.Diff(tt.want, without(tt.src, spans)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDestinationsSayWhatTheyBelongTo(t *testing.T) {
	type kind struct {
		Form      Form
		Image     bool
		Line, Col int
	}
	src := "[ä *b*\n`c`&amp;](x) ![é **f**](x)\n" +
		"[![g](x)](x)\n\n" +
		"<a href=x>h</a> <img alt='i&gt;' src=x> <https://x.org>\n\n" +
		"[j][r] ![k][r] ![l][s]\n\n" +
		"[r]: x\n[s]: x\n"
	want := []kind{
		{Inline, false, 2, 11},
		{Inline, true, 2, 25},
		{Inline, true, 3, 7},
		{Inline, false, 3, 11},
		{Attribute, false, 5, 9},
		{Attribute, true, 5, 38},
		{Autolink, false, 5, 42},
		{Reference, false, 9, 6},
		{Reference, true, 10, 6},
	}
	var got []kind
	for _, d := range Parse(src).Destinations() {
		got = append(got, kind{d.Form, d.Image, d.Line, d.Col})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnAttributeWithAQuoteMarkInsideIsReportedNotGuessed(t *testing.T) {
	d := Parse("> a <img src=\"b\n> c\">\n")
	want := []Unlocated{{Value: "b\nc", Image: true, Line: 1, Col: 5}}
	if diff := cmp.Diff(want, d.Unlocated()); diff != "" {
		t.Error(diff)
	}
	if len(d.Destinations()) > 0 {
		t.Errorf("destinations: %+v", d.Destinations())
	}
}
