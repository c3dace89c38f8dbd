package spec

import (
	"fmt"
	"slices"
	"sync/atomic"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/yamlfile"
)

// Load reads everything that the repository declares, for the environment called env
// ("" is the repository's default). The problems are all that there are; the project may
// be used only if no error is among them.
func Load(repo *Repo, env string) (*Project, Problems) {
	l := discover(repo)
	environment := l.settings.choose(env, repo.shell, &l.config.report)
	l.read(environment.Name)
	nameUnknownKeys(l.declarations(), l.settings.IgnoreKeys)
	courses := l.build()
	l.settings.answers(courses, &l.config.report)
	for i := range l.settings.Removed {
		l.settings.Removed[i].Again = l.declared[l.settings.Removed[i].Address]
	}
	for i := range l.settings.Moved {
		move := &l.settings.Moved[i]
		move.Idle = l.declared[move.From] && !l.declared[move.To]
	}
	files := l.link()
	if l.texts.IsSpent() {
		l.config.report.Error(yamlfile.Span{}, "too-much-text", "the texts of the lessons are nested too deeply or repeat too often, all together; not all were read", "make them simpler")
	}
	l.discovered = append(l.discovered, warnOfUnread(l.documents, l.declarations())...)
	for _, c := range l.courses {
		for _, chapter := range c.chapters {
			warnOfOrderKeys(chapter)
		}
	}
	return &Project{Config: l.settings, Environment: environment, Courses: courses, Files: files, Variables: l.filling.variables.values, Known: l.filling.variables.known}, l.problems()
}

// loading is what is known between the discovery of the files and the finished model.
type loading struct {
	repo       *Repo
	texts      markdown.Budget
	quota      yamlfile.Quota
	config     declaration // whopsync.yaml
	settings   Config
	courses    []*courseDir
	strays     []*lessonFile // that lie where no lesson can be
	documents  []string      // files that may be taken for lessons
	filling    *filling
	discovered Problems // what is wrong with the files' places and names
	declared   map[course.Address]bool
}

// discover reads whopsync.yaml and finds the files of all courses.
func discover(repo *Repo) *loading {
	repo.memory.ofTexts().Turn()
	l := &loading{repo: repo, texts: markdown.Budget{Memory: repo.memory.ofTexts()}, config: declarationAt(ConfigFile, fileName{})}
	l.settings = readConfig(repo, &l.config)
	found := discovery{repo: repo, texts: &l.texts}
	l.courses, l.discovered = found.find(l.config.object.Values["courses"].List, &l.config.report), found.problems
	l.documents, l.strays = found.documents, found.strays
	return l
}

// read reads all files, for an environment.
func (l *loading) read(environment string) {
	l.filling = l.fillingFor(environment)
	for _, d := range l.declarations() {
		d.report.Quota = &l.quota
	}
	var size atomic.Int64 // of what is kept
	inParallel(l.declarations(), func(d *declaration) {
		if size.Load() > maxText {
			return
		}
		d.read(l.repo, l.settings.IgnoreKeys, &l.texts)
		size.Add(int64(len(d.body.text)))
	})
	inParallel(l.lessons(), func(f *lessonFile) { f.infer(l.repo.now, l.filling) })
	if size.Add(l.filling.size.Load()) > maxText {
		l.config.report.Error(yamlfile.Span{}, "too-much-text", fmt.Sprintf("the files have more than %s of text, all together; not all were read", byteCount(maxText)), "make two repositories of it")
	}
}

// fillingFor fills in what holds in an environment.
func (l *loading) fillingFor(environment string) *filling {
	f := &filling{repo: l.repo, texts: &l.texts, quota: &l.quota, in: environment, lessons: map[string]bool{}, snippets: map[string]*snippet{}}
	f.variables = variablesOf(l.config.object, environment, &l.config.report)
	for _, lesson := range l.lessons() {
		f.lessons[lesson.path] = true
	}
	return f
}

// declarations returns each course, followed by its chapters, each followed by its lessons, and then what lies where no lesson can be.
func (l *loading) declarations() []*declaration {
	var all []*declaration
	for _, c := range l.courses {
		all = append(all, &c.declaration)
		for _, chapter := range c.chapters {
			all = append(all, &chapter.declaration)
			for _, lesson := range chapter.lessons {
				all = append(all, &lesson.declaration)
			}
		}
	}
	for _, stray := range l.strays {
		all = append(all, &stray.declaration)
	}
	return all
}

// sources returns the files that are read, by path.
func (l *loading) sources() []string {
	var names []string
	for _, d := range append(l.declarations(), &l.config) {
		if d.path != "" {
			names = append(names, d.path)
		}
	}
	slices.Sort(names)
	return names
}

func (l *loading) lessons() []*lessonFile {
	var all []*lessonFile
	for _, c := range l.courses {
		for _, chapter := range c.chapters {
			all = append(all, chapter.lessons...)
		}
	}
	return append(all, l.strays...)
}

// problems returns what was found to be wrong so far.
func (l *loading) problems() Problems {
	all := slices.Concat(l.config.report.Problems, l.discovered)
	for _, d := range l.declarations() {
		all = append(all, d.report.Problems...)
	}
	if l.filling != nil {
		for _, s := range l.filling.snippets {
			all = append(all, s.report.Problems...)
		}
	}
	if l.quota.IsSpent() {
		all = append(all, Problem{
			Path: ConfigFile, Severity: SeverityWarning, Rule: "too-many-problems",
			Message: fmt.Sprintf("the repository has more than %d problems; not all of them are listed", yamlfile.MaxKept),
		})
	}
	return all.Sorted()
}

// build makes the model of what was read: order and addresses first, since everything
// else may point to them.
func (l *loading) build() []*course.Course {
	l.declared = make(map[course.Address]bool)
	keepNumbers(l.courses)
	l.courses = inOrder(l.courses, yamlfile.Value{}, "course", nil)
	checkDistinct(l.courses, "course")
	checkKeys(l.declarations(), l.repo.shell)
	var courses []*course.Course
	for _, c := range l.courses {
		courses = append(courses, l.course(c))
	}
	return courses
}

// link fills the fields and texts that wait for files, and returns the files, by path.
func (l *loading) link() []course.File {
	linker := linker{repo: l.repo, texts: &l.texts, finder: l.finder(nil), config: l.settings, courses: l.courses, variables: l.filling.variables,
		byPath: make(map[string]*lessonFile), byName: make(map[string][]*lessonFile), hidden: inHidden(l.courses)}
	for _, lesson := range l.lessons() {
		linker.byPath[lesson.path] = lesson
		name := fold(lesson.file.name)
		linker.byName[name] = append(linker.byName[name], lesson)
	}
	for _, c := range l.courses {
		c.referFiles(courseGrammar.Keys)
		linker.checkPlainFields(&c.declaration)
		for _, chapter := range c.chapters {
			linker.checkPlainFields(&chapter.declaration)
		}
	}
	inParallel(l.lessons(), linker.referLesson)
	if linker.local.Load() > maxLocal {
		l.config.report.Error(yamlfile.Span{}, "too-many-links", fmt.Sprintf("the lessons have more than %d links and images that lead to files; not all were read", maxLocal), "make two repositories of it")
	}
	var wanted []*want
	for _, d := range l.declarations() {
		wanted = append(wanted, d.wanted...)
	}
	return linker.fulfil(wanted)
}

// finder finds what is declared and what else is there; with to, at the places where that comes to lie.
func (l *loading) finder(to func(string) string) finder {
	isFile := func(name string) bool {
		entry, err := l.repo.folders.lookUp(name)
		return err == nil && !entry.IsDir()
	}
	if to == nil {
		to = func(name string) string { return name }
	}
	f := newFinder(nil, isFile)
	for _, dir := range l.settings.Static {
		f.static = append(f.static, to(dir))
	}
	for _, lesson := range l.lessons() {
		f.add(to(lesson.path), to(lesson.at))
	}
	return f
}

func (l *loading) course(c *courseDir) *course.Course {
	setDefault(c.fields, course.Visibility, course.Text(course.Visible))
	if title, ok := c.object.Get("title"); ok {
		checkTitle(&c.report, &l.texts, title.At, title.Text)
		checkCourseTitle(&c.report, title)
	}
	l.setAddress(&c.declaration, course.Address{Course: c.file.name})
	built := &course.Course{Resource: c.resource()}
	keepNumbers(c.chapters)
	c.chapters = inOrder(c.chapters, c.object.Values["chapters"], "chapter", &c.report)
	checkDistinct(c.chapters, "chapter")
	for _, chapter := range c.chapters {
		built.Chapters = append(built.Chapters, l.chapter(chapter, built))
	}
	if len(c.chapters) == 0 && len(l.discovered)+len(l.strays) == 0 {
		c.report.Warn(yamlfile.Span{}, "empty", "the course has no lessons", "")
	}
	return built
}

// checkCourseTitle warns where it is assumed, by the limits of lessons and chapters, that
// Whop might cut: no limit of a course's title is documented.
func checkCourseTitle(r *yamlfile.Report, title yamlfile.Value) {
	if n := utf8.RuneCountInString(title.Text); n > course.MaxLessonTitle {
		r.Warn(title.At, "long-title", fmt.Sprintf("the title has %d characters, and Whop may cut it at %d", n, course.MaxLessonTitle), "")
	}
}

func (l *loading) chapter(c *chapterDir, in *course.Course) *course.Chapter {
	if title, ok := c.object.Get("title"); ok {
		checkTitle(&c.report, &l.texts, title.At, title.Text)
	} else {
		c.fields[course.Title] = course.Text(c.defaultTitle(in))
	}
	l.setAddress(&c.declaration, in.Address.Child(c.file.name))
	built := &course.Chapter{Resource: c.resource()}
	keepNumbers(c.lessons)
	c.lessons = inOrder(c.lessons, c.object.Values["lessons"], "lesson", &c.report)
	checkDistinct(c.lessons, "lesson")
	for _, lesson := range c.lessons {
		l.setAddress(&lesson.declaration, c.address.Child(lesson.file.name))
		built.Lessons = append(built.Lessons, &course.Lesson{Resource: lesson.resource()})
	}
	if len(c.lessons) == 0 && len(l.discovered)+len(l.strays) == 0 {
		c.report.Warn(yamlfile.Span{}, "empty", "the chapter has no lessons, and students see it empty", "put a lesson into its folder, or remove the folder")
	}
	return built
}

// defaultTitle is the folder's name in words; a chapter without a folder of its own has
// the course's title.
func (c *chapterDir) defaultTitle(in *course.Course) string {
	title := c.file.words()
	if c.implicit {
		title = in.Title()
	}
	yamlfile.CheckLength(&c.report, yamlfile.Span{}, "the title, which is the folder's name,", title, course.MaxChapterTitle)
	return title
}

// setAddress gives an address, whose last part came from the file system, where everything is
// possible.
func (l *loading) setAddress(d *declaration, address course.Address) {
	if err := course.CheckName(d.file.name); err != nil {
		d.report.Error(yamlfile.Span{}, "bad-name", fmt.Sprintf("the name cannot be part of an address: %v", err), "rename it")
	}
	checkName(&d.report, d.at, l.repo.forbidden)
	d.address = address
	l.declared[address] = true
}
