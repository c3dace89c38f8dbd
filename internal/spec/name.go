package spec

import (
	"cmp"
	"path"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Names of the files that declare courses and chapters.
const (
	courseFile  = "course.yaml"
	chapterFile = "chapter.yaml"
)

// fileName is the name of a lesson's file, or of a chapter's or course's folder, in its
// parts: "01-kinds-of-clay.md" is number 1, name "kinds-of-clay".
type fileName struct {
	number   string // digits without zeros in front: a number may be longer than an int
	numbered bool
	name     string // in Unicode's composed form, which is how most systems store it
}

// prefix is what stands before a name: digits, then "-", "_", "." or a space, spaces around
// it as the author likes. "3d-printing" has no separator, so no number.
var prefix = regexp.MustCompile(`^([0-9]+)(?: *[-_.] *| +|$)`)

// parseName cuts the numeric prefix off. Where nothing would be left, the name is all of it.
func parseName(stem string) fileName {
	m := prefix.FindStringSubmatch(stem)
	if m == nil {
		return fileName{name: norm.NFC.String(stem)}
	}
	name := cmp.Or(stem[len(m[0]):], stem)
	return fileName{number: strings.TrimLeft(m[1], "0"), numbered: true, name: norm.NFC.String(name)}
}

// compare orders names: numbered ones first, by their number, then by name.
func (a fileName) compare(b fileName) int {
	switch {
	case a.numbered && !b.numbered:
		return -1
	case !a.numbered && b.numbered:
		return 1
	}
	return cmp.Or(
		cmp.Compare(len(a.number), len(b.number)),
		cmp.Compare(a.number, b.number),
		cmp.Compare(a.name, b.name),
	)
}

// words returns the name as a title: "kinds-of-clay" is "Kinds of clay".
func (a fileName) words() string {
	spaced := strings.Join(strings.FieldsFunc(a.name, func(r rune) bool { return r == '-' || r == '_' || r == ' ' }), " ")
	for i, r := range spaced {
		return spaced[:i] + string(unicode.ToUpper(r)) + spaced[i+len(string(r)):]
	}
	return a.name
}

// fold returns the form in which names that look the same, or are the same file on some
// systems, are equal.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		smallest := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			smallest = min(smallest, next)
		}
		return smallest
	}, norm.NFC.String(name))
}

// stemOf returns the name of a file without folder and extension.
func stemOf(file string) string {
	base := path.Base(file)
	return strings.TrimSuffix(base, path.Ext(base))
}

// isMarkdown reports names of lesson files.
func isMarkdown(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".md" || ext == ".markdown"
}

// isIgnored reports names that are no content: hidden ones, drafts set aside with "_",
// and what explains a folder to those who edit it.
func isIgnored(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") ||
		isMarkdown(name) && strings.EqualFold(stemOf(name), "readme")
}

// isProjectDocument reports Markdown files at the top of a repository that are about the
// repository. They count only there: a course may well have a lesson called "license".
func isProjectDocument(name string) bool {
	switch strings.ToLower(stemOf(name)) {
	case "changelog", "contributing", "license", "code_of_conduct", "security", "support", "agents", "claude":
		return true
	}
	return false
}

// stemOfContent returns the name without the extension of a lesson file; a folder keeps
// what follows its last dot.
func stemOfContent(name string) string {
	if isMarkdown(name) {
		return stemOf(name)
	}
	return name
}

// IsContent reports whether a file of that name, somewhere below a course's folder, would
// be taken for a lesson or a declaration.
func IsContent(name string) bool {
	lower := strings.ToLower(name)
	return !isIgnored(name) && (isMarkdown(name) || path.Ext(lower) == ".mdx" || isNearlyOurs(lower))
}

func isNearlyOurs(lower string) bool {
	return lower == "course.yaml" || lower == "course.yml" || lower == "chapter.yaml" || lower == "chapter.yml"
}
