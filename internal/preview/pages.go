package preview

import (
	"cmp"
	"html/template"
	"io"
	"path"
	"strings"

	"whopsync/internal/course"
)

// homeView is the overview of the courses.
type homeView struct {
	Courses []courseCard
	LeftOut string // in a sentence, "" for nothing
}

type courseCard struct {
	Link    link
	Tagline string
	Cover   string
	Count   string
}

func (s *Site) home(w io.Writer) error {
	v := s.view("home", homePage, "Courses")
	main := homeView{LeftOut: s.coursesLeftOut()}
	for _, c := range s.courses {
		main.Courses = append(main.Courses, s.card(homePage, c))
	}
	v.Main = main
	return s.show(w, v)
}

func (s *Site) card(page string, c *navCourse) courseCard {
	r := &c.course.Resource
	return courseCard{
		Link:    link{Title: titleOf(r), Path: c.path, Hidden: r.IsHidden(), Badges: s.badges(r.Address), Problems: s.problemsOf(r)},
		Tagline: r.Fields.Text(course.Tagline), Cover: s.fileLink(page, r.Fields[course.Thumbnail]),
		Count: counted(len(c.chapters), "chapter") + ", " + countedLessons(len(c.lessons), c.all()),
	}
}

// fileLink returns the link to the file that a field holds, "" for none.
func (s *Site) fileLink(page string, v course.Value) string {
	file, ok := v.(course.File)
	if !ok || s.fileOf[file.Path] == "" {
		return ""
	}
	return relative(page, s.fileOf[file.Path])
}

// courseView is the first page of a course.
type courseView struct {
	Card        courseCard
	Description string
	Chapters    []link
	InOrder     bool
	Certificate bool
	Problems    []problem
	Editor      template.URL
	Source      string
}

func (s *Site) coursePage(w io.Writer, c *navCourse) error {
	r := &c.course.Resource
	v := s.inCourse(s.view("course", c.path, titleOf(r)), c, r)
	_, problems := s.notesOf(r, "")
	main := courseView{
		Card: s.card(c.path, c), Description: r.Fields.Text(course.Description), Problems: problems, Source: r.Source.Path, Editor: s.editorLink(r.Source.Path, 0, 0),
		InOrder: r.Fields[course.InOrder] == course.Bool(true), Certificate: r.Fields[course.Certificate] == course.Bool(true),
	}
	for _, chapter := range c.chapters {
		in := s.chapterLink(chapter)
		in.Lessons = s.lessonLinks(chapter, course.Address{})
		main.Chapters = append(main.Chapters, in)
	}
	v.Main = main
	return s.show(w, v)
}

// chapterView is the page of a chapter.
type chapterView struct {
	Link     link
	Lessons  []link
	SetAside []string
	Problems []problem
	Source   string
}

func (s *Site) chapterPage(w io.Writer, c *navChapter) error {
	r := &c.chapter.Resource
	v := s.inCourse(s.view("chapter", c.path, titleOf(r)), c.course, r)
	_, problems := s.notesOf(r, "")
	main := chapterView{Link: s.chapterLink(c), Lessons: s.lessonLinks(c, course.Address{}), Problems: problems, Source: r.Source.Path}
	if s.options.Drafts {
		main.SetAside = s.content.SetAside[r.Address]
	}
	v.Main = main
	return s.show(w, v)
}

// problemsView is the page of all problems.
type problemsView struct {
	Problems []problem
	LeftOut  string // in a sentence, "" for nothing
}

// problemList is the page of all problems.
func (s *Site) problemList(w io.Writer) error {
	v := s.view("problems", problemsPage, "Problems")
	pages := map[string]string{}
	for r := range course.All(s.content.Courses) {
		if at := s.pageOf[r.Address]; at != "" {
			pages[r.Source.Path] = at
		}
	}
	var problems []problem
	for _, p := range s.content.Problems {
		shown := s.shownProblem(p)
		shown.Page = cmp.Or(pages[p.Path], pages[path.Dir(p.Path)])
		problems = append(problems, shown)
	}
	v.Main = problemsView{problems, leftOutOf(s.leftOut.Problems, "problem")}
	return s.show(w, v)
}

// gone is the page of a path that has none: it leads to the overview, to what is left of its course, and to where the resource with a key is
// now. key is "" where the former page had none.
func (s *Site) gone(w io.Writer, at, key string) error {
	v := s.view("gone", at, "Not there any more")
	dir, _, _ := strings.Cut(at, "/")
	for _, c := range s.courses {
		if path.Dir(c.path) == dir {
			v = s.inCourse(v, c, &course.Resource{})
		}
	}
	v.Key = key
	for r := range course.All(s.content.Courses) {
		if to := s.pageOf[r.Address]; to != "" && key != "" && r.Key == key {
			v.Main = link{Title: titleOf(r), Path: to}
		}
	}
	return s.show(w, v)
}
