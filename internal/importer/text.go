package importer

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/richtext"
	"whopsync/internal/spec"
)

// readContent returns a lesson's text as Markdown. converted says that it was rich text,
// of which lost could not be said.
func readContent(content string) (text string, converted bool, lost []string) {
	if doc, ok := richtext.Parse(content); ok {
		text, lost = doc.Markdown()
		return text, true, lost
	}
	return content, false, nil
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// ReadsAs reports whether what is sent of a file is what would be sent of one into which a lesson's text on Whop was
// imported, or where that is rich text reads like it. It is false where no file can say what the text says.
func ReadsAs(sent, content, title string) bool {
	if _, _, lost := readContent(content); len(lost) > 0 {
		return false
	}
	text, isRich := Markdown(content)
	text = spec.AsSent(text, title)
	return course.Same(course.Text(sent), course.Text(text)) || isRich && markdown.Meaning(sent) == markdown.Meaning(text)
}

// Markdown returns a lesson's text on Whop as Markdown with the addresses that it has there, and whether it was
// made of rich text.
func Markdown(content string) (text string, converted bool) {
	text, converted, _ = readContent(content)
	text, _, _ = escapeOpenComments(strings.ReplaceAll(lineEnds.Replace(text), "\x00", ""))
	return spec.Literal(text, nil), converted
}

// isWeb reports addresses of files that could be downloaded.
func isWeb(address string) bool {
	lower := strings.ToLower(address)
	return strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "http://")
}

// partsOf returns the parts of an address, which are empty where it is none.
func partsOf(address string) *url.URL {
	if parts, err := url.Parse(address); err == nil {
		return parts
	}
	return &url.URL{}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func isBreak(r rune) bool {
	return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\t'
}

// printable leaves out what no reader sees, as files may not hold it. Line breaks, tabs and
// the joiners of some scripts stay.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'
		keep := r == '\n' || r == '\t' || r == zeroWidthNonJoiner || r == zeroWidthJoiner
		if !keep && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

var (
	queried = regexp.MustCompile("https?://[^\\s<>\"'()\\[\\]`?]*\\?[^\\s<>\"'()\\[\\]`]*")

	// signature is a part of a query by which storage services sign, or a token (a JWT).
	signature = regexp.MustCompile(`(?i)[?&;](?:(?:x-amz-|x-goog-|[^=&;]*signature|sig|hmac|key-pair-id)[^=&;]*=|[^=&;]*=eyJ)`)
)

// unsigned cuts the query off every address in a text that somebody has signed: whoever
// reads the repository could use it, and in a week nobody can.
func (n *notes) unsigned(live *course.Resource, text string) string {
	return queried.ReplaceAllStringFunc(text, func(address string) string {
		if !signature.MatchString(address) {
			return address
		}
		n.add(live, "an address with a signature, which expires, is in the file without the signature")
		bare, _, _ := strings.Cut(address, "?")
		return bare
	})
}

// escapeOpenComments makes text of what begins like a comment and does not end. It reports which
// kinds of comments there are.
func escapeOpenComments(text string) (escaped string, closed, open bool) {
	var out strings.Builder
	done := 0
	for _, c := range markdown.Parse(text).Comments() {
		closed, open = closed || !c.Open, open || c.Open
		if c.Open {
			out.WriteString(text[done:c.Start] + `\`)
			done = c.Start
		}
	}
	return out.String() + text[done:], closed, open
}
