package markdown

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestComments(t *testing.T) {
	tests := map[string]struct{ src, want string }{
		"a line":                         {"x\n\n<!-- a -->\n\ny\n", "x\n\n\ny\n"},
		"several lines":                  {"x\n\n<!--\na\n\nb\n-->\n\ny\n", "x\n\n\ny\n"},
		"the first line":                 {"<!-- a -->\nx\n", "x\n"},
		"the last line":                  {"x\n<!-- a -->", "x\n"},
		"between paragraphs":             {"x\n<!-- a -->\n  <!-- b -->\ny\n", "x\n\ny\n"},
		"amid a line":                    {"x <!-- a --> y  <!-- b\nc --> z\n", "x  y   z\n"},
		"at the end of a line":           {"x  <!-- a --> \ny\n", "x\ny\n"},
		"at the beginning of a line":     {"<!-- a -->     x\n", "x\n"},
		"two on a line":                  {"x\n\n%% b %% <!-- a -->\n\ny\n", "x\n\n\ny\n"},
		"a line of a paragraph":          {"x\n      <!-- a -->\ny\n", "x\ny\n"},
		"quote":                          {"> x\n> <!-- a\n> b -->\n> y\n", "> x\n>\n> y\n"},
		"list":                           {"- <!-- a -->\n- b <!-- c -->\n", "-\n- b\n"},
		"inside of HTML":                 {"<div>\n<!-- a --><b title=\"<!-- c -->\">x</b>\n</div>\n", "<div>\n<b title=\"<!-- c -->\">x</b>\n</div>\n"},
		"inside of a tag without end":    {"<div title=\"x>\n<!-- a -->\n</div>\n", "<div title=\"x>\n\n</div>\n"},
		"two dashes":                     {"x <!-- a -- b ---> y\n", "x  y\n"},
		"around code":                    {"<!--\n```\na\n```\n-->\nx\n", "x\n"},
		"code":                           {"`<!-- a -->` `%% b %%`\n\n    <!-- c -->\n\n```\n%% d %%\n<!-- e -->\n```\n", "`<!-- a -->` `%% b %%`\n\n    <!-- c -->\n\n```\n%% d %%\n<!-- e -->\n```\n"},
		"script":                         {"<script>\n// <!-- a -->\n</script>\n", "<script>\n// <!-- a -->\n</script>\n"},
		"escaped":                        {"\\<!-- a --> \\%% b %%\n", "\\<!-- a --> \\%% b %%\n"},
		"address":                        {"[a](<x%%y %%>) <https://x.org/%%a%%>\n", "[a](<x%%y %%>) <https://x.org/%%a%%>\n"},
		"empty":                          {"- a\n\n<!-- -->\n\n- b\n", "- a\n\n<!-- -->\n\n- b\n"},
		"percents":                       {"x\n\n%% a %%\n\ny %%b%% z %%c%%\n", "x\n\n\ny  z\n"},
		"percents on lines of their own": {"x\n\n%%\n- a\n\n# b\n%%\n\ny\n", "x\n\n\ny\n"},
		"percents around each other":     {"%% a <!-- b %% --> x %% y\n", "y\n"},
		"percents that are text":         {"100%% of 50%% and \"%%d\" to \"%%s\" %%%% x %%% y\n", "100%% of 50%% and \"%%d\" to \"%%s\" %%%% x %%% y\n"},
		"percents in two paragraphs":     {"a %% b\n\nc %% d\n", "a %% b\n\nc %% d\n"},
		"MDX":                            {"x\n\n{/* a */}\n\ny {/* b\nc */} z\n", "x\n\n\ny  z\n"},
		"MDX around blank lines":         {"x\n\n{/*\na\n\n# b\n*/}\n\ny\n", "x\n\n\ny\n"},
		"MDX in code":                    {"`{/* a */}` \\{/* b */}\n\n    {/* c */}\n", "`{/* a */}` \\{/* b */}\n\n    {/* c */}\n"},
		"a definition":                   {"x\n\n[//]: # (a b)\n[comment]: <> (c\nd)\n\n[//]: # \"e\"\ny\n", "x\n\n\ny\n"},
		"a definition amid a paragraph":  {"x\n[//]: # (a)\ny\n", "x\n\ny\n"},
		"a definition in a quote":        {"> x\n>\n> [//]: # (a)\n", "> x\n>\n>\n"},
		"a definition in code":           {"```\n[//]: # (a)\n```\n", "```\n[//]: # (a)\n```\n"},
		"a definition that is one":       {"[top] [//](x)\n\n[top]: # (Up)\n", "[top] [//](x)\n\n[top]: # (Up)\n"},
		"MDX with spaces":                {"x { /* a */ } y {\n/* b */\n} z {/* c */ }\n\na { /* b\n", "x  y  z\n\na { /* b\n"},
		"MDX with spaces, escaped":       {"\\{ /* a */ }\n", "\\{ /* a */ }\n"},
		"a definition with brackets":     {"x\n\n[//]: # (see (b) x)\n\ny\n", "x\n\n\ny\n"},
		"a definition with brackets, on": {"x\n\n[//]: # (see (b)\nc) d\n\ny\n", "x\n\n\ny\n"},
		"a definition with a tail":       {"[//]: # (x) y\n[//]: # \"x\" y\n[//]: # a\n[//]: a\nz\n", "z\n"},
		"a definition on several lines":  {"[//]: #\n(a)\n\n[//]: # \"b\nc\"\n\n[//]: # 'd\ne'\nz\n\n[//]: # (f\n\ng\n", "\n\nz\n\n\ng\n"},
		"a definition in capitals":       {"[Comment]: # (x)\n[COMMENT]: <> (y)\nz\n", "z\n"},
		"a link to a definition":         {"[comment]\n\n[comment]: #a\n", "[comment]\n\n[comment]: #a\n"},
		"percents in HTML":               {"<div>\n%% a %%\n</div>\n\n<p>x %% b %% y</p>\n", "<div>\n\n</div>\n\n<p>x  y</p>\n"},
		"percents around HTML":           {"<div>\n%% a\n\nb %%\n</div>\n", "<div>\n\n</div>\n"},
		"MDX in HTML":                    {"> <div>{/* a\n> b */}</div>\n", "> <div></div>\n"},
		"a definition in HTML":           {"<div>\n[//]: # (a)\n</div>\n", "<div>\n\n</div>\n"},
		"code in HTML":                   {"<div title=\"%% a %%\">\n<code>%% b %%</code> <pre>{/* c */}</pre>\n<script>{/* d */}</script> \\%% e %%\n</div>\n", "<div title=\"%% a %%\">\n<code>%% b %%</code> <pre>{/* c */}</pre>\n<script>{/* d */}</script> \\%% e %%\n</div>\n"},
		"letters of several bytes":       {"ä%%ö%% %% ü %%ä\n", "ä%%ö%% %% ü %%ä\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, withoutComments(tt.src)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func withoutComments(src string) string {
	var out strings.Builder
	done := 0
	for _, c := range Parse(src).Comments() {
		if !c.Open {
			out.WriteString(src[done:c.Start])
			done = c.End
		}
	}
	return out.String() + src[done:]
}

func TestCommentsThatNothingEnds(t *testing.T) {
	for src, want := range map[string][]Comment{
		"ä <!-- a\n\nb -->\n":             {{Start: 3, End: 7, Open: true, Line: 1, Col: 3}},
		"x\n\n<!-- a\n\nb\n":              {{Start: 3, End: 7, Open: true, Line: 3, Col: 1}},
		"> <!-- a\n\nb -->\n":             {{Start: 2, End: 6, Open: true, Line: 1, Col: 3}},
		"%% a\n\nb `%%`\n":                {{Start: 0, End: 2, Open: true, Line: 1, Col: 1}},
		"%%time\n\n%%bash\n":              {{Start: 0, End: 2, Open: true, Line: 1, Col: 1}},
		"| <!-- a | b --> |\n|---|---|\n": {{Start: 2, End: 6, Open: true, Line: 1, Col: 3}},
	} {
		if diff := cmp.Diff(want, Parse(src).Comments()); diff != "" {
			t.Errorf("%q: %s", src, diff)
		}
	}
}

// FuzzComments: what goes out is in order, and holds a comment.
func FuzzComments(f *testing.F) {
	addSeeds(f)
	for _, seed := range []string{"x <!-- a --> y\n\n%% b %%\n", "> <!-- a\n> b -->\n- %%\n%%\n<div>\n<!-- c --></div>", "<!-- %% --> %% <!-- %%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		end := 0
		for _, c := range Parse(src).Comments() {
			if c.Start < end || c.End <= c.Start || c.End > len(src) {
				t.Fatalf("%+v begins before byte %d, or leaves the source", c, end)
			}
			if text := src[c.Start:c.End]; !strings.Contains(text, "<!--") && !strings.Contains(text, "%%") && !strings.Contains(text, "/*") && !strings.Contains(text, "]:") {
				t.Errorf("%q is no comment", text)
			}
			end = c.End
		}
	})
}
