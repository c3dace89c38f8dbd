package spec

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// linker connects references to other files with their targets. All lessons and their
// addresses are known now.
type linker struct {
	repo    *Repo
	texts   *markdown.Budget
	finder  finder
	byPath  map[string]*lessonFile
	byName  map[string][]*lessonFile // by folded file name, for suggestions
	courses []*courseDir
	config  Config

	variables variables
	hidden    map[string]string // by the path of a lesson: its course.yaml, if that hides the course

	local atomic.Int64 // links and images seen that lead into the repository, against maxLocal
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
		if !hasExtension(w.path) { // an error only in links: an import may have brought it, with its upload
			w.report.Warn(w.at, "no-extension", yamlfile.Shorten(w.as)+" has no extension"+noExtension, "name it as what it is, such as "+path.Base(w.path)+".txt")
		}
		if a.odd != nil {
			w.report.Warn(w.at, a.odd.rule, fmt.Sprintf("%s %s", yamlfile.Shorten(w.as), a.odd.message), a.odd.hint)
		}
		file := a.file
		file.Named = w.use.ShowsName()
		w.set(file)
	}
	l.repo.memory.forgetOthers(assets)
	var files []course.File
	for _, a := range sorted {
		if a.flaw == nil {
			files = append(files, a.file)
		}
	}
	return files
}

// suggest returns a hint for a missing file, with the path of what may be meant by it.
func (l *linker) suggest(f *flaw, w *want) string {
	if f.rule != "missing-file" {
		return ""
	}
	meant := l.nearest(w)
	switch {
	case meant != "" && isMarkdown(w.path) && !isMarkdown(meant) && stemOf(path.Base(meant)) == stemOf(path.Base(w.path)):
		return fmt.Sprintf("%s is there, and is no lesson: rename it to %s", path.Base(meant), path.Base(w.path))
	case meant != "" && (isMarkdown(meant) || !isMarkdown(w.path)): // a link to a lesson wants no other file
		return fmt.Sprintf("did you mean %q?", Relative(path.Dir(w.from()), meant)+w.anchor)
	}
	dir, base := path.Split(w.path)
	if _, err := l.repo.folders.lookUp(dir + "_" + base); err == nil && isMarkdown(base) {
		return "_" + base + " is there, and names that begin with _ are left out: rename it"
	}
	if w.use == Media {
		return "put the file there, or remove the element"
	}
	return "put the file there, or remove the link"
}

// nearest returns the same path in other letter case, a neighbour with nearly its name, else a
// lesson of its name, or "". Only what fits is worth a hint.
func (l *linker) nearest(w *want) string {
	isLesson := func(at string) bool { // no other text may be linked to, and no text wants a link to itself
		return at != w.from() && (!isMarkdown(at) || l.byPath[at] != nil)
	}
	if found := l.folded(w); found != "" && isLesson(found) {
		return found
	}
	dir, base := path.Split(w.path)
	entries, _ := l.repo.folders.list(path.Clean(dir))
	if !w.report.Searches(len(entries)) {
		return ""
	}
	fits := func(name string) bool { return w.use.accepts(kindOfName(name)) }
	takesLessons := fits("lesson.md")
	var names, files []string // what is compared, and the file that it stands for
	_, extension := cutLessonExtension(base)
	for _, e := range entries {
		name := e.Name()
		if takesLessons {
			if lesson, ok := l.finder.lesson(dir + name); ok && isLesson(lesson) {
				bare, _ := cutLessonExtension(name)
				names, files = append(names, bare+extension), append(files, lesson)
				continue
			}
		}
		if fits(name) && isLesson(dir+name) {
			names, files = append(names, name), append(files, dir+name)
		}
	}
	if near, ok := w.report.Nearest(base, names); ok {
		return files[slices.Index(names, near)]
	}
	if same := l.byName[fold(parseName(stemOf(w.path)).name)]; len(same) == 1 && fits(same[0].path) {
		return same[0].path
	}
	return ""
}

// folded returns the file that a path leads to when letter case does not count, or "".
func (l *linker) folded(w *want) string {
	at := "."
	for part := range strings.SplitSeq(w.path, "/") {
		entries, _ := l.repo.folders.list(at)
		if !w.report.Searches(len(entries)) {
			return ""
		}
		i := slices.IndexFunc(entries, func(e fs.DirEntry) bool { return strings.EqualFold(e.Name(), part) })
		if i < 0 {
			return ""
		}
		at = path.Join(at, entries[i].Name())
	}
	return at
}

// hasExtension reports a name that says of what kind its file is.
func hasExtension(name string) bool { return len(path.Ext(name)) > 1 }

const noExtension = ", and Whop takes no upload without one"
