package markdown_test

import (
	"testing"

	"whopsync/internal/markdown"
)

func TestTextsThatReadEqualHaveOneMeaning(t *testing.T) {
	for a, b := range map[string]string{
		"* one\n* two\n":              "- one\n\n- two",
		"A _wrapped_\nline.":          "A *wrapped* line.\n",
		"[a][l]\n\n[l]: https://x.ex": "[a](https://x.ex)",
		"Title\n=====\n":              "# Title",
	} {
		if markdown.Meaning(a) != markdown.Meaning(b) {
			t.Errorf("%q and %q read differently", a, b)
		}
	}
	for a, b := range map[string]string{
		"*a*": "**a**", "1. a": "2. a", "<b>a</b>": "<i>a</i>", "a\\\nb": "a\nb", "```\na\n```": "```\nb\n```", "    a  b": "    a b",
	} {
		if markdown.Meaning(a) == markdown.Meaning(b) {
			t.Errorf("%q and %q read equal", a, b)
		}
	}
}
