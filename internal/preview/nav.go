package preview

import (
	"fmt"
	"strings"

	"whopsync/internal/course"
)

// navCourse is a course as a reader goes through it. Lessons without a page are in none of these.
type navCourse struct {
	course   *course.Course
	path     string
	chapters []*navChapter
	lessons  []*navLesson // of all chapters
}

// all counts the lessons in the files, also those without a page.
func (n *navCourse) all() (count int) {
	for _, chapter := range n.course.Chapters {
		count += len(chapter.Lessons)
	}
	return count
}

type navChapter struct {
	chapter *course.Chapter
	course  *navCourse
	path    string
	lessons []*navLesson
}

type navLesson struct {
	lesson  *course.Lesson
	chapter *navChapter
	path    string
	place   int // among the lessons of the course, from 0
}

// neighbour returns the next lesson in a direction for which keep holds, nil for none.
func (n *navLesson) neighbour(step int, keep func(*navLesson) bool) *navLesson {
	all := n.chapter.course.lessons
	for i := n.place + step; i >= 0 && i < len(all); i += step {
		if keep(all[i]) {
			return all[i]
		}
	}
	return nil
}

// isSeen reports whether students see it.
func (n *navLesson) isSeen() bool { return !n.lesson.IsHidden() }

// kindWords say what a lesson is.
var kindWords = map[string]string{
	"text": "Text", "video": "Video", "pdf": "PDF", "multi": "Multimedia", "quiz": "Quiz", "knowledge_check": "Knowledge check",
}

func kindOf(l *course.Lesson) string {
	kind := l.Fields.Text(course.LessonType)
	if words := kindWords[kind]; words != "" {
		return words
	}
	return strings.ReplaceAll(kind, "_", " ")
}

// unlockDay is the day from the start on which a lesson opens, 0 for one that is open from the start.
func unlockDay(l *course.Lesson) int {
	day, _ := l.Fields[course.UnlockDays].(course.Int)
	return int(day)
}

// untilOf is when a lesson that is hidden until then becomes visible, "" for any other.
func untilOf(l *course.Lesson) string {
	if at := l.WaitsUntil(); !at.IsZero() {
		return course.Moment(at)
	}
	return ""
}

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

// maxOpen is how many lessons a sidebar shows at once. In a larger course, the chapter of the page is open, and no other.
const maxOpen = 150

// sidebar is the course, with the page of an address as the current one.
func (s *Site) sidebar(c *navCourse, at course.Address) []link {
	var chapters []link
	for _, chapter := range c.chapters {
		in := s.chapterLink(chapter)
		in.Current = chapter.chapter.Address == at
		if len(c.lessons) <= maxOpen || chapter.chapter.Address.Contains(at) {
			in.Lessons = s.lessonLinks(chapter, at)
		}
		chapters = append(chapters, in)
	}
	return chapters
}

func (s *Site) chapterLink(c *navChapter) link {
	return link{
		Title: titleOf(&c.chapter.Resource), Path: c.path, Badges: s.badges(c.chapter.Address),
		Problems: s.problemsOf(&c.chapter.Resource), Count: countedLessons(len(c.lessons), len(c.chapter.Lessons)), HasUnseen: len(c.lessons) < len(c.chapter.Lessons),
	}
}

func (s *Site) lessonLinks(c *navChapter, at course.Address) []link {
	var lessons []link
	for _, lesson := range c.lessons {
		in := s.lessonLink(lesson)
		in.Current = lesson.lesson.Address == at
		lessons = append(lessons, in)
	}
	return lessons
}

func (s *Site) lessonLink(n *navLesson) link {
	l := n.lesson
	return link{
		Title: titleOf(&l.Resource), Path: n.path, Kind: kindOf(l), KindName: l.Fields.Text(course.LessonType), Hidden: l.IsHidden(), Until: untilOf(l), Day: unlockDay(l),
		Badges: s.badges(l.Address), Problems: s.problemsOf(&l.Resource),
	}
}

// titleOf is the title, else the name of the file.
func titleOf(r *course.Resource) string {
	if title := strings.TrimSpace(r.Title()); title != "" {
		return title
	}
	return r.Address.Name()
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
