package spec

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/yamlfile"
)

// sibling is a course among courses, a chapter among chapters or a lesson among lessons.
type sibling interface{ self() *declaration }

// inOrder returns the siblings in their order: the list's where there is one, else that
// of the numbers and names of the files.
func inOrder[S sibling](siblings []S, list yamlfile.Value, kind string, r *yamlfile.Report) []S {
	slices.SortFunc(siblings, func(a, b S) int { return a.self().file.compare(b.self().file) })
	if list.List == nil {
		warnOfEqualNumbers(siblings)
		return siblings
	}
	var ordered []S
	taken := make(map[*declaration]int, len(siblings))
	named, names := entriesOf(siblings), namesIn(siblings)
	for _, entry := range list.List {
		i, ok := named[entry.Text]
		if !ok && isMarkdown(entry.Text) {
			i, ok = named[parseName(stemOf(entry.Text)).name]
		}
		if !ok {
			r.Error(entry.At, "unknown-entry", fmt.Sprintf("no %s %q", kind, yamlfile.Shorten(entry.Text)), r.DidYouMean(entry.Text, names))
			continue
		}
		s := siblings[i].self()
		if line, ok := taken[s]; ok {
			r.Error(entry.At, "duplicate-entry", fmt.Sprintf("%s %q is listed twice, first on line %d", kind, s.file.name, line), "")
			continue
		}
		taken[s] = entry.At.Line
		ordered = append(ordered, siblings[i])
	}
	for _, s := range siblings {
		if _, ok := taken[s.self()]; !ok {
			r.Error(list.Key, "missing-entry", fmt.Sprintf("the list does not have %s %q", kind, s.self().file.name),
				"add it, or put _ before its file's name to leave it out")
			ordered = append(ordered, s)
		}
	}
	return ordered
}

// warnOfEqualNumbers warns where nothing but the rest of the names says which comes first.
func warnOfEqualNumbers[S sibling](siblings []S) {
	first := make(map[string]*declaration, len(siblings))
	for _, s := range siblings {
		this := s.self()
		number := this.file.countsAs()
		switch twin := first[number]; {
		case number == "":
		case twin == nil:
			first[number] = this
		default:
			this.report.Warn(yamlfile.Span{}, "equal-number", fmt.Sprintf("has the same number as %s", path.Base(twin.at)), "give one of the two another number")
		}
	}
}

// keepNumbers leaves the numbers in the addresses of siblings whose names differ by nothing else.
func keepNumbers[S sibling](siblings []S) {
	count := make(map[string]int, len(siblings))
	for _, s := range siblings {
		if file := s.self().file; file.number != "" {
			count[fold(file.name)]++
		}
	}
	for _, s := range siblings {
		if file := &s.self().file; file.number != "" && count[fold(file.name)] > 1 {
			file.name = file.stem
		}
	}
}

// entriesOf returns which sibling each entry of a list names: by the part of its address, by its key,
// or by its file's name with or without prefix and extension. A part of an address goes before a
// name of a file, which may be another's.
func entriesOf[S sibling](siblings []S) map[string]int {
	named := make(map[string]int, 4*len(siblings))
	add := func(i int, names ...string) {
		for _, name := range names {
			if _, ok := named[name]; !ok {
				named[name] = i
			}
		}
	}
	for i, s := range siblings {
		add(i, s.self().file.name)
	}
	for i, s := range siblings {
		d := s.self()
		base := path.Base(d.at)
		add(i, base, stemOfContent(base), d.file.formerName())
		if key := d.key().Text; key != "" {
			add(i, key)
		}
	}
	return named
}

func namesIn[S sibling](siblings []S) []string {
	names := make([]string, len(siblings))
	for i, s := range siblings {
		names[i] = s.self().file.name
	}
	return names
}

// checkDistinct complains of siblings whose addresses are equal, or would be on a system
// that takes letter case or Unicode forms for the same.
func checkDistinct[S sibling](siblings []S, kind string) {
	first := make(map[string]*declaration, len(siblings))
	for _, s := range siblings {
		this := s.self()
		name := this.file.name
		twin, ok := first[fold(name)]
		if !ok {
			first[fold(name)] = this
			continue
		}
		how := "has the same address as"
		if name != twin.file.name {
			how = "differs only by letter case or Unicode form from"
		}
		this.report.Error(yamlfile.Span{}, "duplicate-address", fmt.Sprintf("%s %q %s %s", kind, name, how, twin.at), "rename one of the two")
	}
}

// checkKeys complains of two files with one key: a copy brings along the key of what it was
// copied from, and only its author knows which of the two is the copy.
func checkKeys(declarations []*declaration, shell hint.Shell) {
	all := slices.DeleteFunc(slices.Clone(declarations), func(d *declaration) bool { return d.key().Text == "" })
	slices.SortFunc(all, func(a, b *declaration) int { return strings.Compare(a.path, b.path) })
	first := make(map[string]*declaration, len(all))
	for _, one := range all {
		if _, ok := first[one.key().Text]; !ok {
			first[one.key().Text] = one
		}
	}
	for _, one := range all {
		key := one.key()
		twin := first[key.Text]
		if twin == one {
			continue
		}
		at := twin.key().At
		one.report.Error(key.At, "duplicate-key", fmt.Sprintf("key %q is also that of %s:%d:%d", key.Text, twin.path, at.Line, at.Col),
			fmt.Sprintf("two files cannot have one key: give the copy a new key with `%s` if it is this file, with `%s` if it is the other; for a copied folder, name the folder",
				shell.Command("key --copy", shell.Path(one.path)), shell.Command("key --copy", shell.Path(twin.path))))
	}
}
