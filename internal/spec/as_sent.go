package spec

import (
	"strings"

	"whopsync/internal/markdown"
)

// AsSent returns what is sent of a lesson's text that includes nothing, under a title: the text without comments, and without
// the heading that is the title.
func AsSent(text, title string) string {
	f := newLessonFile("", new(markdown.Budget))
	f.body = wholeOf(newSource("", text, 1))
	f.omitComments(f.texts)
	if h, ok := titleHeading(f.body.text, f.texts); ok && h.text == strings.TrimSpace(title) {
		f.body.remove(h)
	}
	return Filled(f.body.text, nil)
}
