package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sanitize returns text of an unknown author so a terminal and the log of a CI runner show
// it and do not obey it. Characters that control a terminal, reorder a line or cannot be
// seen are spelled out, as in \x1b or \u202e; line breaks and tabs stay. No line begins
// with "::", and "##[" is broken up: these are how runners take commands.
func Sanitize(s string) string {
	if isPlain(s) {
		return s
	}
	lines := strings.Split(spell(s), "\n")
	for i, line := range lines {
		lines[i] = disarm(line)
	}
	return strings.Join(lines, "\n")
}

// isPlain reports text that Sanitize has nothing to do with, which is nearly all text.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c == ':' || c == '#' || c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

// OneLine is Sanitize for text that has to stay on its line.
func OneLine(s string) string {
	return strings.NewReplacer("\n", `\n`, "\t", `\t`).Replace(Sanitize(s))
}

// quote is OneLine in quotation marks.
func quote(s string) string {
	return `"` + strings.ReplaceAll(OneLine(s), `"`, `\"`) + `"`
}

// disarm breaks up what a runner would take for a command, also after spaces of any script.
func disarm(line string) string {
	line = strings.ReplaceAll(line, "##[", `##\[`)
	if trimmed := strings.TrimLeftFunc(line, unicode.IsSpace); strings.HasPrefix(trimmed, "::") {
		return line[:len(line)-len(trimmed)] + `\` + trimmed
	}
	return line
}

// spell writes out every character that is not simply shown.
func spell(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1, r < utf8.RuneSelf && isHidden(r):
			fmt.Fprintf(&out, `\x%02x`, s[i])
		case isHidden(r) && r > 0xffff:
			fmt.Fprintf(&out, `\U%08x`, r)
		case isHidden(r):
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteString(s[i : i+size])
		}
		i += size
	}
	return out.String()
}

// isHidden reports characters that act on the text around them, or are invisible.
// The two joiners stay: emoji and some scripts cannot be written without them.
func isHidden(r rune) bool {
	const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'
	switch {
	case r == '\n', r == '\t', r == zeroWidthNonJoiner, r == zeroWidthJoiner:
		return false
	case r < utf8.RuneSelf:
		return r < ' ' || r == 0x7f
	}
	return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point) ||
		unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
