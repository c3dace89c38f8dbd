package apply_test

import (
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

func (h *history) newName(kind string) string {
	h.names++
	return fmt.Sprintf("%s-%d", kind, h.names)
}

// lessons are the lessons of the files, with their chapters.
func (h *history) lessons() (lessons []*course.Lesson) {
	for _, chapter := range h.courses[0].Chapters {
		lessons = append(lessons, chapter.Lessons...)
	}
	return lessons
}

func pick[T any](h *history, list []T) T { return list[h.IntN(len(list))] }

// author edits the files.
func (h *history) author() {
	chapter := pick(h, h.courses[0].Chapters)
	lessons := h.lessons()
	if len(lessons) == 0 {
		h.addLesson(chapter)
		return
	}
	if h.roams && h.maybe(0.2) {
		h.roam()
		return
	}
	lesson := pick(h, lessons)
	switch h.IntN(12) {
	case 0, 1:
		h.addLesson(chapter)
	case 2:
		name := h.newName("chapter")
		h.note("author adds %s", name)
		fresh := &course.Chapter{Resource: resource(h.courses[0].Address.Child(name))}
		h.courses[0].Chapters = slices.Insert(h.courses[0].Chapters, h.IntN(len(h.courses[0].Chapters)+1), fresh)
		h.addLesson(fresh)
	case 3, 4:
		h.note("author edits %s", lesson.Address)
		lesson.Fields[course.Content] = h.body(h.prose())
	case 5:
		h.note("author retitles %s", lesson.Address)
		lesson.Fields[course.Title] = course.Text("Title of " + h.newName("lesson"))
	case 6:
		h.rename(lesson)
	case 7:
		h.move(lesson, chapter)
	case 8:
		h.note("author shuffles %s", chapter.Address)
		h.Shuffle(len(chapter.Lessons), func(i, j int) {
			chapter.Lessons[i], chapter.Lessons[j] = chapter.Lessons[j], chapter.Lessons[i]
		})
	case 9:
		h.note("author shuffles the chapters")
		h.Shuffle(len(h.courses[0].Chapters), func(i, j int) {
			chapters := h.courses[0].Chapters
			chapters[i], chapters[j] = chapters[j], chapters[i]
		})
	case 10:
		h.note("author removes %s", lesson.Address)
		h.academy.remove(lesson.Address.String())
		h.gone = append(h.gone, lesson)
		for _, other := range h.lessons() { // a link that leads nowhere would not load
			if body, ok := other.Fields[course.Content].(course.Body); ok && leadsTo(body, lesson.Address) {
				other.Fields[course.Content] = h.body(h.words())
			}
		}
		h.moved = slices.DeleteFunc(h.moved, func(m plan.Moved) bool { return m.To == lesson.Address })
	case 11:
		h.examine(lesson)
	}
}

func (h *history) addLesson(chapter *course.Chapter) {
	lesson := &course.Lesson{Resource: resource(chapter.Address.Child(h.newName("lesson")))}
	lesson.Fields[course.Content] = h.body(h.prose())
	if h.maybe(0.2) {
		lesson.Fields[course.Visibility] = course.Text(course.Hidden)
	}
	if h.maybe(0.2) {
		lesson.Fields[course.Attachments] = course.Files{h.file("sheet.pdf", "a work sheet")}
	}
	h.note("author adds %s", lesson.Address)
	chapter.Lessons = slices.Insert(chapter.Lessons, h.IntN(len(chapter.Lessons)+1), lesson)
}

// prose is a text that no other lesson has, with things in it that a server may tidy.
func (h *history) prose() string {
	text := h.words() + ".  \n\n* " + h.words() + "\n* " + h.words() + "\n"
	if h.maybe(0.3) {
		text += "\n![picture](file:images/" + pick(h, []string{"a", "b"}) + ".png)\n"
	}
	if lessons := h.lessons(); h.maybe(0.3) && len(lessons) > 0 {
		text += "\nSee [there](lesson:" + pick(h, lessons).Address.String() + ")\n"
	}
	return text
}

// words are twelve that hardly come twice.
func (h *history) words() string {
	var words []string
	for range 12 {
		words = append(words, fmt.Sprintf("%x", h.Uint32()))
	}
	return strings.Join(words, " ")
}

// rename gives a lesson another address, which a moved: entry or nothing but its content
// explains.
func (h *history) rename(lesson *course.Lesson) {
	to := lesson.Address.Parent().Child(h.newName("renamed"))
	h.readdress(lesson, to)
}

func (h *history) move(lesson *course.Lesson, to *course.Chapter) {
	if lesson.Address.Parent() == to.Address {
		return
	}
	h.academy.remove(lesson.Address.String())
	to.Lessons = slices.Insert(to.Lessons, h.IntN(len(to.Lessons)+1), lesson)
	h.readdress(lesson, to.Address.Child(lesson.Address.Name()))
}

func (h *history) readdress(lesson *course.Lesson, to course.Address) {
	from := lesson.Address
	h.note("author renames %s to %s", from, to)
	h.moved = append(h.moved, plan.Moved{From: from, To: to})
	for _, other := range h.lessons() {
		if body, ok := other.Fields[course.Content].(course.Body); ok {
			other.Fields[course.Content] = follow(body, lesson.Address, to)
		}
	}
	lesson.Address = to
	lesson.Source.Path = to.String() + ".md"
}

func leadsTo(body course.Body, to course.Address) bool {
	return slices.ContainsFunc(body.Refs, func(ref course.Ref) bool { return ref.File == nil && ref.Lesson == to })
}

// follow lets the links of a body follow what is renamed.
func follow(body course.Body, from, to course.Address) course.Body {
	body.Refs = slices.Clone(body.Refs)
	for i := range body.Refs {
		if ref := &body.Refs[i]; ref.File == nil && from.Contains(ref.Lesson) {
			ref.Lesson = ref.Lesson.Rebase(from, to)
		}
	}
	return body
}

// examine makes a lesson a quiz, or edits its questions.
func (h *history) examine(lesson *course.Lesson) {
	questions, _ := lesson.Fields[course.Questions].(course.QuestionList)
	questions = slices.Clone(questions)
	h.note("author edits the questions of %s", lesson.Address)
	lesson.Fields[course.LessonType] = course.Text("quiz")
	if len(questions) == 0 || h.maybe(0.4) {
		fresh := quiz("Question " + h.newName("q") + "?")[0]
		fresh.Key = h.newName("key")
		questions = slices.Insert(questions, h.IntN(len(questions)+1), fresh)
	} else {
		questions[h.IntN(len(questions))].Text = "Question " + h.newName("q") + "?"
	}
	lesson.Fields[course.Questions] = questions
}
