package spec

import (
	"fmt"
	"runtime"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/safegroup"
	"whopsync/internal/yamlfile"
)

// Load reads everything that the repository declares, for the environment called env
// ("" is the repository's default). The problems are all that there are; the project may
// be used only if no error is among them.
func Load(repo *Repo, env string) (*Project, Problems) {
	config := &yamlfile.Report{Path: ConfigFile}
	settings, globs := readConfig(repo, config)
	environment := settings.choose(env, config)

	found := survey{repo: repo}
	l := &loading{repo: repo, courses: found.find(globs, config)}
	l.complete = len(found.problems) == 0
	l.read()
	courses := l.build()
	settings.answers(courses, config)
	for i := range settings.Removed {
		settings.Removed[i].Again = l.declared[settings.Removed[i].Address]
	}
	for i := range settings.Moved {
		move := &settings.Moved[i]
		move.Idle = l.declared[move.From] && !l.declared[move.To]
	}
	files := l.refer()
	l.warnOfLinks(environment, config)

	problems := slices.Concat(config.Problems, found.problems, l.problems())
	return &Project{Config: settings, Environment: environment, Courses: courses, Files: files}, problems.Sorted()
}

// loading is what is known between the survey of the files and the finished model.
type loading struct {
	repo     *Repo
	courses  []*courseDir
	complete bool // the survey saw everything
	declared map[course.Address]bool

	lessons []*lessonFile // in order
	byPath  map[string]*lessonFile
	byName  map[string][]*lessonFile // by folded file name, for suggestions
}

// read reads all files, as many at a time as there are processors. Each writes to a
// place of its own, so the outcome does not depend on who is first.
func (l *loading) read() {
	group := safegroup.New()
	group.SetLimit(runtime.GOMAXPROCS(0))
	do := func(read func()) { group.Go(func() error { read(); return nil }) }
	for _, c := range l.courses {
		do(func() { c.key = c.yaml.read(l.repo, courseGrammar) })
		for _, chapter := range c.chapters {
			if chapter.yaml.path != "" {
				do(func() { chapter.key = chapter.yaml.read(l.repo, chapterGrammar) })
			}
			for _, lesson := range chapter.lessons {
				do(func() { lesson.read(l.repo) })
			}
		}
	}
	_ = group.Wait() // what goes wrong is a problem of its file
}

// read reads the file, and returns its key.
func (d *declaration) read(repo *Repo, g yamlfile.Grammar) (key yamlfile.Value) {
	if text, ok := readText(repo, &d.report); ok {
		d.object, _ = yamlfile.Read(text, g, &d.report)
	}
	return d.object.Values["key"]
}

// problems returns what is wrong in the files of the courses.
func (l *loading) problems() Problems {
	var all Problems
	for _, c := range l.courses {
		all = append(all, c.yaml.report.Problems...)
		for _, chapter := range c.chapters {
			all = append(all, chapter.yaml.report.Problems...)
			for _, lesson := range chapter.lessons {
				all = append(all, lesson.report.Problems...)
			}
		}
	}
	return all
}

// warnOfLinks says once that links between lessons will not work.
func (l *loading) warnOfLinks(e Environment, config *yamlfile.Report) {
	links := 0
	for _, lesson := range l.lessons {
		for _, ref := range lesson.refs {
			if !ref.Lesson.IsZero() {
				links++
			}
		}
	}
	if links > 0 && e.LessonURL == "" {
		config.Warn(yamlfile.Span{}, "no-lesson-url", fmt.Sprintf("links between lessons (there are %d) become plain text in environment %q", links, e.Name),
			"set its lesson_url to the address that lessons have on Whop")
	}
}

// build makes the model of what was read: order and addresses first, since everything
// else may point to them.
func (l *loading) build() []*course.Course {
	l.declared = make(map[course.Address]bool)
	l.courses = inOrder(l.courses, yamlfile.Value{}, "course", nil)
	checkDistinct(l.courses, "course")
	checkKeys(l.courses)
	var courses []*course.Course
	for _, c := range l.courses {
		courses = append(courses, l.course(c))
	}
	return courses
}

func (l *loading) course(c *courseDir) *course.Course {
	fields := fieldsOf(c.yaml.object, courseGrammar.Keys)
	c.fields = fields
	setDefault(fields, course.Visibility, course.Text(course.Visible))
	if title, ok := c.yaml.object.Get("title"); ok {
		checkTitle(&c.yaml.report, title.At, title.Text)
		checkCourseTitle(&c.yaml.report, title)
	}
	address := l.address(&c.identity, course.Address{}, &c.yaml.report)
	for _, chapter := range c.chapters {
		if chapter.implicit {
			chapter.file = fileName{name: c.part()}
		}
	}
	built := &course.Course{Resource: c.resource(address, c.yaml.object, fields, c.yaml.path)}
	c.chapters = inOrder(c.chapters, c.yaml.object.Values["chapters"], "chapter", &c.yaml.report)
	checkDistinct(c.chapters, "chapter")
	for _, chapter := range c.chapters {
		built.Chapters = append(built.Chapters, l.chapter(chapter, built))
	}
	if len(c.chapters) == 0 && l.complete {
		c.yaml.report.Warn(yamlfile.Span{}, "empty", "the course has no lessons", "")
	}
	return built
}

// checkCourseTitle warns where it is assumed, by the limits of lessons and chapters, that
// Whop might cut: no limit of a course's title is documented.
func checkCourseTitle(r *yamlfile.Report, title yamlfile.Value) {
	if n := len([]rune(title.Text)); n > course.MaxLessonTitle {
		r.Warn(title.At, "long-title", fmt.Sprintf("the title has %d characters, and Whop may cut it at %d", n, course.MaxLessonTitle), "")
	}
}

func (l *loading) chapter(c *chapterDir, in *course.Course) *course.Chapter {
	fields := fieldsOf(c.yaml.object, chapterGrammar.Keys)
	if title, ok := c.yaml.object.Get("title"); ok {
		checkTitle(&c.yaml.report, title.At, title.Text)
	} else {
		fields[course.Title] = course.Text(c.defaultTitle(in, &c.yaml.report))
	}
	address := l.address(&c.identity, in.Address, &c.yaml.report)
	source := c.dir
	if c.yaml.path != "" {
		source = c.yaml.path
	}
	built := &course.Chapter{Resource: c.resource(address, c.yaml.object, fields, source)}
	c.lessons = inOrder(c.lessons, c.yaml.object.Values["lessons"], "lesson", &c.yaml.report)
	checkDistinct(c.lessons, "lesson")
	for _, lesson := range c.lessons {
		built.Lessons = append(built.Lessons, l.lesson(lesson, address))
	}
	if len(c.lessons) == 0 && l.complete {
		c.yaml.report.Warn(yamlfile.Span{}, "empty", "the chapter has no lessons", "")
	}
	return built
}

// defaultTitle is the folder's name in words; a chapter without a folder of its own has
// the course's title.
func (c *chapterDir) defaultTitle(in *course.Course, r *yamlfile.Report) string {
	title := c.file.words()
	if c.implicit {
		title = in.Title()
	}
	yamlfile.CheckLength(r, yamlfile.Span{}, "the title, which is the folder's name,", title, course.MaxChapterTitle)
	return title
}

func (l *loading) lesson(f *lessonFile, chapter course.Address) *course.Lesson {
	f.address = l.address(&f.identity, chapter, &f.report)
	return &course.Lesson{Resource: f.resource(f.address, f.object, f.fields, f.path)}
}

// address returns the address of a sibling inside of parent. Its name came from the file
// system, where everything is possible.
func (l *loading) address(i *identity, parent course.Address, r *yamlfile.Report) course.Address {
	address := parent.Child(i.part())
	if parent.IsZero() {
		address = course.Address{Course: i.part()}
	}
	if err := course.CheckName(i.part()); err != nil {
		r.Error(yamlfile.Span{}, "bad-name", fmt.Sprintf("the name cannot be part of an address: %v", err), "rename it")
	}
	l.declared[address] = true
	return address
}
