package preview

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"path"
	"strings"
	"sync"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

//go:embed assets templates
var embedded embed.FS

var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").ParseFS(embedded, "templates/*.html"))
})

func assetNames() []string {
	entries, _ := embedded.ReadDir("assets") // which is embedded
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func writeAsset(w io.Writer, name string) error {
	data, err := embedded.ReadFile(path.Join("assets", name))
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}

// csp allows what comes with a page, and the players of videos.
func csp(isServed bool) string {
	connect := "'none'"
	if isServed {
		connect = "'self'"
	}
	return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; connect-src " + connect +
		"; frame-src 'self' https://www.youtube-nocookie.com https://www.loom.com"
}

// view is what every page has, and in Main what it has of its own.
type view struct {
	Template string // that shows Main
	Title    string
	Language string
	Path     string

	Site     string // the title of what the page belongs to
	Course   string // the path of its course, "" for none
	Chapters []link // of the sidebar
	Problems problemCount
	HasPlan  bool
	PlanNote string
	Changes  int
	IsStale  bool
	Drip     bool // something opens later

	Policy  string
	Build   string
	Version int
	Main    any
}

// Link returns the link to a path of the site.
func (v view) Link(to string) string { return relative(v.Path, to) }

// Asset returns the link to a file that comes with the pages.
func (v view) Asset(name string) string { return relative(v.Path, path.Join(assetsDir, name)) }

// With puts a link on the page, for templates that see the link alone.
func (v view) With(l link) linkOn { return linkOn{l, v} }

// linkOn is a link on a page.
type linkOn struct {
	Link link
	View view
}

// changeOn and refusalOn are a change and a refusal on a page.
type (
	changeOn struct {
		Change change
		View   view
	}
	refusalOn struct {
		Refusal refusal
		View    view
	}
)

// Change puts a change on the page.
func (v view) Change(c change) changeOn { return changeOn{c, v} }

// Refusal puts a refusal on the page.
func (v view) Refusal(r refusal) refusalOn { return refusalOn{r, v} }

func (s *Site) view(template, at, title string) view {
	v := view{
		Template: template, Title: title, Path: at, Language: "en", Site: "Courses",
		HasPlan: s.content.Plan != nil, PlanNote: s.content.NoPlan, Policy: csp(s.options.Build != ""), Build: s.options.Build, Version: s.options.Version,
	}
	for _, p := range s.content.Problems {
		switch {
		case p.Severity == spec.SeverityError:
			v.Problems.Errors++
		case !uncertain[p.Rule]:
			v.Problems.Warnings++
		}
	}
	v.Changes = len(s.changes)
	return v
}

// inCourse adds the sidebar of a course.
func (s *Site) inCourse(v view, c *navCourse, at course.Address) view {
	v.Site, v.Course, v.Chapters = titleOf(&c.course.Resource), c.path, s.sidebar(c, at)
	v.Language = cmp.Or(c.course.Fields.Text(course.Language), v.Language)
	v.IsStale = s.content.Stale[at]
	for _, lesson := range c.lessons {
		v.Drip = v.Drip || unlockDay(lesson.lesson) > 0
	}
	return v
}

func (s *Site) show(w io.Writer, v view) error {
	var page bytes.Buffer
	if err := templates().ExecuteTemplate(&page, "page.html", v); err != nil {
		return fmt.Errorf("show %s: %w", v.Path, err)
	}
	text := page.String()
	if s.options.Mask != nil {
		text = s.options.Mask(text)
	}
	_, err := io.WriteString(w, text)
	return err
}

// homeView is the overview of the courses.
type homeView struct {
	Courses  []courseCard
	Problems []problem // of no course
}

type courseCard struct {
	Link    link
	Tagline string
	Cover   string
	Count   string
}

func (s *Site) home(w io.Writer) error {
	v := s.view("home", homePage, "Courses")
	var main homeView
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
		Count: counted(len(c.chapters), "chapter") + ", " + counted(len(c.lessons), "lesson"),
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
	Gone        []change // what the files have no more
}

func (s *Site) coursePage(w io.Writer, c *navCourse) error {
	r := &c.course.Resource
	v := s.inCourse(s.view("course", c.path, titleOf(r)), c, r.Address)
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
	v := s.inCourse(s.view("chapter", c.path, titleOf(r)), c.course, r.Address)
	_, problems := s.notesOf(r, "")
	main := chapterView{Link: s.chapterLink(c), Lessons: s.lessonLinks(c, course.Address{}), Problems: problems, Source: r.Source.Path}
	if s.options.Drafts {
		main.SetAside = s.content.SetAside[r.Address]
	}
	v.Main = main
	return s.show(w, v)
}

// lessonView is the page of a lesson.
type lessonView struct {
	Link         link
	Chapter      link
	Place        string
	Source       string
	Editor       template.URL
	Video        *video
	Thumbnail    string
	PDF          string
	PDFName      string
	Text         template.HTML
	Quiz         *quiz
	Files        []fileLink
	Problems     []problem
	Changes      []change
	Previous     *link
	Next         *link
	PreviousSeen *link // that students see, where it is another
	NextSeen     *link
}

type fileLink struct{ Name, Link, Size string }

func (s *Site) lessonPage(w io.Writer, n *navLesson) error {
	r := &n.lesson.Resource
	v := s.inCourse(s.view("lesson", n.path, titleOf(r)), n.chapter.course, r.Address)
	body, _ := r.Fields[course.Content].(course.Body)
	notes, problems := s.notesOf(r, body.Text)
	p := prose{s, n.path, r.Source.Path}
	main := lessonView{
		Link: s.lessonLink(n), Chapter: s.chapterLink(n.chapter), Problems: problems, Source: r.Source.Path, Editor: s.editorLink(r.Source.Path, 0, 0),
		Place: fmt.Sprintf("Lesson %d of %d", n.place+1, len(n.chapter.course.lessons)),
		Video: videoOf(n.lesson), Thumbnail: s.fileLink(n.path, r.Fields[course.Thumbnail]), PDF: s.fileLink(n.path, r.Fields[course.MainPDF]), Quiz: s.quizOf(n),
		Text: p.html(p.filled(body), notes),
	}
	if file, ok := r.Fields[course.MainPDF].(course.File); ok {
		main.PDFName = file.Name
	}
	files, _ := r.Fields[course.Attachments].(course.Files)
	for _, file := range files {
		if at := s.offered(file.Path); at != "" {
			main.Files = append(main.Files, fileLink{file.Name, relative(n.path, at), size(file.Size)})
		}
	}
	for _, c := range s.changes[r.Address] {
		main.Changes = append(main.Changes, s.changeOf(n.path, c, true))
	}
	main.Previous, main.PreviousSeen = s.step(n, -1)
	main.Next, main.NextSeen = s.step(n, 1)
	v.Main = main
	return s.show(w, v)
}

// step returns the lesson beside another, and the one that students find there if that is another; nil for none.
func (s *Site) step(n *navLesson, by int) (beside, seen *link) {
	linked := func(n *navLesson) *link {
		if n == nil {
			return nil
		}
		l := s.lessonLink(n)
		return &l
	}
	first := n.neighbour(by, func(*navLesson) bool { return true })
	if first == nil || first.isSeen() {
		return linked(first), nil
	}
	return linked(first), linked(n.neighbour(by, (*navLesson).isSeen))
}

// video is a video as a page can show it.
type video struct {
	Host  string // YouTube, Loom or Whop
	Frame string // the address of its player, "" for none
	Watch string // the address where people look at it, "" for none
	ID    string
}

func videoOf(l *course.Lesson) *video {
	id := url.PathEscape(l.Fields.Text(course.EmbedID))
	switch kind := l.Fields.Text(course.EmbedType); {
	case kind == course.EmbedYouTube && id != "":
		return &video{"YouTube", "https://www.youtube-nocookie.com/embed/" + id, "https://www.youtube.com/watch?v=" + id, id}
	case kind == course.EmbedLoom && id != "":
		return &video{"Loom", "https://www.loom.com/embed/" + id, "https://www.loom.com/share/" + id, id}
	}
	if asset := l.Fields.Text(course.MuxAsset); asset != "" {
		return &video{Host: "Whop", ID: asset}
	}
	return nil
}

func size(n int64) string {
	const kilo = 1 << 10
	switch {
	case n < kilo:
		return counted(int(n), "byte")
	case n < kilo*kilo:
		return fmt.Sprintf("%d KiB", n/kilo)
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/kilo/kilo)
}

// planView is the page of the plan.
type planView struct {
	Environment string
	Note        string
	Overview    string
	Questions   []refusal
	Refusals    []refusal
	Changes     []change
	Badges      []badge // with how many there are in Words
	Unmanaged   []plan.Unmanaged
}

func (s *Site) plan(w io.Writer) error {
	v := s.view("plan", planPage, "What would change")
	main := planView{Environment: s.content.Environment, Note: s.content.NoPlan}
	if p := s.content.Plan; p != nil {
		main.Overview, main.Unmanaged = render.Overview(p), p.Unmanaged
		main.Questions, main.Refusals = s.refusals(p)
		main.Changes = s.planChanges(p)
	}
	v.Main = main
	return s.show(w, v)
}

// maxTexts is how many texts the page of a plan shows before and after. The others are shown on the pages of their lessons.
const maxTexts = 30

// planChanges returns what a plan changes. What is new in something new is counted there.
func (s *Site) planChanges(p *plan.Plan) (changes []change) {
	isNew := map[course.Address]bool{}
	for _, c := range p.Changes {
		isNew[c.Address] = c.Action == plan.Create
	}
	within := map[course.Address]map[course.Kind]int{}
	texts := 0
	for i := range p.Changes {
		c := &p.Changes[i]
		if isNew[c.Address] && isNew[c.Address.Parent()] && c.Left == nil && !c.Recreate {
			top := c.Address.Parent()
			if isNew[top.Parent()] {
				top = top.Parent()
			}
			if within[top] == nil {
				within[top] = map[course.Kind]int{}
			}
			within[top][c.Kind]++
		} else if !c.IsNothing() {
			shown := s.changeOf(planPage, c, texts < maxTexts)
			if shown.HasTexts {
				texts++
			}
			changes = append(changes, shown)
		}
	}
	for i := range changes {
		for _, kind := range []course.Kind{course.KindChapter, course.KindLesson} {
			if n := within[changes[i].at][kind]; n > 0 {
				changes[i].Facts = append(changes[i].Facts, "with "+counted(n, string(kind)))
			}
		}
	}
	return changes
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
		shown.Page = cmp.Or(pages[p.Path], pages[strings.TrimSuffix(path.Dir(p.Path), "/")])
		problems = append(problems, shown)
	}
	v.Main = problems
	return s.show(w, v)
}
