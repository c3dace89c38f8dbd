package spec

import (
	"bytes"
	"slices"
	"strings"

	"whopsync/internal/yamlfile"
)

// Formatting is a file as it is, and as `whopsync fmt` writes it.
type Formatting struct {
	Path          string
	Before, After []byte
}

// Done says of every line under moved:, removed: and identity: in whopsync.yaml whether it
// was followed. The lines are in the order of the file; an empty list says of none.
type Done struct{ Moved, Removed, Identity []bool }

// drop returns the lines to take out, by the key that they stand under.
func (d Done) drop() yamlfile.Drop {
	return yamlfile.Drop{"moved": d.Moved, "removed": d.Removed, "identity": d.Identity}
}

// FormatAll returns those of the repository's files that formatting would change and want
// picks, by path. The problems are those that hide a file or keep it from being formatted:
// what has errors is left alone. Done is asked which lines of whopsync.yaml were followed,
// when that is formatted: they are taken out.
func FormatAll(repo *Repo, want func(path string) bool, done func() Done) (changed []Formatting, problems Problems) {
	l := discover(repo)
	problems = l.problems()
	for _, name := range l.sources() {
		if !want(name) {
			continue
		}
		r := yamlfile.Report{Path: name}
		before, err := repo.read(name, maxTextFile)
		if err != nil {
			flawOf(err).report(&r, yamlfile.Span{}, "")
			problems = append(problems, r.Problems...)
			continue
		}
		followed := Done{}
		if name == ConfigFile {
			followed = done()
		}
		after := format(before, followed, l.settings.IgnoreKeys, &r)
		problems = append(problems, r.Problems...)
		isWrong := slices.ContainsFunc(problems, func(p Problem) bool { return p.Path == name && isError(p) })
		if !isWrong && !bytes.Equal(before, after) {
			changed = append(changed, Formatting{name, before, after})
		}
	}
	return changed, errorsIn(problems, want)
}

// errorsIn returns the errors about files that want picks.
func errorsIn(problems Problems, want func(path string) bool) Problems {
	return slices.DeleteFunc(problems, func(p Problem) bool { return !isError(p) || !want(p.Path) }).Sorted()
}

// Format returns a file in the one style that all files share: keys in the order of the
// tables, two spaces of indentation, one space after a colon or dash, double quotes where
// either kind does, a line break at the end. Every comment stays above what it speaks of.
//
// What it says is the same afterwards, which is checked and not hoped for: where moving
// lines would change a value, the file stays unchanged. So does what only its author can
// judge: the order of lists and of environments, line breaks inside of values, flow style,
// blank lines between keys that keep their neighbours. A byte order mark, the kind of line
// ends and everything from the closing fence on are the author's, byte for byte.
func Format(name string, data []byte) ([]byte, Problems) {
	r := yamlfile.Report{Path: name}
	formatted := format(data, Done{}, nil, &r)
	return formatted, r.Problems
}

// format formats the file of a report, without the lines that are done.
func format(data []byte, done Done, ignored []string, r *yamlfile.Report) []byte {
	g, ok := grammarOf(r.Path, ignored)
	if !ok {
		r.Error(yamlfile.Span{}, "file-name", "is no lesson, "+courseFile+", "+chapterFile+" or "+ConfigFile, "")
		return data
	}
	text, _, line, ok := cut(r.Path, data, r)
	if !ok || isMarkdown(r.Path) && text == "" {
		return data
	}
	formatted := yamlfile.Format(text, g, done.drop(), r)
	if r.Problems.HasErrors() || formatted == text {
		return data
	}
	tail := "" // from the closing fence on
	if line > 0 {
		tail = fromLine(string(data), line-1)
	}
	ends := strings.ReplaceAll(formatted, "\n", lineEnd(string(data)))
	return slices.Concat(byteOrderMark(data), []byte(ends), []byte(tail))
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
