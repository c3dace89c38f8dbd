// Package preview shows a course as students will see it, and what a plan would change: as pages for a browser, served from
// this machine or written as files.
//
// How Whop renders is known to Whop alone. What is certain is most of what goes wrong: structure, order, images, videos,
// quizzes, drip, drafts and links. The pages show these, say that they are not Whop's own, and mark what is uncertain.
//
// A Site is data: what was read of the files, and what page each path has. The server and the builder write the same pages from it. The
// files are a stranger's, so what they say is sanitised, and a page allows no script but the one that comes with it.
package preview

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

// Content is what a site shows. Nothing of it is changed.
type Content struct {
	Dir      string // of the repository on disk, absolute
	Courses  []*course.Course
	Problems spec.Problems
	SetAside map[course.Address][]string // files beside the lessons of a chapter that are left out, by path
	Stale    map[course.Address]bool     // what cannot be read now, and is shown as it was before
	Open     func(path string) (fs.File, error)

	Environment string
	Plan        *plan.Plan   // nil: not known
	NoPlan      string       // why it is not, in one sentence
	Again       render.Again // makes the commands that answer a plan's questions
}

// Options say how a site is shown.
type Options struct {
	Drafts  bool                // with what students do not see
	Mask    func(string) string // hides keys in pages; may be nil
	Editor  string              // the scheme of links to an editor, such as vscode; "" makes none
	Build   string              // of a server: pages of another one load themselves again; "" makes pages for files
	Version int                 // of the content, counted by a server
}

// Site is a set of pages and files. It may be used by several goroutines.
type Site struct {
	content   Content
	options   Options
	pages     map[string]func(io.Writer) error
	pageOf    map[course.Address]string
	fileOf    map[string]string // by path in the repository
	asText    map[string]string // the same, for an image that as a page may ask other hosts for more
	files     map[string]string // by path in the site
	problems  map[string][]int  // by the file that has them, or the folder that a file declares
	changes   map[course.Address][]*plan.Change
	asked     map[course.Address]bool
	leftOut   leftOut
	courses   []*navCourse
	byAddress map[course.Address]*navLesson
	targets   spec.Targets
}

// The paths of pages that belong to no course.
const (
	homePage     = "index.html"
	planPage     = "plan.html"
	problemsPage = "problems.html"
	assetsDir    = "preview"
)

// New makes the site of a content.
func New(content Content, options Options) *Site {
	s := &Site{
		content: content, options: options,
		pages: map[string]func(io.Writer) error{}, pageOf: map[course.Address]string{},
		fileOf: map[string]string{}, asText: map[string]string{}, files: map[string]string{}, byAddress: map[course.Address]*navLesson{},
	}
	taken := names{}
	for _, reserved := range []string{homePage, planPage, problemsPage} {
		taken.take(reserved)
	}
	taken.folder(assetsDir)
	for _, name := range assetNames() {
		taken.take(path.Join(assetsDir, name))
	}
	for _, c := range content.Courses {
		s.addCourse(c, taken)
	}
	s.targets = spec.NewTargets(nil, content.Courses, func(path string) bool { return s.fileOf[path] != "" })
	if !options.Drafts {
		s.leaveOutDrafts()
	}
	s.problems = problemsByPlace(s.content.Problems)
	s.changes, s.asked = changesByAddress(s.content.Plan)
	s.pages[homePage] = s.home
	s.pages[problemsPage] = s.problemList
	if content.Plan != nil || content.NoPlan != "" {
		s.pages[planPage] = s.plan
	}
	for _, name := range assetNames() {
		s.pages[path.Join(assetsDir, name)] = func(w io.Writer) error { return writeAsset(w, name) }
	}
	return s
}

// addCourse gives a course, and what is in it, their pages.
func (s *Site) addCourse(c *course.Course, taken names) {
	if !s.options.Drafts && !isSeen(&c.Resource) {
		return
	}
	dir := taken.folder(safeName(c.Address.Course))
	nav := &navCourse{course: c, path: dir + "/" + homePage}
	taken.take(nav.path)
	s.courses = append(s.courses, nav)
	s.addPage(c.Address, nav.path, func(w io.Writer) error { return s.coursePage(w, nav) })
	s.addFiles(&c.Resource, taken)
	for _, chapter := range c.Chapters {
		folder := taken.folder(dir + "/" + safeName(chapter.Address.Chapter))
		in := &navChapter{chapter: chapter, course: nav, path: folder + "/" + homePage}
		taken.take(in.path)
		nav.chapters = append(nav.chapters, in)
		s.addPage(chapter.Address, in.path, func(w io.Writer) error { return s.chapterPage(w, in) })
		for _, lesson := range chapter.Lessons {
			if !s.options.Drafts && !isSeen(&lesson.Resource) {
				continue
			}
			at := &navLesson{lesson: lesson, chapter: in, path: taken.take(folder + "/" + safeName(lesson.Address.Lesson) + ".html")}
			at.place = len(nav.lessons)
			in.lessons, nav.lessons = append(in.lessons, at), append(nav.lessons, at)
			s.byAddress[lesson.Address] = at
			s.addPage(lesson.Address, at.path, func(w io.Writer) error { return s.lessonPage(w, at) })
			s.addFiles(&lesson.Resource, taken)
		}
	}
}

// isSeen reports that the files say that students see a course or lesson. What a file says that cannot be read is not known.
func isSeen(r *course.Resource) bool { return r.Fields.Text(course.Visibility) == course.Visible }

func (s *Site) addPage(at course.Address, path string, write func(io.Writer) error) {
	s.pageOf[at], s.pages[path] = path, write
}

// addFiles gives the files that a resource shows or offers their paths. Those that may not be uploaded have no digest.
func (s *Site) addFiles(r *course.Resource, taken names) {
	for _, field := range r.Fields.Names(r.Address.Kind()) {
		for _, file := range course.FilesIn(r.Fields[field]) {
			if file.SHA256 == "" || s.fileOf[file.Path] != "" {
				continue
			}
			at := taken.take(path.Join(assetsDir, "files", safePath(file.Path)) + inertSuffix(file.Path))
			s.fileOf[file.Path], s.files[at] = at, file.Path
			if strings.EqualFold(path.Ext(at), ".svg") {
				s.asText[file.Path] = taken.take(at + ".txt")
				s.files[s.asText[file.Path]] = file.Path
			}
		}
	}
}

// offered returns the path of a file where it is offered, and not shown.
func (s *Site) offered(file string) string { return cmp.Or(s.asText[file], s.fileOf[file]) }

// Paths returns the paths of all pages and files, in order.
func (s *Site) Paths() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for p := range maps.Keys(s.pages) {
			if !yield(p) {
				return
			}
		}
		for p := range maps.Keys(s.files) {
			if !yield(p) {
				return
			}
		}
	})
}

// Has reports whether there is a page or file with a path.
func (s *Site) Has(path string) bool { return s.pages[path] != nil || s.files[path] != "" }

// Write writes a page or file. The error of a path that there is not is fs.ErrNotExist.
func (s *Site) Write(w io.Writer, path string) error {
	if write := s.pages[path]; write != nil {
		return write(w)
	}
	file := s.files[path]
	if file == "" {
		return fmt.Errorf("write %s: %w", path, fs.ErrNotExist)
	}
	in, err := s.content.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(w, in)
	return err
}

// inert are the endings of files that run nothing in a browser.
const inert = " .png .jpg .jpeg .gif .webp .avif .svg .pdf .txt .md .csv .tsv .zip .gz .7z .rar .tar .mp3 .m4a .wav .ogg .flac .mp4 .m4v .mov .webm .avi .mkv" +
	" .doc .docx .xls .xlsx .ppt .pptx .odt .ods .odp .pages .numbers .key .epub .ics .vcf .psd .ai .fig .sketch .ttf .otf .woff .woff2 .blend .stl .obj .glb .json .yaml .yml .toml .ipynb .srt .vtt "

// inertSuffix is what is put after the name of a file that a browser may run, so that it shows it as text. In a site of
// files, nothing else keeps it from that.
func inertSuffix(file string) string {
	if ext := strings.ToLower(path.Ext(file)); ext != "" && strings.Contains(inert, " "+ext+" ") {
		return ""
	}
	return ".txt"
}
