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
