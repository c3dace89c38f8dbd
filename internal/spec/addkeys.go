package spec

import (
	"cmp"
	"errors"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// AddKeys returns, by path, the files of lessons, chapters and courses without a key, as they are
// with a key from newKey. want picks the files. A new chapter.yaml has no Before. The problems
// name files that cannot get a key, and keys that occur twice. A copy gets a new key in place of
// the copied one.
func AddKeys(repo *Repo, want func(path string) bool, copies bool, newKey func() (string, error)) (changed []Formatting, problems Problems, err error) {
	l := discover(repo)
	l.read(l.settings.DefaultEnvironment)
	all := l.declarations()
	nameOf := func(d *declaration) string { return cmp.Or(d.path, path.Join(d.at, chapterFile)) }
	checkKeys(slices.DeleteFunc(slices.Clone(all), func(d *declaration) bool { return copies && want(nameOf(d)) }), repo.shell)
	taken := map[string]bool{}
	for _, d := range all {
		taken[d.key().Text] = true
	}
	for _, d := range all {
		name, old := nameOf(d), d.key()
		if !want(name) || old.Text != "" && !copies || d.object.IsWrong("key") || d.report.Problems.HasErrors() {
			continue
		}
		var before []byte
		if d.path != "" {
			if before, err = repo.read(name, maxTextFile); err != nil {
				flawOf(err).report(&d.report, yamlfile.Span{}, "")
				continue
			}
		}
		key, err := freshKey(newKey, taken)
		if err != nil {
			return nil, nil, err
		}
		after, ok := []byte(nil), false
		if old.Text == "" {
			after, ok = withKey(name, before, key)
		} else {
			after, ok = withOtherKey(name, before, old, key)
		}
		if !ok {
			d.report.Error(yamlfile.Span{}, "no-place", "there is no line on which a key could be written", "write `key: "+key+"` into it")
			continue
		}
		changed = append(changed, Formatting{name, before, after})
	}
	slices.SortFunc(changed, func(x, y Formatting) int { return strings.Compare(x.Path, y.Path) })
	return changed, errorsIn(l.problems(), want), nil
}

// freshKey makes a key that no file has, and takes it.
func freshKey(newKey func() (string, error), taken map[string]bool) (string, error) {
	const tries = 100 // of 32^8 keys, no repository has so many
	for range tries {
		key, err := newKey()
		if err != nil {
			return "", err
		}
		if !taken[key] {
			taken[key] = true
			return key, nil
		}
	}
	return "", errors.New("make a key: all that were made are taken")
}

// withKey returns a file with one line more, which gives it a key. Everything else is the
// author's, byte for byte. That the file says the same as before, and the key, is checked:
// where there is no such line, ok is false.
func withKey(name string, data []byte, key string) (after []byte, ok bool) {
	front, _, _, ok := cut(name, data, &yamlfile.Report{})
	if !ok {
		return nil, false
	}
	mark := byteOrderMark(data)
	raw, line := string(data[len(mark):]), "key: "+key
	end := lineEnd(raw)
	if isMarkdown(name) && front == "" {
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

// withOtherKey returns a file with another key in the place of its own, and nothing else changed.
func withOtherKey(name string, data []byte, old yamlfile.Value, key string) (after []byte, ok bool) {
	mark := byteOrderMark(data)
	raw := string(data[len(mark):])
	rest := fromLine(raw, old.At.Line)
	next := fromLine(rest, 2)
	head, line := raw[:len(raw)-len(rest)], rest[:len(rest)-len(next)]
	without := slices.Concat(mark, []byte(head+next))
	word, value, _ := strings.Cut(line, ":")
	after = slices.Concat(mark, []byte(head+word+":"+strings.Replace(value, old.Text, key, 1)+next))
	return after, saysTheSame(name, without, data, old.Text) && saysTheSame(name, without, after, key)
}

// saysTheSame reports whether a file says after what it has said before, and the key.
func saysTheSame(name string, before, after []byte, key string) bool {
	g, known := grammarOf(name, []string{"*"})
	was, bodyBefore, _, ok1 := cut(name, before, &yamlfile.Report{})
	is, bodyAfter, _, ok2 := cut(name, after, &yamlfile.Report{})
	return known && ok1 && ok2 && bodyBefore == bodyAfter && course.CheckKey(key) == nil && yamlfile.OnlyAdds(was, is, "key", key, g)
}
