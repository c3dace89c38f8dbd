package markdown

import (
	"regexp"
	"strings"
)

// Meaning returns the visible content of a text: equal for texts that read equal, with any markers, line breaks
// and forms of links. An unreadable text is its own meaning.
func Meaning(text string) string {
	html, err := HTML(text)
	if err != nil {
		return text
	}
	var out strings.Builder
	done := 0
	for _, code := range codeBlocks.FindAllStringIndex(html, -1) {
		out.WriteString(oneSpace(html[done:code[0]]) + html[code[0]:code[1]])
		done = code[1]
	}
	out.WriteString(oneSpace(html[done:]))
	meaning := strings.TrimSpace(tightItems.Replace(out.String()))
	if strings.Contains(meaning, leftOut) {
		meaning += oneSpace(text)
	}
	return meaning
}

func oneSpace(text string) string { return spaces.ReplaceAllString(text, " ") }

// codeBlocks are what is shown as it stands, spaces included.
var codeBlocks = regexp.MustCompile(`(?s)<pre>.*?</pre>`)

var spaces = regexp.MustCompile(`\s+`)

// leftOut stands in rendered Markdown where its source has HTML of its own.
const leftOut = "<!-- raw HTML omitted -->"

// tightItems takes out what only says that the items of a list stand apart.
var tightItems = strings.NewReplacer("<li> <p>", "<li>", "</p> </li>", "</li>", "<li><p>", "<li>", "</p></li>", "</li>")
