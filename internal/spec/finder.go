package spec

import (
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// finder finds what the destinations of texts lead to.
type finder struct {
	static  []string               // the folders in which a destination that begins with / is looked for
	isFile  func(path string) bool // whether a file is there
	lessons map[string]string      // files of lessons, by their paths without extension; of those that are folders, by these too
}

func newFinder(static []string, isFile func(string) bool) finder {
	return finder{static, isFile, map[string]string{}}
}

// add adds a lesson, which lies at a place: its file, or the folder around that.
func (f finder) add(file, place string) {
	f.lessons[strings.TrimSuffix(file, path.Ext(file))] = file
	if place != file {
		f.lessons[place] = file
	}
}

// find returns the file that a target leads to. A lesson is found under the names by which other tools link to it. What is
// not there is the path as written; of a target that begins with /, "" where no folder is static.
func (f finder) find(t target) (file string, isLesson bool) {
	candidates := f.candidates(t)
	for _, at := range candidates {
		lesson, ok := f.lesson(at)
		if ok && (lesson == at || !f.isFile(at)) {
			return lesson, true
		}
		if f.isFile(at) {
			return at, false
		}
	}
	if len(candidates) == 0 {
		return "", false
	}
	return candidates[0], false
}

// file is find for what can be no lesson, such as an image.
func (f finder) file(t target) string {
	candidates := f.candidates(t)
	if i := slices.IndexFunc(candidates, f.isFile); i >= 0 {
		return candidates[i]
	}
	return strings.Join(candidates[:min(1, len(candidates))], "")
}

func (f finder) candidates(t target) (paths []string) {
	if !t.rooted {
		return []string{t.path}
	}
	for _, dir := range f.static {
		paths = append(paths, path.Join(dir, t.path))
	}
	return paths
}

// lessonExtensions are those with which links name a lesson, here or in other tools.
var lessonExtensions = []string{".md", ".markdown", ".mdx", ".html", ".htm"}

// lesson returns the lesson that a path names: by its file, as .html, without extension, or as a folder or the index in it.
func (f finder) lesson(at string) (file string, ok bool) {
	bare, _ := cutLessonExtension(at)
	if file, ok = f.lessons[bare]; !ok && slices.Contains(indexStems, strings.ToLower(path.Base(bare))) {
		file, ok = f.lessons[path.Dir(bare)]
	}
	return file, ok
}

// cutLessonExtension returns a path without the extension with which it names a lesson.
func cutLessonExtension(at string) (bare, extension string) {
	if ext := path.Ext(at); slices.Contains(lessonExtensions, strings.ToLower(ext)) {
		return strings.TrimSuffix(at, ext), ext
	}
	return at, ""
}

// Targets tells where destinations in the files of a project lead.
type Targets struct{ finder finder }

// Targets returns those of a project.
func (p *Project) Targets() Targets {
	shown := map[string]bool{}
	for _, file := range p.Files {
		shown[file.Path] = true
	}
	return NewTargets(p.Config.Static, p.Courses, func(path string) bool { return shown[path] })
}

// NewTargets returns those of courses, of static folders, and of the files that are there.
func NewTargets(static []string, courses []*course.Course, isFile func(path string) bool) Targets {
	f := newFinder(static, isFile)
	for r := range course.All(courses) {
		if r.Address.Kind() == course.KindLesson {
			f.add(r.Source.Path, Place(r))
		}
	}
	return Targets{f}
}

// Of returns the file of the repository that a destination in a file leads to, and the anchor after it; ok is false where it
// leads to none.
func (t Targets) Of(from, destination string) (file, anchor string, ok bool) {
	to, flaw := parseTarget(path.Dir(from), destination)
	if flaw != nil || to.isRemote || to.path == "" {
		return "", "", false
	}
	file, _ = t.finder.find(to)
	return file, to.anchor, file != ""
}
