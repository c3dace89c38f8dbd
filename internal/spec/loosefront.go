package spec

import (
	"fmt"
	"strings"

	"whopsync/internal/yamlfile"
)

// refuseLooseFrontMatter refuses what the author meant as front matter, and students would read as
// text. It looks at the text without comments, and not at code. It reports whether there was any.
func (f *lessonFile) refuseLooseFrontMatter() bool {
	text := f.body.text
	if findLoose(text).isNone() { // as in most texts, of which nothing is parsed
		return false
	}
	masked := []byte(text)
	for _, span := range f.texts.Parse(text).Code() {
		isAmiss := isDashes(bare(text[span.Start:span.End])) // indented, it opens no code that anyone means
		for i := span.Start; i < span.End; i++ {
			if masked[i] != '\n' && !isAmiss {
				masked[i] = 'x'
			}
		}
	}
	found := findLoose(string(masked))
	if found.isNone() {
		return false
	}
	at := f.body.spanAt(found.at, len(firstLine(text[found.at:])))
	message, hint := found.words(f.body, at)
	f.report.Error(at, "front-matter", message, hint)
	f.body, f.isRead = wholeOf(newSource("", "", f.body.own.line)), false
	return true
}

const orExample = "; if it is an example, put it between lines of ```"

// words says what is wrong with a block that stands at a place of the file, and what to do.
func (l loose) words(in body, at yamlfile.Span) (message, hint string) {
	message = "this looks like front matter, but is not read as front matter"
	above := at.Line - 1
	switch {
	case l.notation != "":
		return l.notation + " front matter is not read", "write it as YAML between lines of ---"
	case in.own.line > 1:
		return "this looks like a second front matter, and only the first is read", "move its lines into the first one" + orExample
	case isDashes(l.fence) && !isFence(l.fence):
		return "front matter stands between lines of exactly three dashes", "write ---"
	case !isDashes(l.fence):
		return message, "put it between lines of three dashes (---) at the top of the file" + orExample
	case !l.isFirst:
		return message, "move it to the top of the file" + orExample
	case above == 0:
		if r, found := yamlfile.Unprintable(firstLine(in.text), "\t"); found {
			return message, fmt.Sprintf("remove the invisible character %U before ---", r)
		}
		return message, "write --- alone on the first line of the file"
	case above == strings.Count(in.text[:l.at], "\n") && isBlank(bare(in.text[:l.at])):
		if above == 1 {
			return message, "remove the empty line above it"
		}
		return message, fmt.Sprintf("remove the %d empty lines above it", above)
	case above == 1:
		return message, "move line 1 below the front matter"
	}
	return message, fmt.Sprintf("move lines 1 to %d below the front matter", above)
}
