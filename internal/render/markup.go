package render

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// In a comment, text that others wrote stands in code: GitHub makes no mention, image,
// link or HTML of what is in there, and there is nothing to escape but the end of it.

// code returns text as a code span, its fence longer than any in the text.
func code(s string) string {
	s = oneLine(s)
	if strings.TrimSpace(s) == "" {
		return "`(empty)`"
	}
	fence := strings.Repeat("`", 1+longestRun(s, '`'))
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// phrase returns a sentence as it stands when nothing in it can mean anything to GitHub,
// and as code otherwise.
func phrase(s string) string {
	const harmless = ` ,.;:'"()=/%_-→`
	s = oneLine(s)
	isHarmful := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(harmless, r)
	}
	if strings.ContainsFunc(s, isHarmful) || linked.MatchString(s) {
		return code(s)
	}
	return s
}

// linked is what GitHub makes something of although it has no markup: addresses, emoji
// (some of which are images), issues and commits.
var linked = regexp.MustCompile(`(?i)//|www\.|:[\w+-]+:|\bgh-\d|\b[0-9a-f]{7,}\b`)

// fenced returns lines as a code block.
func fenced(language string, lines []string) string {
	longest := 2
	for i, line := range lines {
		lines[i] = disarm(strings.TrimRight(line, " "))
		longest = max(longest, longestRun(line, '`'))
	}
	fence := strings.Repeat("`", longest+1)
	return fence + language + "\n" + strings.Join(lines, "\n") + "\n" + fence + "\n"
}

// folded returns a block that opens at a click. The address in its title is HTML.
func folded(open bool, before, address, after, block string) string {
	tag := "<details>"
	if open {
		tag = "<details open>"
	}
	title := before + " <code>" + html.EscapeString(oneLine(address)) + "</code>" + after
	return tag + "\n<summary>" + title + "</summary>\n\n" + block + "\n</details>\n\n"
}

func longestRun(s string, c byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] == c {
			run++
		} else {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// clip shortens text to that many characters.
func clip(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
