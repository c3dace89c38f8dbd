package spec

import (
	"errors"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"whopsync/internal/course"
)

// AddKeys returns those of the repository's lessons, chapters and courses that have no key and
// whose files want picks, by path, as they are with a key that newKey makes. A chapter.yaml
// that is not there yet has no Before. The problems are those of the files that cannot be
// given a key, which stay as they are, and of keys that are there twice.
func AddKeys(repo *Repo, want func(path string) bool, newKey func() (string, error)) (changed []Formatting, problems Problems, err error) {
	a := keyAdder{repo: repo, want: want, newKey: newKey, taken: map[string]bool{}}
	config := &report{path: ConfigFile}
	_, globs := readConfig(repo, config)
	found := survey{repo: repo}
	l := &loading{repo: repo, courses: found.find(globs, config)}
	l.read()
	checkKeys(l.courses)
	for _, one := range keysOf(l.courses) {
		a.taken[one.key.text] = true
	}
	for _, c := range l.courses {
		a.addTo(&c.yaml.report, &c.identity, c.yaml.object)
		for _, chapter := range c.chapters {
			a.addToChapter(chapter)
			for _, lesson := range chapter.lessons {
				a.addTo(&lesson.report, &lesson.identity, lesson.object)
			}
		}
	}
	problems = slices.Concat(config.problems, found.problems, l.problems())
	problems = slices.DeleteFunc(problems, func(p Problem) bool { return !isError(p) || !want(p.Path) })
	slices.SortFunc(a.changed, func(x, y Formatting) int { return strings.Compare(x.Path, y.Path) })
	return a.changed, problems.sorted(), a.err
}

// keyAdder gives keys to files.
type keyAdder struct {
	repo    *Repo
	want    func(path string) bool
	newKey  func() (string, error)
	taken   map[string]bool
	changed []Formatting
	err     error
}

// addToChapter gives a chapter without a file one that says nothing but its key.
func (a *keyAdder) addToChapter(c *chapterDir) {
	if c.yaml.path != "" {
		a.addTo(&c.yaml.report, &c.identity, c.yaml.object)
		return
	}
	name := path.Join(c.dir, chapterFile)
	if c.yaml.report.problems.HasErrors() || !a.want(name) {
		return
	}
	if key, ok := a.fresh(); ok {
		a.changed = append(a.changed, Formatting{Path: name, After: []byte("key: " + key + "\n")})
	}
}

// addTo gives a file a key that has none, unless something is wrong in it.
func (a *keyAdder) addTo(r *report, i *identity, o object) {
	if !a.want(r.path) || i.key.text != "" || o.isWrong("key") || r.problems.HasErrors() {
		return
	}
	before, err := a.repo.read(r.path, maxTextFile)
	if err != nil {
		r.error(span{}, ruleOf(err), because(err), "")
		return
	}
	key, ok := a.fresh()
	if !ok {
		return
	}
	after, ok := withKey(r.path, before, key)
	if !ok {
		r.error(span{}, "no-place", "there is no line on which a key could be written", "write `key: "+key+"` into it")
		return
	}
	a.changed = append(a.changed, Formatting{r.path, before, after})
}

// fresh returns a key that no file has.
func (a *keyAdder) fresh() (key string, ok bool) {
	const tries = 100 // of 32^8 keys, no repository has so many
	for range tries {
		if a.err != nil {
			return "", false
		}
		if key, a.err = a.newKey(); a.err == nil && !a.taken[key] {
			a.taken[key] = true
			return key, true
		}
	}
	a.err = errors.New("make a key: all that were made are taken")
	return "", false
}

// withKey returns a file with one line more, which gives it a key. Everything else is the
// author's, byte for byte. That the file says the same as before, and the key, is checked:
// where there is no such line, ok is false.
func withKey(name string, data []byte, key string) (after []byte, ok bool) {
	mark := byteOrderMark(data)
	text, ok := decodeText(data, &report{})
	if !ok {
		return nil, false
	}
	raw, line := string(data[len(mark):]), "key: "+key
	end := lineEnd(raw)
	front, isLesson := text, isMarkdown(name)
	if isLesson {
		if front, _, _, ok = split(text, &report{}); !ok {
			return nil, false
		}
	}
	if isLesson && front == "" {
		after = slices.Concat(mark, []byte("---"+end+line+end+"---"+end+raw))
		return after, saysTheSame(name, data, after, key)
	}
	root, ok := parseYAML(front, &report{})
	if !ok {
		return nil, false
	}
	tail := fromLine(raw, lineOfKey(front, root, isLesson)+1)
	head := raw[:len(raw)-len(tail)]
	switch {
	case head == "" || strings.HasSuffix(head, "\n") || strings.HasSuffix(head, "\r"):
		line += end
	default: // the last line does not end
		line = end + line
	}
	after = slices.Concat(mark, []byte(head+line+tail))
	return after, saysTheSame(name, data, after, key)
}

// lineOfKey returns how many lines stand in front of that of a new key: behind the title, if it
// comes first, else in front of all keys. That is where fmt has it.
func lineOfKey(text string, root *yaml.Node, isLesson bool) int {
	lines := strings.Split(text, "\n")
	switch {
	case root == nil && isLesson:
		return 1
	case root == nil:
		return len(trimEmpty(lines))
	}
	r := &layoutReader{lines: trimEmpty(lines)}
	first := root.Content[0].Line - 1
	if root.Content[0].Value != "title" {
		_, end := r.opening(first)
		return end
	}
	limit := len(r.lines)
	if len(root.Content) > 2 {
		limit = root.Content[2].Line - 1
	}
	return r.valueEnd(first, limit, root.Content[0].Column-1)
}

// saysTheSame reports whether a file says after what it has said before, and the key.
func saysTheSame(name string, before, after []byte, key string) bool {
	was, bodyBefore, ok1 := meaningOf(name, before)
	is, bodyAfter, ok2 := meaningOf(name, after)
	if !ok1 || !ok2 || bodyBefore != bodyAfter || is == nil {
		return false
	}
	if was == nil {
		was = &yaml.Node{Kind: yaml.MappingNode, Tag: is.Tag}
	}
	rest := *is
	rest.Content = nil
	found := ""
	for i := 0; i+1 < len(is.Content); i += 2 {
		if is.Content[i].Value == "key" {
			found = is.Content[i+1].Value
			continue
		}
		rest.Content = append(rest.Content, is.Content[i], is.Content[i+1])
	}
	return found == key && course.CheckKey(key) == nil && sameMeaning(was, &rest)
}

// meaningOf returns what the YAML of a file says, and the text behind it.
func meaningOf(name string, data []byte) (root *yaml.Node, body string, ok bool) {
	text, ok := decodeText(data, &report{})
	if !ok {
		return nil, "", false
	}
	g, ok := grammarOf(name)
	if !ok {
		return nil, "", false
	}
	if isMarkdown(name) {
		if text, body, _, ok = split(text, &report{}); !ok {
			return nil, "", false
		}
	}
	root, ok = readStrict(text, g, &report{})
	return root, body, ok
}
