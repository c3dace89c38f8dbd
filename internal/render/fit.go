package render

import "strings"

// wide is how many columns a text takes.
func wide(text string) int {
	_, columns := printed([]rune(text))
	return columns
}

// fit cuts a text to a number of columns, with … for what is cut off.
func fit(text string, most int) string {
	if wide(text) <= most {
		return text
	}
	runes := []rune(text)
	return strings.TrimRight(string(runes[:fitting(runes, 0, most-1)]), " ") + "…"
}

// pad is fit, with spaces up to the number of columns.
func pad(text string, most int) string {
	text = fit(text, most)
	return text + strings.Repeat(" ", max(0, most-wide(text)))
}
