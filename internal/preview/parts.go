package preview

import "whopsync/internal/course"

// link is a lesson, chapter or course as other pages name it.
type link struct {
	Title    string
	Path     string
	Kind     string // of a lesson, in words
	KindName string // of a lesson, as Whop has it
	Hidden   bool
	Until    string // when what is hidden becomes visible, "" where no date says so
	Day      int
	Current  bool
	Badges   []badge
	Problems problemCount
	Lessons  []link // of a chapter that is open
	Count    string // of the lessons in it
	// HasUnseen says that lessons of a chapter have no page, since students do not see them.
	HasUnseen bool
}

// parts make what several pages show of a course, chapter or lesson.
type parts struct {
	places   *places
	problems problemIndex
	changes  changeIndex
}

// maxOpen is how many lessons a sidebar shows at once. In a larger course, the chapter of the page is open, and no other.
const maxOpen = 150

// sidebar is the course, with the page of an address as the current one.
func (p parts) sidebar(c *navCourse, at course.Address) []link {
	var chapters []link
	for _, chapter := range c.chapters {
		in := p.chapterLink(chapter)
		in.Current = chapter.chapter.Address == at
		if len(c.lessons) <= maxOpen || chapter.chapter.Address.Contains(at) {
			in.Lessons = p.lessonLinks(chapter, at)
		}
		chapters = append(chapters, in)
	}
	return chapters
}

func (p parts) chapterLink(c *navChapter) link {
	return link{
		Title: titleOf(&c.chapter.Resource), Path: c.path, Badges: p.changes.badges(c.chapter.Address),
		Problems: p.problems.countOf(&c.chapter.Resource), Count: countedLessons(len(c.lessons), len(c.chapter.Lessons)), HasUnseen: len(c.lessons) < len(c.chapter.Lessons),
	}
}

func (p parts) lessonLinks(c *navChapter, at course.Address) []link {
	var lessons []link
	for _, lesson := range c.lessons {
		in := p.lessonLink(lesson)
		in.Current = lesson.lesson.Address == at
		lessons = append(lessons, in)
	}
	return lessons
}

func (p parts) lessonLink(n *navLesson) link {
	l := n.lesson
	return link{
		Title: titleOf(&l.Resource), Path: n.path, Kind: kindOf(l), KindName: l.Fields.Text(course.LessonType), Hidden: l.IsHidden(), Until: untilOf(l), Day: unlockDay(l),
		Badges: p.changes.badges(l.Address), Problems: p.problems.countOf(&l.Resource),
	}
}

type courseCard struct {
	Link    link
	Tagline string
	Cover   string
	Count   string
}

func (p parts) card(page string, c *navCourse) courseCard {
	r := &c.course.Resource
	return courseCard{
		Link:    link{Title: titleOf(r), Path: c.path, Hidden: r.IsHidden(), Badges: p.changes.badges(r.Address), Problems: p.problems.countOf(r)},
		Tagline: r.Fields.Text(course.Tagline), Cover: p.fileLink(page, r.Fields[course.Thumbnail]),
		Count: counted(len(c.chapters), "chapter") + ", " + countedLessons(len(c.lessons), c.all()),
	}
}

// fileLink returns the link to the file that a field holds, "" for none.
func (p parts) fileLink(page string, v course.Value) string {
	file, _ := v.(course.File)
	return p.places.shown(page, file.Path)
}
