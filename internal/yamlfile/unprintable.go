package yamlfile

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Unprintable returns the first character of s that no reader sees and that could make
// a text look like another (or command a terminal): controls and bidirectional
// overrides. The joiners stay, some scripts and emoji cannot be written without.
func Unprintable(s, allowed string) (r rune, found bool) {
	for _, r := range s {
		const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'
		if r < utf8.RuneSelf && r >= ' ' && r != 0x7f || r == zeroWidthJoiner || r == zeroWidthNonJoiner {
			continue
		}
		if (unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)) && !strings.ContainsRune(allowed, r) {
			return r, true
		}
	}
	return 0, false
}

func Shorten(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
