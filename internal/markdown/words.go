package markdown

import (
	"strings"
	"unicode"
)

// Words counts the words that a reader of the text sees: destinations are none, and in scripts
// without spaces between words each character is one.
func (d *Document) Words() int {
	text := d.Replace(func(Destination) (string, bool) { return "", true })
	n := 0
	for field := range strings.FieldsSeq(text) {
		inWord := false
		for _, r := range field {
			switch {
			case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
				n, inWord = n+1, false
			case !inWord && (unicode.IsLetter(r) || unicode.IsNumber(r)):
				n, inWord = n+1, true
			}
		}
	}
	return n
}
