package spec

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// link fills the fields and texts that wait for files, and returns the files, by path.
func (l *loading) link() []course.File {
	linker := linker{repo: l.repo, byPath: make(map[string]*lessonFile), byName: make(map[string][]*lessonFile)}
	for _, lesson := range l.lessons() {
		linker.byPath[lesson.path] = lesson
		name := fold(lesson.file.name)
		linker.byName[name] = append(linker.byName[name], lesson)
	}
	for _, c := range l.courses {
		c.referFiles(courseGrammar.Keys)
	}
	inParallel(l.lessons(), linker.referLesson)
	var wanted []*want
	for _, d := range l.declarations() {
		wanted = append(wanted, d.wanted...)
	}
	return linker.fulfil(wanted)
}

// fulfil examines each wanted file once, reports flaws at every place that wants it, and
// returns the files, by path.
func (l *linker) fulfil(wanted []*want) []course.File {
	assets := make(map[string]*asset)
	for _, w := range wanted {
		assets[w.path] = &asset{file: course.File{Path: w.path, Name: path.Base(w.path)}}
	}
	sorted := slices.SortedFunc(maps.Values(assets), func(a, b *asset) int { return strings.Compare(a.file.Path, b.file.Path) })
	inParallel(sorted, func(a *asset) { a.examine(l.repo) })
	for _, w := range wanted {
		a := assets[w.path]
		if f := a.flawFor(w.use); f != nil {
			w.report.Error(w.at, f.rule, fmt.Sprintf("%s %s", yamlfile.Shorten(w.as), f.message), cmp.Or(f.hint, l.suggest(f, w)))
			continue
		}
		w.set(a.file)
	}
	var files []course.File
	for _, a := range sorted {
		if a.flaw == nil {
			files = append(files, a.file)
		}
	}
	return files
}

// suggest returns a hint with the path of what may be meant by a missing file: the same in
// other letter case, a neighbour with nearly its name, else a lesson of its name. Only what
// fits the use is worth a hint.
func (l *linker) suggest(f *flaw, w *want) string {
	if f.rule != "missing-file" || !w.report.Suggests() {
		return ""
	}
	dir, missing := path.Dir(w.report.Path), w.path
	fits := func(name string) bool { return w.use.accepts(kindOfName(name)) }
	if found := l.folded(missing); found != "" {
		return didYouMeanPath(dir, found)
	}
	all, _ := l.repo.list(path.Dir(missing))
	entries := slices.DeleteFunc(slices.Clone(all), func(e fs.DirEntry) bool { return !fits(e.Name()) })
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		if stemOf(e.Name()) == path.Base(missing) && isMarkdown(e.Name()) {
			return didYouMeanPath(dir, path.Join(path.Dir(missing), e.Name()))
		}
		names = append(names, e.Name())
	}
	if near, ok := yamlfile.Nearest(path.Base(missing), names); ok {
		return didYouMeanPath(dir, path.Join(path.Dir(missing), near))
	}
	if same := l.byName[fold(parseName(stemOf(missing)).name)]; len(same) == 1 && fits(same[0].path) {
		return didYouMeanPath(dir, same[0].path)
	}
	return ""
}

// folded returns the file that a path leads to when letter case does not count, or "".
func (l *linker) folded(missing string) string {
	at := "."
	for part := range strings.SplitSeq(missing, "/") {
		entries, _ := l.repo.list(at)
		i := slices.IndexFunc(entries, func(e fs.DirEntry) bool { return strings.EqualFold(e.Name(), part) })
		if i < 0 {
			return ""
		}
		at = path.Join(at, entries[i].Name())
	}
	return at
}

func didYouMeanPath(dir, file string) string {
	return fmt.Sprintf("did you mean %q?", Relative(dir, file))
}
