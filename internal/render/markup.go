package render

import (
	"cmp"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"whopsync/internal/course"
)

// In a comment, text that others wrote stands in code: GitHub makes no mention, image,
// link or HTML of what is in there, and there is nothing to escape but the end of it.

// code returns text as a code span, its fence longer than any in the text.
func code(s string) string {
	s = OneLine(s)
	if strings.TrimSpace(s) == "" {
		return "`(empty)`"
	}
	ticks := fence(s, 1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return ticks + s + ticks
}

// phrase returns a sentence as it stands when nothing in it can mean anything to GitHub,
// and as code otherwise.
func phrase(s string) string {
	const harmless = ` ,.;:!'"()=/%_-→`
	s = OneLine(s)
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

// detailsBlock returns rows as a diff that opens at a click, in about as many bytes. The
// address in its title is HTML.
func detailsBlock(open bool, address course.Address, after string, rows []row, most int) string {
	tag := "<details>"
	if open {
		tag = "<details open>"
	}
	title := "<code>" + html.EscapeString(addressName(address)) + "</code>" + after
	diff := strings.Join(diffLines(rows, most), "\n")
	ticks := fence(diff, 3)
	return fmt.Sprintf("%s\n<summary>%s</summary>\n\n%sdiff\n%s\n%s\n\n</details>\n\n", tag, title, ticks, diff, ticks)
}

// diffLines puts the sign first, where GitHub looks for it to colour a line.
func diffLines(rows []row, most int) []string {
	var lines []string
	for i, r := range rows {
		line := r.text
		if r.form != hunk {
			line = diffSign(r.sign) + " " + strings.Repeat("  ", max(0, r.depth-fieldDepth)) + r.text
		}
		if most -= len(line); most < 0 {
			return append(lines, "  … and "+counted(len(rows)-i, "more line")+": see the plan in the log")
		}
		lines = append(lines, disarm(strings.TrimRight(line, " ")))
	}
	return lines
}

// diffSign is the sign of a change in GitHub's diff colours, which have none for a changed
// object but this.
func diffSign(s sign) string {
	if s == changed {
		return "!"
	}
	return string(cmp.Or(s, context))
}

// fence returns more backticks than stand together in the text, and at least as many.
func fence(text string, least int) string {
	for run := range strings.FieldsFuncSeq(text, func(r rune) bool { return r != '`' }) {
		least = max(least, len(run)+1)
	}
	return strings.Repeat("`", least)
}

// clip shortens text to that many characters.
func clip(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
