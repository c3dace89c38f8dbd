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
			return address, isVideo(address)
		}
	}
	return "", false
}

func isVideo(address string) bool {
	_, _, ok := spec.ParseVideo(address)
	return ok
}

// takeVideo takes the first line that holds nothing but a video out of a page without one, and makes plain addresses of
// the other players.
func (p *Page) takeVideo() {
	var code fence
	var text Text
	wasTaken := false
	for _, line := range p.Text {
		if wasTaken = wasTaken && isBlank(line.Text); wasTaken && (len(text) == 0 || isBlank(text[len(text)-1].Text)) {
			continue // of the blank lines around it, one stays
		}
		address, isPlayer := videoOn(line.Text)
		switch {
		case code.has(line.Text) || !isPlayer:
		case p.Video == "" && p.Questions == nil:
			p.Video, wasTaken = address, true
			continue
		case strings.Contains(line.Text, "<iframe"):
			line.Text = "<" + address + ">"
		}
		text = append(text, line)
	}
	p.Text = text
}
