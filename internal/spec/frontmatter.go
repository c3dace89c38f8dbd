package spec

import (
	"strings"

	"whopsync/internal/yamlfile"
)

// cut returns the YAML of a file, and of a lesson the text below it, which begins on
// bodyLine. That is 0 where all is YAML.
func cut(name string, data []byte, r *yamlfile.Report) (front, body string, bodyLine int, ok bool) {
	text, ok := decodeText(data, r)
	if !ok {
		return "", "", 0, false
	}
	return cutText(name, text, r)
}

func cutText(name, text string, r *yamlfile.Report) (front, body string, bodyLine int, ok bool) {
	if !isLessonName(name) {
		return text, "", 0, true
	}
	return split(text, r)
}

// split cuts a lesson file into front matter and body. The front matter keeps its
// opening fence, which YAML reads as the start of a document, so YAML's line numbers
// are those of the file. bodyLine is the line on which the body begins.
func split(text string, r *yamlfile.Report) (front, body string, bodyLine int, ok bool) {
	first, rest, _ := strings.Cut(text, "\n")
	if !isFence(first) {
		return "", text, 1, true
	}
	for line, at := 2, len(first)+1; rest != ""; line++ {
		var current string
		current, rest, _ = strings.Cut(rest, "\n")
		if isFence(current) {
			return text[:at], rest, line + 1, true
		}
		at += len(current) + 1
	}
	r.Error(yamlfile.Span{Line: 1, Col: 1, End: 4}, "front-matter", "the front matter does not end", "put a line with --- after it")
	return "", "", 0, false
}

func isFence(line string) bool { return strings.TrimRight(line, " \t") == "---" }
