package pull

import (
	"regexp"
	"strings"
)

// hardBreak is a line break that is meant, and no mere wrapping.
var hardBreak = regexp.MustCompile("(?m)(\\\\|  )$|^[ >]*(\\||```|~~~)")

// blockWord is a word that begins something else than a part of a paragraph where it begins a line.
var blockWord = regexp.MustCompile(`^(?:[-+*#>=|]|\d{1,9}[.)]$)`)

// wrapped breaks the lines of a text where another text with the same words has its breaks.
func wrapped(text, like string) string {
	body := strings.TrimLeft(text, " \t")
	lead := text[:len(text)-len(body)]
	words := strings.Fields(body)
	if strings.Contains(body, "\n") || !strings.Contains(like, "\n") || strings.Join(words, " ") != body || hardBreak.MatchString(like) {
		return text
	}
	own := strings.Fields(like)
	breaks := make([]string, len(own)) // before each word
	at := 0
	for i, word := range own {
		length := strings.Index(like[at:], word)
		breaks[i] = like[at : at+length]
		at += length + len(word)
	}
	var out strings.Builder
	out.WriteString(lead)
	pair := pairsOf(words, own)
	for i, word := range words {
		before := pair[i] // the author's word that a line break may stand before
		if i > 0 && before < 0 && pair[i-1] >= 0 {
			before = pair[i-1] + 1
		}
		switch {
		case i == 0:
		case before > 0 && before < len(own) && strings.Contains(breaks[before], "\n") && !blockWord.MatchString(word):
			out.WriteString(breaks[before])
		default:
			out.WriteString(" ")
		}
		out.WriteString(word)
	}
	return out.String()
}
