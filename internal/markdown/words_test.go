package markdown_test

import (
	"testing"

	"whopsync/internal/markdown"
)

func TestWordsAreWhatAReaderSees(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "one two\n\nthree": 3, "# A heading": 2, "- [ ] done — *well-known* it's": 3,
		"[wedge it](../02%20wedging.md) and ![a bowl](images/a.png)": 5, "<https://example.com/a/b> here": 2,
		"陶土 and clay": 4, "12.5 kg": 2, "***": 0,
	} {
		if got := markdown.Parse(text).Words(); got != want {
			t.Errorf("%q has %d words, not %d", text, got, want)
		}
	}
}
