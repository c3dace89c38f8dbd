package spec

import (
	"encoding/json"
	"regexp"
	"slices"
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
	if !isMarkdown(name) {
		return text, "", 0, true
	}
	return split(text, r)
}

// split cuts a lesson file into front matter and body. The front matter keeps its
// opening fence, which YAML reads as the start of a document, so that YAML's line
// numbers are those of the file. bodyLine is the line on which the body begins.
func split(text string, r *yamlfile.Report) (front, body string, bodyLine int, ok bool) {
	first, rest, _ := strings.Cut(text, "\n")
	if !isFence(first) {
		return "", text, 1, noLooseFrontMatter(text, 1, r)
	}
	for line, at := 2, len(first)+1; rest != ""; line++ {
		var current string
		current, rest, _ = strings.Cut(rest, "\n")
		if isFence(current) {
			return text[:at], rest, line + 1, noLooseFrontMatter(rest, line+1, r)
		}
		at += len(current) + 1
	}
	r.Error(yamlfile.Span{Line: 1, Col: 1, End: 4}, "front-matter", "the front matter does not end", "put a line with --- after it")
	return "", "", 0, false
}

func isFence(line string) bool { return strings.TrimRight(line, " \t") == "---" }

// noLooseFrontMatter refuses what its author meant as front matter, and students would
// read as text: a block in another notation, and one that does not begin on the first line.
func noLooseFrontMatter(text string, firstLine int, r *yamlfile.Report) bool {
	at := startOf(text)
	message, hint := foreignFrontMatter(text[at:])
	if message == "" {
		if at = lateFrontMatter(text); at < 0 {
			return true
		}
		message, hint = "this looks like front matter, and is not read as such", "begin the front matter with --- on the first line of the file"
	}
	first, _, _ := strings.Cut(text[at:], "\n")
	r.Error(yamlfile.SpanAt(text, at, len(first), firstLine), "front-matter", message, hint)
	return false
}

var (
	markedFence = regexp.MustCompile(`^-{3,}[ \t]*[a-z]*[ \t]*\n`)
	codeFence   = regexp.MustCompile("^ {0,3}(`{3,}|~{3,})[^`]*$")
	yamlKey     = regexp.MustCompile(`^ {0,3}["']?[A-Za-z][A-Za-z0-9_ -]*["']?:(?:[ \t\n]|$)`)
)

// foreignFrontMatter names the notation of front matter that is not read, or "".
func foreignFrontMatter(text string) (message, hint string) {
	var object map[string]any
	switch fence := markedFence.FindString(text); {
	case strings.HasPrefix(text, "+++\n"):
		return "TOML front matter is not read", "write it as YAML between lines of ---"
	case strings.HasPrefix(text, "{") && json.NewDecoder(strings.NewReader(text)).Decode(&object) == nil && len(object) > 0:
		return "JSON front matter is not read", "write it as YAML between lines of ---"
	case fence != "" && !isFence(strings.TrimSuffix(fence, "\n")) && yamlKey.MatchString(afterYAMLComments(text[len(fence):])):
		return "front matter stands between lines of exactly three dashes", "write ---"
	}
	return "", ""
}

// afterYAMLComments returns a text without the empty lines and YAML comments before it.
func afterYAMLComments(text string) string {
	for strings.HasPrefix(text, "\n") || strings.HasPrefix(text, "#") {
		_, text, _ = strings.Cut(text, "\n")
	}
	return text
}

// lateFrontMatter returns where a block of YAML begins that is front matter but for its
// place or its first fence, or -1. Beyond the start of a text only keys of a lesson make it that:
// lines that separate parts of a text stand around sentences with colons as well.
func lateFrontMatter(text string) int {
	if !strings.Contains(text, "---") { // as in most texts
		return -1
	}
	start := startOf(text)
	if first, rest, _ := strings.Cut(text[start:], "\n"); isFence(first) && yamlKey.MatchString(afterYAMLComments(rest)) {
		return start
	}
	at, block, ours, code := 0, -1, false, ""
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case code != "":
			if strings.HasPrefix(trimmed, code) && strings.Trim(trimmed, code[:1]) == "" {
				code = ""
			}
		case codeFence.MatchString(line):
			code, block = codeFence.FindStringSubmatch(line)[1], -1
		case trimmed == "---":
			if block >= 0 && ours {
				return block
			}
			block = -1
		case block >= 0 && strings.ContainsAny(line[:1], " \t-"): // the value goes on
		case yamlKey.MatchString(line):
			if block < 0 {
				block, ours = at, false
			}
			ours = ours || isLessonKey(line)
		default:
			block = -1
		}
		at += len(line)
	}
	return -1
}

// startOf returns where a text begins after blank lines, comments and spaces.
func startOf(text string) int {
	at := skipComments(text)
	return len(text) - len(strings.TrimLeft(text[at:], " \t"))
}

func isLessonKey(line string) bool {
	name, _, _ := strings.Cut(line, ":")
	name = strings.Trim(name, ` "'`)
	return slices.ContainsFunc(lessonGrammar.Keys, func(k yamlfile.Key) bool { return strings.EqualFold(k.Name, name) })
}
