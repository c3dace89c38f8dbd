package render

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// span is a stretch of two texts: context is in both, removed in the first, added in the second.
type span struct {
	sign sign
	text string
}

// wordPattern cuts a text into words, and single characters between them. Some scripts put no
// spaces between words.
var wordPattern = regexp.MustCompile(`[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]|[\p{L}\p{M}\p{Nd}]+|(?s:.)`)

// wordDiff returns what differs between two lines, word by word. ok is false when they have less
// than half in common: then the whole lines are the difference. What is added to a line in one place
// may be more than there was.
func wordDiff(before, after string) (spans []span, ok bool) {
	a, b := wordPattern.FindAllString(before, -1), wordPattern.FindAllString(after, -1)
	at, common := 0, len(before)
	for _, d := range lcs.DiffLines(a, b) {
		gone := strings.Join(a[d.Start:d.End], "")
		common -= len(gone)
		spans = append(spans, span{context, strings.Join(a[at:d.Start], "")}, span{removed, gone}, span{added, strings.Join(b[d.ReplStart:d.ReplEnd], "")})
		at = d.End
	}
	spans = append(spans, span{context, strings.Join(a[at:], "")})
	spans = joinedSpans(spans)
	isOneMore := len(spans) == 4 && common > 0 && common == min(len(before), len(after))
	return spans, isOneMore || 2*common >= max(len(before), len(after))
}

// joinedSpans puts differences together that only spaces keep apart: two phrases are easier to
// read than their words in turn.
func joinedSpans(spans []span) []span {
	all := spans[:1:1]
	for i := 1; i+2 < len(spans); i += 3 {
		gone, come, next := spans[i], spans[i+1], spans[i+2]
		if last := len(all) - 1; last > 1 && strings.TrimSpace(all[last].text) == "" {
			space := all[last].text
			all[last-2].text += space + gone.text
			all[last-1].text += space + come.text
			all[last] = next
		} else {
			all = append(all, gone, come, next)
		}
	}
	return all
}

// Marks of words that go and come, as git's own --word-diff has them: they need no colour.
var marks = map[sign][2]string{removed: {"[-", "-]"}, added: {"{+", "+}"}}

// marked returns both texts as one with marks around the differences, or one of them without the
// words of the other.
func marked(spans []span, without sign) string {
	var out strings.Builder
	for _, s := range spans {
		if s.text != "" && s.sign != without {
			out.WriteString(marks[s.sign][0] + s.text + marks[s.sign][1])
		}
	}
	return out.String()
}

// How many characters an outline keeps of a long text: around what differs, and of a text of
// which all differs. They are constants, so a log and each screen show the same words.
const (
	aroundWords = 50
	longestText = 160
)

// edit returns two short texts as one with marks around the differences, or one after the other if
// almost all differs.
func edit(before, after string) (text string, isMarked bool) {
	if before == after {
		return before, false
	}
	if spans, ok := wordDiff(before, after); ok {
		return marked(spans, none), true
	}
	return before + " -> " + after, false
}

// cutSpans leaves of what both texts have only the words beside a difference, and of a long
// difference its beginning and its end.
func cutSpans(spans []span) []span {
	cut := make([]span, len(spans))
	for i, s := range spans {
		before, after := aroundWords, aroundWords
		switch {
		case s.sign != context:
			before, after = longestText/2, longestText/2
		case i == 0:
			before = 0
		case i == len(spans)-1:
			after = 0
		}
		cut[i] = span{s.sign, cutMiddle(s.text, before, after)}
	}
	return cut
}

// cutMiddle leaves so many characters of the beginning and of the end of a text, in whole words.
func cutMiddle(text string, begin, end int) string {
	const dots = "…"
	runes := []rune(text)
	if len(runes) <= begin+end+2*utf8.RuneCountInString(dots) {
		return text
	}
	first, last := string(runes[:begin]), string(runes[len(runes)-end:])
	if i := strings.LastIndexByte(first, ' '); i > 0 {
		first = first[:i+1]
	}
	if i := strings.IndexByte(last, ' '); i >= 0 && i < len(last)-1 {
		last = last[i:]
	}
	return first + dots + last
}
