package importer

import (
	"regexp"
	"strings"

	"whopsync/internal/course"
)

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
		n.add(live, "an address with a signature, which is only good for a while, stands without it in the file")
		bare, _, _ := strings.Cut(address, "?")
		return bare
	})
}
