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
	frameLine,
}

var (
	// frameLine is a line that holds nothing but a page of the web, and what it stands in. In a quote, it goes on being one.
	frameLine = regexp.MustCompile(`(?i)^[ \t]*(?:<(?:div|p|center|figure)\b[^<>]*>\s*)*<iframe\s[^>]*?src=["'](https?://[^"']+)["'][^>]*>\s*(?:</iframe>)?(?:\s*</(?:div|p|center|figure)>)*\s*$`)
	frameOpen = regexp.MustCompile(`(?i)^[ \t>]*(?:<(?:div|p|center|figure)\b[^<>]*>\s*)*<iframe\b[^<>]*$`)
	boxOpen   = regexp.MustCompile(`(?i)^[ \t]*<(div|p|center|figure)\b[^<>]*>[ \t]*$`)
	boxClose  = regexp.MustCompile(`(?i)^[ \t]*</(div|p|center|figure)>[ \t]*$`)
)

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
// the other players and of other pages of the web that are shown in this one.
func (p *Page) takeVideo() {
	var code fence
	var text Text
	wasTaken := false
	for _, line := range unboxed(joinedTags(p.Text, frameOpen)) {
		if wasTaken = wasTaken && isBlank(line.Text); wasTaken && (len(text) == 0 || isBlank(text[len(text)-1].Text)) {
			continue // of the blank lines around it, one stays
		}
		quoted := line.Text[:len(line.Text)-len(strings.TrimLeft(line.Text, "> \t"))]
		bare := line.Text[len(quoted):]
		address, isPlayer := videoOn(bare)
		isFrame := frameLine.MatchString(bare)
		switch {
		case code.has(line.Text) || !isPlayer && !isFrame:
		case isPlayer && p.Video == "" && p.Questions == nil && !strings.Contains(quoted, ">"):
			p.Video, wasTaken = address, true
			continue
		case isFrame || strings.HasPrefix(bare, "!"):
			if kind, id, ok := spec.ParseVideo(address); ok {
				address = spec.VideoURL(kind, id) // that of a player shows nothing by itself
			}
			line.Text = quoted + "<" + address + ">"
		}
		text = append(text, line)
	}
	p.Text = text
}

// unboxed takes out HTML that holds nothing but a page of the web, in which an address would be no link, and the ends of such pages.
func unboxed(t Text) Text {
	var out Text
	var code fence
	for _, line := range t {
		isCode := code.has(line.Text)
		n := len(out)
		switch end := boxClose.FindStringSubmatch(line.Text); {
		case isCode:
		case strings.TrimLeft(line.Text, "> \t") == "</iframe>":
			continue
		case end != nil && n > 1 && frameLine.MatchString(out[n-1].Text):
			if open := boxOpen.FindStringSubmatch(out[n-2].Text); open != nil && open[1] == end[1] {
				out[n-2], out = out[n-1], out[:n-1]
				continue
			}
		}
		out = append(out, line)
	}
	return out
}
