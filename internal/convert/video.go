package convert

import (
	"regexp"
	"strings"

	"whopsync/internal/spec"
)

// videoLines are the forms of a line that holds nothing but an address; the address is the last group.
var videoLines = []*regexp.Regexp{
	regexp.MustCompile(`^\s*<?(https?://[^\s<>]+)>?\s*$`),
	regexp.MustCompile(`^\s*!?\[[^\[\]]*\]\(<?(https?://[^\s()<>]+)>?\)\s*$`),
	regexp.MustCompile(`^\s*<iframe\s[^>]*src=["'](https?://[^"']+)["'][^>]*>\s*(?:</iframe>)?\s*$`),
}

// videoOn returns the address of the video that is all a line holds.
func videoOn(line string) (address string, ok bool) {
	for _, form := range videoLines {
		if m := form.FindStringSubmatch(line); m != nil {
			address = strings.ReplaceAll(m[1], "&amp;", "&")
			_, _, ok = spec.ParseVideo(address)
			return address, ok
		}
	}
	return "", false
}

// takeVideo takes the first line that holds nothing but a video out of a page without one, and makes plain addresses of
// the other players.
func (p *Page) takeVideo() {
	var code fence
	var text Text
	for _, line := range p.Text {
		address, isVideo := videoOn(line.Text)
		switch {
		case code.has(line.Text) || !isVideo:
		case p.Video == "" && p.Questions == nil:
			p.Video = address
			continue
		case strings.Contains(line.Text, "<iframe"):
			line.Text = "<" + address + ">"
		}
		text = append(text, line)
	}
	p.Text = text
}
