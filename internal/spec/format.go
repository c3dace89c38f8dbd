package spec

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
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
	return changed, all.sorted()
}

// sources returns the files that Load reads, by path, and what is wrong with finding them.
func sources(repo *Repo) (names []string, problems Problems) {
	config := &report{path: ConfigFile}
	_, globs := readConfig(repo, config)
	found := survey{repo: repo}
	if !repo.isBareCourse() {
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
	return names, slices.Concat(config.problems, found.problems)
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
	r := report{path: name}
	g, ok := grammarOf(name)
	if !ok {
		r.error(span{}, "file-name", "is no lesson, "+courseFile+", "+chapterFile+" or "+ConfigFile, "")
		return data, r.problems
	}
	text, ok := decodeText(data, &r)
	if !ok {
		return data, r.problems
	}
	line := 0 // on which the author's own begins, from 1; 0 when all is YAML
	if isMarkdown(name) {
		if text, _, line, ok = split(text, &r); !ok || text == "" {
			return data, r.problems
		}
	}
	formatted := formatYAML(text, g, done, &r)
	if r.problems.HasErrors() || formatted == text {
		return data, r.problems
	}
	tail := ""
	if line > 0 {
		tail = fromLine(string(data), line-1)
	}
	ends := strings.ReplaceAll(formatted, "\n", lineEnd(string(data)))
	return slices.Concat(byteOrderMark(data), []byte(ends), []byte(tail)), r.problems
}

// grammarOf returns what a file accepts, by its name.
func grammarOf(name string) (g grammar, ok bool) {
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
	return grammar{}, false
}

// formatYAML repeats itself until nothing changes any more, so that formatting twice is
// formatting once. Text that would never come to rest stays as it is.
func formatYAML(src string, g grammar, done Done, r *report) string {
	root, ok := readStrict(src, g, r)
	if !ok {
		return src
	}
	const most = 4
	text, before := src, done.without(root)
	for range most {
		next := strings.Join(layOut(text, root, g, done), "\n")
		done = Done{}
		if next == text {
			return text
		}
		if root, ok = readStrict(next, g, &report{}); !ok || !sameMeaning(before, root) {
			return src
		}
		text = next
	}
	return src
}

// readStrict returns the mapping of a text in which nothing is wrong.
func readStrict(src string, g grammar, r *report) (*yaml.Node, bool) {
	root, ok := parseYAML(src, r)
	if ok {
		walkFile(root, g, r)
	}
	return root, ok && !r.problems.HasErrors()
}

// sameMeaning reports whether two trees load the same: the same scalars, quoted or bare,
// in lists of the same order and mappings of any.
func sameMeaning(a, b *yaml.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	isBare := func(n *yaml.Node) bool { return n.Style == 0 }
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Value != b.Value || len(a.Content) != len(b.Content) || a.Kind == yaml.ScalarNode && isBare(a) != isBare(b) {
		return false
	}
	if a.Kind != yaml.MappingNode {
		return slices.EqualFunc(a.Content, b.Content, sameMeaning)
	}
	values := make(map[string]*yaml.Node, len(b.Content)/2)
	for i := 0; i < len(b.Content); i += 2 {
		values[b.Content[i].Value] = b.Content[i+1]
	}
	for i := 0; i < len(a.Content); i += 2 {
		if other, ok := values[a.Content[i].Value]; !ok || !sameMeaning(a.Content[i+1], other) {
			return false
		}
	}
	return true
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

// indentOf counts the spaces in front of a line.
func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// isComment reports lines of nothing but a comment.
func isComment(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " \t"), "#") }

// isEmpty reports lines of nothing at all.
func isEmpty(line string) bool { return strings.TrimRight(line, " \t") == "" }
