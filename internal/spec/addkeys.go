package spec

import (
	"errors"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// AddKeys returns those of the repository's lessons, chapters and courses that have no key and
// whose files want picks, by path, as they are with a key that newKey makes. A chapter.yaml
// that is not there yet has no Before. The problems are those of the files that cannot be
// given a key, which stay as they are, and of keys that are there twice.
func AddKeys(repo *Repo, want func(path string) bool, newKey func() (string, error)) (changed []Formatting, problems Problems, err error) {
	a := keyAdder{repo: repo, want: want, newKey: newKey, taken: map[string]bool{}}
	config := &yamlfile.Report{Path: ConfigFile}
	_, globs := readConfig(repo, config)
	found := survey{repo: repo}
	l := &loading{repo: repo, courses: found.find(globs, config)}
	l.read()
	checkKeys(l.courses)
	for _, one := range keysOf(l.courses) {
		a.taken[one.key.Text] = true
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
	problems = slices.Concat(config.Problems, found.problems, l.problems())
	problems = slices.DeleteFunc(problems, func(p Problem) bool { return !isError(p) || !want(p.Path) })
	slices.SortFunc(a.changed, func(x, y Formatting) int { return strings.Compare(x.Path, y.Path) })
	return a.changed, problems.Sorted(), a.err
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
	if c.yaml.report.Problems.HasErrors() || !a.want(name) {
		return
	}
	if key, ok := a.fresh(); ok {
		a.changed = append(a.changed, Formatting{Path: name, After: []byte("key: " + key + "\n")})
	}
}

// addTo gives a file a key that has none, unless something is wrong in it.
func (a *keyAdder) addTo(r *yamlfile.Report, i *identity, o yamlfile.Object) {
	if !a.want(r.Path) || i.key.Text != "" || o.IsWrong("key") || r.Problems.HasErrors() {
		return
	}
	before, err := a.repo.read(r.Path, maxTextFile)
	if err != nil {
		r.Error(yamlfile.Span{}, ruleOf(err), because(err), "")
		return
	}
	key, ok := a.fresh()
	if !ok {
		return
	}
	after, ok := withKey(r.Path, before, key)
	if !ok {
		r.Error(yamlfile.Span{}, "no-place", "there is no line on which a key could be written", "write `key: "+key+"` into it")
		return
	}
	a.changed = append(a.changed, Formatting{r.Path, before, after})
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
	text, ok := decodeText(data, &yamlfile.Report{})
	if !ok {
		return nil, false
	}
	raw, line := string(data[len(mark):]), "key: "+key
	end := lineEnd(raw)
	front, isLesson := text, isMarkdown(name)
	if isLesson {
		if front, _, _, ok = split(text, &yamlfile.Report{}); !ok {
			return nil, false
		}
	}
	if isLesson && front == "" {
		after = slices.Concat(mark, []byte("---"+end+line+end+"---"+end+raw))
		return after, saysTheSame(name, data, after, key)
	}
	above, ok := yamlfile.LinesAbove(front, "title")
	if !ok {
		return nil, false
	}
	tail := fromLine(raw, above+1)
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

// saysTheSame reports whether a file says after what it has said before, and the key.
func saysTheSame(name string, before, after []byte, key string) bool {
	g, known := grammarOf(name)
	was, bodyBefore, ok1 := cut(name, before)
	is, bodyAfter, ok2 := cut(name, after)
	return known && ok1 && ok2 && bodyBefore == bodyAfter && course.CheckKey(key) == nil && yamlfile.OnlyAdds(was, is, "key", key, g)
}

// cut returns the YAML of a file, and the text behind it.
func cut(name string, data []byte) (front, body string, ok bool) {
	text, ok := decodeText(data, &yamlfile.Report{})
	if !ok || !isMarkdown(name) {
		return text, "", ok
	}
	front, body, _, ok = split(text, &yamlfile.Report{})
	return front, body, ok
}
