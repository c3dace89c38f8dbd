package preview

import (
	"cmp"
	"html/template"
	"path"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/render"
)

// pages are what the templates show, page by page.
type pages struct {
	content Content
	leftOut leftOut
	courses []*navCourse
	parts   parts
	frame   view // what every page has
}

func newPages(content Content, options Options, places *places, courses []*navCourse) pages {
	var out leftOut
	if !options.Drafts {
		content, out = content.withoutDrafts(places.pageOf)
	}
	problems, changes := newProblemIndex(content, options.Editor), newChangeIndex(content.Plan, places)
	frame := view{
		Language: "en", Site: "Courses", HasPlan: content.Plan != nil, PlanNote: content.NoPlan, Changes: len(changes.byAddress),
		Policy: csp(options.Build != ""), Build: options.Build, Version: options.Version,
	}
	for _, p := range content.Problems {
		frame.Problems.add(p)
	}
	return pages{content, out, courses, parts{places, problems, changes}, frame}
}

// page is a page as it stands outside of a course.
func (p *pages) page(template, at, title string, main any) view {
	v := p.frame
	v.Template, v.Path, v.Title, v.Main = template, at, title, main
	return v
}

// inCourse adds the sidebar of a course to the page of a resource in it.
func (p *pages) inCourse(v view, c *navCourse, r *course.Resource) view {
	v.Site, v.Course, v.Chapters, v.Key = titleOf(&c.course.Resource), c.path, p.parts.sidebar(c, r.Address), r.Key
	v.Language = cmp.Or(c.course.Fields.Text(course.Language), v.Language)
	v.IsStale = p.content.Stale[r.Address]
	for _, lesson := range c.lessons {
		v.Drip = v.Drip || unlockDay(lesson.lesson) > 0
	}
	return v
}

// homeView is the overview of the courses.
type homeView struct {
	Courses []courseCard
	LeftOut string // in a sentence, "" for nothing
}

func (p *pages) home() view {
	main := homeView{LeftOut: coursesLeftOut(len(p.content.Courses) - len(p.courses))}
	for _, c := range p.courses {
		main.Courses = append(main.Courses, p.parts.card(homePage, c))
	}
	return p.page("home", homePage, "Courses", main)
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

func (p *pages) course(c *navCourse) view {
	r := &c.course.Resource
	_, problems := p.parts.problems.of(r, "")
	main := courseView{
		Card: p.parts.card(c.path, c), Description: r.Fields.Text(course.Description), Problems: problems,
		Source: r.Source.Path, Editor: p.parts.problems.editor.link(r.Source.Path, 0, 0),
		InOrder: r.Fields[course.InOrder] == course.Bool(true), Certificate: r.Fields[course.Certificate] == course.Bool(true),
	}
	for _, chapter := range c.chapters {
		in := p.parts.chapterLink(chapter)
		in.Lessons = p.parts.lessonLinks(chapter, course.Address{})
		main.Chapters = append(main.Chapters, in)
	}
	return p.inCourse(p.page("course", c.path, titleOf(r), main), c, r)
}

// chapterView is the page of a chapter.
type chapterView struct {
	Link     link
	Lessons  []link
	SetAside []string
	Problems []problem
	Source   string
}

func (p *pages) chapter(c *navChapter) view {
	r := &c.chapter.Resource
	_, problems := p.parts.problems.of(r, "")
	main := chapterView{
		Link: p.parts.chapterLink(c), Lessons: p.parts.lessonLinks(c, course.Address{}), SetAside: p.content.SetAside[r.Address], Problems: problems, Source: r.Source.Path,
	}
	return p.inCourse(p.page("chapter", c.path, titleOf(r), main), c.course, r)
}

func (p *pages) lesson(n *navLesson) view {
	r := &n.lesson.Resource
	return p.inCourse(p.page("lesson", n.path, titleOf(r), p.parts.lesson(n)), n.chapter.course, r)
}

func (p *pages) plan() view {
	main := planView{Environment: p.content.Environment, Note: p.content.NoPlan, LeftOut: leftOutOf(p.leftOut.Changes, "change")}
	if shown := p.content.Plan; shown != nil {
		main.Overview, main.Unmanaged = render.Overview(shown), shown.Unmanaged
		main.Questions, main.Refusals = p.parts.changes.refusals(shown, p.content.Again)
		main.Changes = planChanges(shown, p.parts.changes)
	}
	return p.page("plan", planPage, "What would change", main)
}

// problemsView is the page of all problems.
type problemsView struct {
	Problems []problem
	LeftOut  string // in a sentence, "" for nothing
}

func (p *pages) problems() view {
	pageOf := map[string]string{}
	for r := range course.All(p.content.Courses) {
		if at := p.parts.places.pageOf[r.Address]; at != "" {
			pageOf[r.Source.Path] = at
		}
	}
	main := problemsView{LeftOut: leftOutOf(p.leftOut.Problems, "problem")}
	for _, found := range p.content.Problems {
		shown := p.parts.problems.shown(found)
		shown.Page = cmp.Or(pageOf[found.Path], pageOf[path.Dir(found.Path)])
		main.Problems = append(main.Problems, shown)
	}
	return p.page("problems", problemsPage, "Problems", main)
}

// gone is the page of a path that has none: it leads to the overview, to what is left of its course, and to where the resource with a key is
// now. key is "" where the former page had none.
func (p *pages) gone(at, key string) view {
	v := p.page("gone", at, "Not there any more", nil)
	dir, _, _ := strings.Cut(at, "/")
	for _, c := range p.courses {
		if path.Dir(c.path) == dir {
			v = p.inCourse(v, c, &course.Resource{})
		}
	}
	v.Key = key
	for r := range course.All(p.content.Courses) {
		if to := p.parts.places.pageOf[r.Address]; to != "" && key != "" && r.Key == key {
			v.Main = link{Title: titleOf(r), Path: to}
		}
	}
	return v
}
