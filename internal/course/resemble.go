package course

import (
	"strings"
	"unicode"
)

// Resembles reports whether two texts have the same letters and digits in the same order:
// what is left when a server has tidied Markdown. It is weaker than Same, and only ever
// decides whether a write whose answer was lost has arrived.
func Resembles(a, b Value) bool {
	x, y := letters(a), letters(b)
	return x != "" && x == y
}

// Likeness is a digest of a text for Resembles: equal for two texts that resemble each
// other. The state keeps it to recognise a text after a server has tidied it.
func Likeness(v Value) Digest {
	if v == nil {
		v = Null{}
	}
	if text := letters(v); text != "" {
		return DigestOf(Text(text))
	}
	return DigestOf(v)
}

func letters(v Value) string {
	text := Fields{Content: v}.Text(Content)
	return strings.Map(func(r rune) rune {
		if isLettering(r) {
			return r
		}
		return -1
	}, text)
}

// isLettering reports whether Resembles looks at a character.
func isLettering(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
