package spec

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ConfigFile is the file that makes a folder a course repository.
const ConfigFile = "whopsync.yaml"

// Names of the files that declare courses and chapters.
const (
	courseFile  = "course.yaml"
	chapterFile = "chapter.yaml"
)

// fileName is the name of a lesson's file, or of a chapter's or course's folder, in its
// parts: "01-kinds-of-clay.md" has the number 01 and the text "kinds-of-clay".
type fileName struct {
	stem   string // all of it, in Unicode's composed form, which is how most systems store it
	number string // as it is written: "01", "3.10", "1a", "2026-01-15", "Lesson 2"; "" without one
	text   string // what is left, which is the title in words
	name   string // the part of the address
}

// What may stand between a number and the rest of a name. After a word such as "Lesson", a
// space alone is not enough: "Week 2 recap" is a whole.
const (
	mark  = `(?: *[-_.)])+ *| *: +| +[–—] +`
	space = `| +`
)

// numberForms are the ways in which people put numbers in front of names. The first that fits
// is the one.
var numberForms = []*regexp.Regexp{
	regexp.MustCompile(`^((?:19|20)[0-9]{2}[-_.](?:0[1-9]|1[0-2])[-_.](?:0[1-9]|[12][0-9]|3[01]))(?:` + mark + space + `|$)`), // a date
	regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)*)(?:` + mark + space + `|$)`),
	regexp.MustCompile(`^((?i:[0-9]+[abcef]|[0-9]*[015-9]d))(?:` + mark + space + `|$)`), // 1a, but not 3d
	labelled,
}

// labelled is a number after the word for what is counted. Two numbers ("Week 1-2") and "of"
// ("Part 1 of 3") make it a name.
var (
	labelled    = regexp.MustCompile(`^((?i:lesson|chapter|module|section|week|day|part|unit|lecture|session|step|episode)[-_ ]*[0-9]+(?:\.[0-9]+)*)(?:` + mark + `|$)`)
	digits      = regexp.MustCompile(`[0-9]+`)
	noRemainder = regexp.MustCompile(`^(?:[0-9]|(?i:of)(?:[-_ ]|$))`)
)

// parseName reads the number in front of a name. Where nothing else is left, the number is
// the name.
func parseName(stem string) fileName {
	stem = norm.NFC.String(stem)
	for _, form := range numberForms {
		m := form.FindStringSubmatch(stem)
		switch {
		case m == nil:
			continue
		case len(m[0]) < len(stem) && form == labelled && noRemainder.MatchString(stem[len(m[0]):]):
			return fileName{stem: stem, text: stem, name: stem}
		case len(m[0]) < len(stem):
			return fileName{stem: stem, number: m[1], text: stem[len(m[0]):], name: stem[len(m[0]):]}
		case form == labelled:
			at := digits.FindStringIndex(m[1])[0]
			word := strings.ToLower(strings.TrimRight(m[1][:at], "-_ "))
			return fileName{stem: stem, number: m[1], text: stem, name: word + "-" + m[1][at:]}
		}
		return fileName{stem: stem, number: m[1], text: stem, name: stem}
	}
	return fileName{stem: stem, text: stem, name: stem}
}

// NameOf returns the part of an address that a lesson's file without extension, or a folder, has
// by its name alone.
func NameOf(stem string) string { return parseName(stem).name }

// TitleOf returns the title of a lesson or chapter that says none, by its file's name without extension or its
// folder's.
func TitleOf(stem string) string { return parseName(stem).words() }

// CompareNames orders the names of files and folders as the order of lessons goes by them.
func CompareNames(a, b string) int {
	return parseName(stemOfContent(a)).compare(parseName(stemOfContent(b)))
}

// WithoutNumber returns the name of a file or folder without the number in front of it.
func WithoutNumber(base string) string {
	stem := stemOfContent(base)
	return parseName(stem).text + base[len(stem):]
}

// isNumbered reports whether the name begins with a digit that is a number of its place. A
// name with a word before its number stands among those without one: "Introduction", "Lesson 2".
func (a fileName) isNumbered() bool {
	return a.number != "" && '0' <= a.number[0] && a.number[0] <= '9'
}

// compare orders names: numbered ones first, by their number, then by name.
func (a fileName) compare(b fileName) int {
	switch {
	case a.isNumbered() && !b.isNumbered():
		return -1
	case !a.isNumbered() && b.isNumbered():
		return 1
	case a.isNumbered():
		return cmp.Or(compareNatural(a.number, b.number), compareNatural(a.text, b.text), cmp.Compare(a.stem, b.stem))
	}
	return cmp.Or(compareNatural(a.stem, b.stem), cmp.Compare(a.stem, b.stem))
}

// compareNatural compares texts with their digits as numbers, of any length: 2 is before 10,
// and 3.2 before 3.10.
func compareNatural(a, b string) int {
	for a != "" && b != "" {
		x, y := leadingDigits(a), leadingDigits(b)
		if x == "" || y == "" {
			if a[0] != b[0] {
				return cmp.Compare(a[0], b[0])
			}
			a, b = a[1:], b[1:]
			continue
		}
		a, b = a[len(x):], b[len(y):]
		x, y = strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
		if c := cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}

func leadingDigits(s string) string {
	return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
}

// countsAs returns the number in a form that is equal for equal numbers, "" without one.
func (a fileName) countsAs() string {
	plain := digits.ReplaceAllStringFunc(a.number, func(n string) string { return strings.TrimLeft(n, "0") })
	return strings.ToLower(strings.NewReplacer("-", " ", "_", " ").Replace(plain))
}

// words returns the name as a title: "kinds-of-clay" is "Kinds of clay".
func (a fileName) words() string {
	spaced := strings.Join(strings.FieldsFunc(a.text, func(r rune) bool { return r == '-' || r == '_' || r == ' ' }), " ")
	for i, r := range spaced {
		return spaced[:i] + string(unicode.ToUpper(r)) + spaced[i+len(string(r)):]
	}
	return a.text
}

// formerPrefix is all that was read as a number once.
var formerPrefix = regexp.MustCompile(`^([0-9]+)(?: *[-_.] *| +|$)`)

// formerName returns the name without what was read as a number once: the lists of chapters
// and lessons that were written then may hold it.
func (a fileName) formerName() string { return a.stem[len(formerPrefix.FindString(a.stem)):] }

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

// isLessonName reports names of lesson files, and of those that would be if they were Markdown alone.
func isLessonName(name string) bool {
	return isMarkdown(name) || strings.EqualFold(path.Ext(name), ".mdx")
}

// isMarkdown reports names of lesson files.
func isMarkdown(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".md" || ext == ".markdown"
}

// isIgnored reports names that are no content: hidden ones, drafts set aside with "_", what
// explains a folder to those who edit it, and the order of another tool.
func isIgnored(name string) bool {
	return name == "SUMMARY.md" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") ||
		isMarkdown(name) && strings.EqualFold(stemOf(name), "readme")
}

// indexStems are the names of files that make their folder a lesson, below a chapter. The first that is there is the lesson.
var indexStems = []string{"index", "article", "readme"}

// fileFolders are the names of folders that hold files of lessons, and are none themselves.
var fileFolders = []string{"assets", "attachments", "files", "images", "img", "media", "public", "static"}

// IsIndex reports whether a file of that name can make its folder a lesson.
func IsIndex(name string) bool {
	return isLessonName(name) && slices.Contains(indexStems, strings.ToLower(stemOf(name)))
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
	return IsIndex(name) || !isIgnored(name) && (isLessonName(name) || isNearlyOurs(lower))
}

func isNearlyOurs(lower string) bool {
	return lower == "course.yaml" || lower == "course.yml" || lower == "chapter.yaml" || lower == "chapter.yml"
}
