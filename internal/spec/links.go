package spec

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/safegroup"
	"whopsync/internal/yamlfile"
)

// refer connects what points to other files with what it points to. Lessons and their
// addresses are known by now.
func (l *loading) refer() []course.File {
	l.index()
	group := safegroup.New()
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, lesson := range l.lessons {
		group.Go(func() error { l.referLesson(lesson); return nil })
	}
	_ = group.Wait() // what goes wrong is a problem of its file
	var wanted []*want
	for _, c := range l.courses {
		wanted = append(wanted, referThumbnail(&c.yaml, c.fields)...)
		for _, chapter := range c.chapters {
			for _, lesson := range chapter.lessons {
				wanted = append(wanted, lesson.wanted...)
			}
		}
	}
	return l.fulfil(wanted)
}

// index makes lessons findable by their files.
func (l *loading) index() {
	l.byPath = make(map[string]*lessonFile)
	l.byName = make(map[string][]*lessonFile)
	for _, c := range l.courses {
		for _, chapter := range c.chapters {
			for _, lesson := range chapter.lessons {
				l.lessons = append(l.lessons, lesson)
				l.byPath[lesson.path] = lesson
				name := fold(lesson.file.name)
				l.byName[name] = append(l.byName[name], lesson)
			}
		}
	}
}

// want is a place that waits for a file to be checked and digested.
type want struct {
	path   string
	use    Use
	as     string // the destination as written, for messages
	at     yamlfile.Span
	report *yamlfile.Report
	set    func(course.File)
}

// fulfil examines each wanted file once, reports flaws at every place that wants it, and
// returns the files, by path.
func (l *loading) fulfil(wanted []*want) []course.File {
	paths := make([]string, 0, len(wanted))
	for _, w := range wanted {
		paths = append(paths, w.path)
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	assets := l.examineAll(paths)
	for _, w := range wanted {
		i, _ := slices.BinarySearch(paths, w.path)
		if f := assets[i].flawFor(w.use); f != nil {
			w.report.Error(w.at, f.rule, fmt.Sprintf("%s %s", yamlfile.Shorten(w.as), f.message), cmp.Or(f.hint, l.suggestFile(f, w)))
			continue
		}
		w.set(assets[i].file)
	}
	var files []course.File
	for _, a := range assets {
		if a.flaw == nil {
			files = append(files, a.file)
		}
	}
	return files
}

func (l *loading) examineAll(paths []string) []asset {
	assets := make([]asset, len(paths))
	group := safegroup.New()
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, path := range paths {
		group.Go(func() error { assets[i] = examine(l.repo, path); return nil })
	}
	_ = group.Wait() // what goes wrong is a flaw of its file
	return assets
}

// suggestFile looks beside a missing file for one that may be meant.
func (l *loading) suggestFile(f *flaw, w *want) string {
	if f.rule != "missing-file" || !w.report.Suggests() {
		return ""
	}
	return l.suggest(path.Dir(w.report.Path), w.path, w.use.fits)
}

// suggest returns a hint with the path, from the folder dir, of what may be meant by a
// path that leads nowhere: the same in other letter case, a neighbour with nearly its name,
// else a lesson of its name. Only what fits the use is worth a hint.
func (l *loading) suggest(dir, missing string, fits func(name string) bool) string {
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
func (l *loading) folded(missing string) string {
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

// referThumbnail asks for the thumbnail of a course or lesson.
func referThumbnail(d *declaration, fields course.Fields) []*want {
	v, ok := d.object.Get("thumbnail")
	if !ok {
		return nil
	}
	return referPath(v, Thumbnail, &d.report, fields, course.Thumbnail)
}

// referPath asks for the file that a YAML path names, to become a field.
func referPath(v yamlfile.Value, u Use, r *yamlfile.Report, fields course.Fields, field course.Field) []*want {
	if v.Null {
		fields[field] = course.Null{}
		return nil
	}
	w, ok := wantPath(v, u, r)
	if !ok {
		return nil
	}
	w.set = func(f course.File) { fields[field] = f }
	return []*want{w}
}

// wantPath reads a path in YAML.
func wantPath(v yamlfile.Value, u Use, r *yamlfile.Report) (*want, bool) {
	if scheme.MatchString(v.Text) || strings.HasPrefix(v.Text, "//") {
		r.Error(v.At, "not-a-file", fmt.Sprintf("%s is an address; %s is a file of the repository", yamlfile.Shorten(v.Text), u), "put the file beside this one")
		return nil, false
	}
	t := parsePath(path.Dir(r.Path), v.Text)
	if t.form == targetBad {
		r.Error(v.At, t.flaw.rule, yamlfile.Shorten(v.Text)+" "+t.flaw.message, t.flaw.hint)
		return nil, false
	}
	return &want{path: t.path, use: u, as: v.Text, at: v.At, report: r}, true
}

// referLesson finds everything that a lesson points to.
func (l *loading) referLesson(f *lessonFile) {
	if v, ok := f.object.Get("thumbnail"); ok {
		f.wanted = append(f.wanted, referPath(v, Thumbnail, &f.report, f.fields, course.Thumbnail)...)
	}
	if v, ok := f.object.Get("main_pdf"); ok {
		f.wanted = append(f.wanted, referPath(v, PDF, &f.report, f.fields, course.MainPDF)...)
	}
	referAttachments(f)
	referQuestions(f)
	warnOfType(f)
	if strings.ContainsAny(f.body.text, markdownMarks) {
		l.referBody(f)
	}
}

// markdownMarks are the characters without which a text has no destination and no
// construct to warn of; most of the time of loading a large course is saved by them.
const markdownMarks = "[<|~{"

func referAttachments(f *lessonFile) {
	v, ok := f.object.Get("attachments")
	if !ok {
		return
	}
	if v.Null {
		f.fields[course.Attachments] = course.Null{}
		return
	}
	files := make(course.Files, len(v.List))
	f.fields[course.Attachments] = files
	seen := make(map[string]bool)
	for i, entry := range v.List {
		w, ok := wantPath(entry, Attachment, &f.report)
		switch {
		case !ok:
		case seen[w.path]:
			f.report.Error(entry.At, "duplicate-entry", yamlfile.Shorten(entry.Text)+" is attached twice", "keep one of the two")
		default:
			seen[w.path] = true
			w.set = func(file course.File) { files[i] = file }
			f.wanted = append(f.wanted, w)
		}
	}
}
