package spec

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"whopsync/internal/yamlfile"
)

// Formatting is a file as it is, and as `whopsync fmt` writes it.
type Formatting struct {
	Path          string
	Before, After []byte
}

// FormatAll returns those of the repository's files that formatting would change and want
// picks, by path. The problems are those that hide a file or keep it from being formatted:
// what has errors is left as it is. Done is asked which lines of whopsync.yaml were followed,
// when that is formatted: they are taken out.
func FormatAll(repo *Repo, want func(path string) bool, done func() Done) (changed []Formatting, problems Problems) {
	names, all := sources(repo)
	for _, name := range names {
		if !want(name) {
			continue
		}
		before, err := repo.read(name, maxTextFile)
		if err != nil {
			all = append(all, Problem{Path: name, Severity: SeverityError, Rule: ruleOf(err), Message: because(err)})
			continue
		}
		followed := Done{}
		if name == ConfigFile {
			followed = done()
		}
		after, found := format(name, before, followed)
		all = append(all, found...)
		hasErrors := slices.ContainsFunc(all, func(p Problem) bool { return p.Path == name && isError(p) })
		if !hasErrors && !bytes.Equal(before, after) {
			changed = append(changed, Formatting{name, before, after})
		}
	}
	all = slices.DeleteFunc(all, func(p Problem) bool { return !isError(p) || !want(p.Path) })
	return changed, all.Sorted()
}

// sources returns the files that Load reads, by path, and what is wrong with finding them.
func sources(repo *Repo) (names []string, problems Problems) {
	config := &yamlfile.Report{Path: ConfigFile}
	_, globs := readConfig(repo, config)
	found := survey{repo: repo}
	if !isBareCourse(repo) {
		names = append(names, ConfigFile)
	}
	for _, c := range found.find(globs, config) {
		names = append(names, c.yaml.path)
		for _, chapter := range c.chapters {
			if chapter.yaml.path != "" {
				names = append(names, chapter.yaml.path)
			}
			for _, lesson := range chapter.lessons {
				names = append(names, lesson.path)
			}
		}
	}
	slices.Sort(names)
	return names, slices.Concat(config.Problems, found.problems)
}

// Format returns a file in the one style that all files share: keys in the order of the
// tables, two spaces of indentation, one space behind a colon or dash, double quotes where
// either kind does, a line break at the end. Every comment stays above what it speaks of.
//
// What it says is the same afterwards, which is checked and not hoped for: where moving
// lines would change a value, the file stays as it is. So does what only its author can
// judge: the order of lists and of environments, line breaks inside of values, flow style,
// blank lines between keys that keep their neighbours. A byte order mark, the kind of line
// ends and everything from the closing fence on are the author's, byte for byte.
func Format(name string, data []byte) ([]byte, Problems) { return format(name, data, Done{}) }

// format is Format, without the lines that are done.
func format(name string, data []byte, done Done) ([]byte, Problems) {
	r := yamlfile.Report{Path: name}
	g, ok := grammarOf(name)
	if !ok {
		r.Error(yamlfile.Span{}, "file-name", "is no lesson, "+courseFile+", "+chapterFile+" or "+ConfigFile, "")
		return data, r.Problems
	}
	text, ok := decodeText(data, &r)
	if !ok {
		return data, r.Problems
	}
	line := 0 // on which the author's own begins, from 1; 0 when all is YAML
	if isMarkdown(name) {
		if text, _, line, ok = split(text, &r); !ok || text == "" {
			return data, r.Problems
		}
	}
	formatted := yamlfile.Format(text, g, done.drop(), &r)
	if r.Problems.HasErrors() || formatted == text {
		return data, r.Problems
	}
	tail := ""
	if line > 0 {
		tail = fromLine(string(data), line-1)
	}
	ends := strings.ReplaceAll(formatted, "\n", lineEnd(string(data)))
	return slices.Concat(byteOrderMark(data), []byte(ends), []byte(tail)), r.Problems
}

// grammarOf returns what a file accepts, by its name.
func grammarOf(name string) (g yamlfile.Grammar, ok bool) {
	switch base := path.Base(name); {
	case base == ConfigFile:
		return configGrammar, true
	case base == courseFile:
		return courseGrammar, true
	case base == chapterFile:
		return chapterGrammar, true
	case isMarkdown(base):
		return lessonGrammar, true
	}
	return yamlfile.Grammar{}, false
}

func byteOrderMark(data []byte) []byte {
	const mark = "\uFEFF"
	if bytes.HasPrefix(data, []byte(mark)) {
		return []byte(mark)
	}
	return nil
}

// lineEnd returns how the first line of a text ends.
func lineEnd(text string) string {
	i := strings.IndexAny(text, "\r\n")
	switch {
	case i < 0 || text[i] == '\n':
		return "\n"
	case strings.HasPrefix(text[i:], "\r\n"):
		return "\r\n"
	}
	return "\r"
}

// fromLine returns text from a line on, which are counted from 1 and may end in any way.
func fromLine(text string, number int) string {
	for range number - 1 {
		i := strings.IndexAny(text, "\r\n")
		if i < 0 {
			return ""
		}
		text = text[i+len(lineEnd(text)):]
	}
	return text
}
