package markdown

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// to returns a replacement that gives every destination the same value.
func to(value string) func(Destination) (string, bool) {
	return func(Destination) (string, bool) { return value, true }
}

func TestReplaceWritesADestinationAsItsPlaceNeedsIt(t *testing.T) {
	tests := map[string]struct{ src, value, want string }{
		"plain":                   {"[a](b)", "c.md", "[a](c.md)"},
		"address":                 {"![a](b.png 't')", "https://x.org/?a=1&b=2#c", "![a](https://x.org/?a=1&b=2#c 't')"},
		"space":                   {"[a](b)", "c d", "[a](<c d>)"},
		"space, in brackets":      {"[a](<b>)", "c d", "[a](<c d>)"},
		"empty":                   {"[a](b)\n\n[r]: b", "", "[a](<>)\n\n[r]: <>"},
		"was empty":               {"[a]() [a](<>)", "b", "[a](b) [a](<b>)"},
		"paired parentheses":      {"[a](b)", "c(d)", "[a](c(d))"},
		"single parenthesis":      {"[a](b)", ")c(", `[a](\)c\()`},
		"backslash":               {"[a](b)", `c\d\_\`, `[a](c\d\\_\\)`},
		"entity":                  {"[a](b)", "?a&copy;&b", "[a](?a&amp;copy;&amp;b)"},
		"what may end other code": {"`[a](b)", "<c>`", "`[a](&lt;c&gt;&#96;)"},
		"line break":              {"[a](b)", "c\r\nd\x00", "[a](c%0D%0Ad%00)"},
		"table":                   {"|[a](b)|<img src=b>|\n|-|-|", "c|d", `|[a](c\|d)|<img src=c&#124;d>|` + "\n|-|-|"},
		"no table":                {"[a](b)", "c|d", "[a](c|d)"},
		"double quotes":           {`<img src="b">`, `'c"&amp;>`, `<img src="'c&quot;&amp;amp;&gt;">`},
		"single quotes":           {`<img src='b'>`, `'c"`, `<img src='&#39;c"'>`},
		"no quotes":               {`<img src=b>`, "c", `<img src=c>`},
		"quotes needed":           {`<img src=b>`, `c "d`, `<img src="c &quot;d">`},
		"query in HTML":           {`<a href="b">`, "?a=1&copy=2&b", `<a href="?a=1&copy=2&b">`},
		"autolink":                {"<https://x.org>", "https://y.org", "<https://y.org>"},
		"bare address":            {"see https://x.org.", "https://y.org", "see https://y.org."},
		"no autolink":             {"<https://x.org> https://x.org", "images/a.png", "<https://x.org> https://x.org"},
		"no bare address":         {"<https://x.org> https://x.org", "mailto:a", "<mailto:a> https://x.org"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Parse(tt.src).Replace(to(tt.value))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReplaceKeepsWhatItIsNotGivenAnythingFor(t *testing.T) {
	src := "[a](b\\_c) [d](e)"
	got := Parse(src).Replace(func(d Destination) (string, bool) {
		return "x", d.Value == "e"
	})
	if want := "[a](b\\_c) [d](x)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
