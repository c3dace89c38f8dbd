package markdown

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHTML(t *testing.T) {
	tests := map[string]struct{ src, want string }{
		"table":         {"|a|\n|-|\n|b|", "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n"},
		"strikethrough": {"~~a~~", "<p><del>a</del></p>\n"},
		"anchors":       {"# Ä b\n\nÄ b\n---", "<h1 id=\"ä-b\">Ä b</h1>\n<h2 id=\"ä-b-1\">Ä b</h2>\n"},
		"raw HTML":      {"a <script>b</script>\n\n<img src=x onerror=y>", "<p>a <!-- raw HTML omitted -->b<!-- raw HTML omitted --></p>\n<!-- raw HTML omitted -->\n"},
		"unsafe link":   {"[a](javascript:b) ![c](vbscript:d) <javascript:e>", "<p><a href=\"\">a</a> <img src=\"\" alt=\"c\"> <a href=\"\">javascript:e</a></p>\n"},
		"escapes":       {"<\n&lt;b&gt; `<c>`", "<p>&lt;\n&lt;b&gt; <code>&lt;c&gt;</code></p>\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := HTML(tt.src)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
