package spec

import (
	"strings"

	"whopsync/internal/yamlfile"
)

// split cuts a lesson file into front matter and body. The front matter keeps its
// opening fence, which YAML reads as the start of a document, so that YAML's line
// numbers are those of the file. bodyLine is the line on which the body begins.
func split(text string, r *yamlfile.Report) (front, body string, bodyLine int, ok bool) {
	first, rest, _ := strings.Cut(text, "\n")
	if !isFence(first) {
		return "", text, 1, noLooseFrontMatter(text, r)
	}
	for line, at := 2, len(first)+1; rest != ""; line++ {
		var current string
		current, rest, _ = strings.Cut(rest, "\n")
		if isFence(current) {
			return text[:at], rest, line + 1, true
		}
		at += len(current) + 1
	}
	r.Error(yamlfile.Span{Line: 1, Col: 1, End: 4}, "front-matter", "the front matter does not end", "put a line with --- behind it")
	return "", "", 0, false
}

func isFence(line string) bool { return strings.TrimRight(line, " \t") == "---" }

// noLooseFrontMatter refuses what its author meant as front matter, and students would
// read as text.
func noLooseFrontMatter(text string, r *yamlfile.Report) bool {
	body := strings.TrimLeft(text, " \t\n")
	first, rest, _ := strings.Cut(body, "\n")
	at := yamlfile.SpanAt(text, len(text)-len(body), len(first), 1)
	switch {
	case strings.TrimRight(first, " \t") == "+++":
		r.Error(at, "front-matter", "TOML front matter is not read", "write it as YAML between lines of ---")
		return false
	case len(first) > 3 && strings.Trim(first, "-") == "" && looksLikeKey(rest):
		r.Error(at, "front-matter", "front matter stands between lines of exactly three dashes", "write ---")
		return false
	case isFence(first) && looksLikeKey(rest):
		r.Error(at, "front-matter", "the front matter does not begin on the first line", "remove what stands before ---")
		return false
	}
	return true
}

func looksLikeKey(text string) bool {
	line, _, _ := strings.Cut(text, "\n")
	key, _, found := strings.Cut(line, ":")
	return found && key != "" && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") == ""
}
