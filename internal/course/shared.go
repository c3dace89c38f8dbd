package course

import (
	"encoding/json"
	"slices"
	"strings"
)

// Differing returns from which files a body has shared parts that a text on Whop does not have, each once. They are
// compared by their letters and digits, without the destinations in them. Of rich text, nothing is said.
func (b Body) Differing(live Value) (files []string) {
	text, ok := live.(Text)
	if !ok || len(b.Shared) == 0 || len(text) > 0 && text[0] == '{' && json.Valid([]byte(text)) {
		return nil
	}
	shown := letteringOf(string(text)).letters
	for _, s := range b.Shared {
		if !slices.Contains(files, s.From) && !b.has(s.Span, shown) {
			files = append(files, s.From)
		}
	}
	return files
}

// has reports whether letters hold those of a part of the text, between its destinations.
func (b Body) has(part Span, letters string) bool {
	at := part.Start
	for _, ref := range append(slices.Clone(b.Refs), Ref{Span: Span{part.End, part.End}}) {
		if ref.Start < at || ref.Start > part.End {
			continue
		}
		if !strings.Contains(letters, letteringOf(b.Text[at:ref.Start]).letters) {
			return false
		}
		at = ref.End
	}
	return true
}
