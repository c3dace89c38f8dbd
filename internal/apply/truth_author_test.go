package apply_test

import (
	"fmt"
	"slices"
	"strings"
)

// An act is something that an author does in a commit. It reports false when nothing in the
// files lends itself to it.
type act struct {
	often int // of 1000 acts, about
	name  string
	do    func(*truth) bool
}

// acts are what authors do. Names that are exchanged, taken over and used for something else
// make up a twentieth, which is more than in life.
func acts() []act {
	return []act{
		{160, "writes a lesson", (*truth).write},
		{220, "edits a paragraph", (*truth).edit},
		{60, "edits half of a lesson", (*truth).editHalf},
		{60, "retitles a lesson", (*truth).retitle},
		{60, "renames a file", (*truth).rename},
		{40, "renames, retitles and edits", (*truth).renameAndEdit},
		{25, "rewrites a lesson", (*truth).rewrite},
		{5, "rewrites a lesson under another title", (*truth).rewriteAll},
		{50, "moves a lesson within its chapter", (*truth).reorder},
		{50, "moves a lesson to another chapter", (*truth).move},
		{40, "splits a lesson", (*truth).split},
		{20, "merges two lessons", (*truth).merge},
		{40, "copies a lesson as a template", (*truth).copy},
		{12, "gives the name of a lesson to a new one", (*truth).takeOver},
		{8, "replaces a lesson under its name", (*truth).replace},
		{12, "exchanges the names of files", (*truth).exchange},
		{20, "renames a chapter's folder", (*truth).renameChapter},
		{4, "exchanges the folders of two chapters", (*truth).exchangeChapters},
		{8, "renames a course's folder", (*truth).renameCourse},
		{3, "exchanges the folders of two courses", (*truth).exchangeCourses},
		{6, "moves a chapter to another course", (*truth).moveChapterAway},
		{8, "moves a lesson to another course", (*truth).moveAway},
		{40, "edits a question", (*truth).reword},
		{10, "renames a quiz and edits a question", (*truth).renameQuiz},
		{50, "deletes a lesson", (*truth).drop},
		{20, "brings a lesson back", (*truth).bringBack},
	}
}

// act does one thing.
func (h *truth) act() {
	list := acts()
	total := 0
	for _, a := range list {
		total += a.often
	}
	for {
		dice := h.IntN(total)
		for _, a := range list {
			if dice -= a.often; dice >= 0 {
				continue
			}
			if a.do(h) {
				h.tally.acts++
				h.tidy()
				return
			}
			break
		}
	}
}

func (h *truth) newToken() int {
	h.tokens++
	return h.tokens
}

func (h *truth) title() string { return sentence(h.Rand, 3) }

func slug(title string) string { return strings.ToLower(strings.ReplaceAll(title, " ", "-")) }

func (h *truth) paragraphs(n int) []string {
	text := make([]string, n)
	for i := range text {
		text[i] = sentence(h.Rand, 10+h.IntN(15)) + "."
	}
	return text
}

// any returns a lesson that is suited, at random.
func (h *truth) any(suits func(seat) bool) (seat, bool) {
	all := slices.DeleteFunc(h.seats(), func(s seat) bool { return !suits(s) })
	if len(all) == 0 {
		return seat{}, false
	}
	return all[h.IntN(len(all))], true
}

func isAny(seat) bool        { return true }
func isNamed(s seat) bool    { return !s.chapter.bare }
func hasText(s seat) bool    { return len(s.lesson.text) > 1 }
func isQuiz(s seat) bool     { return len(s.lesson.questions) > 1 }
func (s seat) index() int    { return slices.Index(s.chapter.lessons, s.lesson) }
func (s seat) take()         { s.chapter.lessons = slices.Delete(s.chapter.lessons, s.index(), s.index()+1) }
func (s seat) label() string { return s.course.name + "/" + s.chapter.name + "/" + s.lesson.name }

func (c *chapterFile) insert(at int, lesson *lessonFile) {
	c.lessons = slices.Insert(c.lessons, min(at, len(c.lessons)), lesson)
}

func (c *chapterFile) has(name string) bool {
	return slices.ContainsFunc(c.lessons, func(l *lessonFile) bool { return l.name == name })
}

// newLesson is a lesson that no one has written before: one in six has no text.
func (h *truth) newLesson() *lessonFile {
	l := &lessonFile{token: h.newToken(), title: h.title(), inFront: h.maybe(0.3)}
	l.name = slug(l.title)
	switch h.IntN(18) {
	case 0:
		l.sheet = fmt.Sprintf("sheet-%d.txt", l.token)
	case 1:
		l.video = fmt.Sprintf("video%06d", l.token)
	case 2, 3:
		for range 3 + h.IntN(3) {
			l.questions = append(l.questions, sentence(h.Rand, 5))
		}
		if h.maybe(0.5) {
			l.text = h.paragraphs(2)
		}
	default:
		l.text = h.paragraphs(3 + h.IntN(5))
		if h.maybe(0.1) {
			l.sheet = fmt.Sprintf("sheet-%d.txt", l.token)
		}
	}
	return l
}

// write puts a new lesson into a chapter, an old one or a new one.
func (h *truth) write() bool {
	s, _ := h.any(isAny)
	chapter := s.chapter
	if h.maybe(0.15) {
		chapter = &chapterFile{token: h.newToken(), name: slug(h.title())}
		s.course.chapters = append(s.course.chapters, chapter)
	}
	lesson := h.newLesson()
	at := h.IntN(len(chapter.lessons) + 1)
	if chapter.bare && h.maybe(0.8) {
		at = len(chapter.lessons)
	}
	chapter.insert(at, lesson)
	h.note("  writes %s in %s", lesson.name, chapter.name)
	return true
}

func (h *truth) edit() bool {
	s, ok := h.any(hasText)
	if ok {
		h.editLesson(s.lesson)
		h.note("  edits %s", s.label())
	}
	return ok
}

func (h *truth) editLesson(l *lessonFile) {
	at := h.IntN(len(l.text))
	switch h.IntN(4) {
	case 0:
		l.text = slices.Insert(l.text, at, h.paragraphs(1)...)
	case 1:
		if len(l.text) > 2 {
			l.text = slices.Delete(l.text, at, at+1)
		}
	default:
		words := strings.Fields(l.text[at])
		words[h.IntN(len(words))] = strings.ToLower(sentence(h.Rand, 2))
		l.text[at] = strings.Join(words, " ")
	}
}

func (h *truth) editHalf() bool {
	s, ok := h.any(hasText)
	if ok {
		h.rewritePart(s.lesson, 0.5)
		h.note("  edits half of %s", s.label())
	}
	return ok
}

func (h *truth) rewritePart(l *lessonFile, share float64) {
	for _, i := range h.Perm(len(l.text))[:int(share*float64(len(l.text)))] {
		l.text[i] = h.paragraphs(1)[0]
	}
}

func (h *truth) retitle() bool {
	s, _ := h.any(isAny)
	h.note("  retitles %s", s.label())
	s.lesson.title = h.title()
	return true
}

func (h *truth) rename() bool {
	s, ok := h.any(isNamed)
	if ok {
		old := s.label()
		s.lesson.name = slug(h.title())
		h.note("  renames %s to %s", old, s.lesson.name)
	}
	return ok
}

func (h *truth) renameAndEdit() bool {
	s, ok := h.any(func(s seat) bool { return isNamed(s) && hasText(s) })
	if ok {
		old := s.label()
		s.lesson.title = h.title()
		s.lesson.name = slug(s.lesson.title)
		h.rewritePart(s.lesson, 0.4*h.Float64())
		h.note("  renames, retitles and edits %s, now %s", old, s.lesson.name)
	}
	return ok
}

// rewrite leaves name and title, and hardly anything else.
func (h *truth) rewrite() bool {
	s, ok := h.any(hasText)
	if ok {
		h.rewritePart(s.lesson, 0.7+0.3*h.Float64())
		h.note("  rewrites %s", s.label())
	}
	return ok
}

func (h *truth) rewriteAll() bool {
	s, ok := h.any(hasText)
	if ok {
		h.rewritePart(s.lesson, 1)
		s.lesson.title = h.title()
		h.note("  rewrites %s under another title", s.label())
	}
	return ok
}

func (h *truth) reorder() bool {
	s, ok := h.any(func(s seat) bool { return len(s.chapter.lessons) > 1 })
	if ok {
		h.note("  moves %s within its chapter", s.label())
		s.take()
		s.chapter.insert(h.IntN(len(s.chapter.lessons)+1), s.lesson)
	}
	return ok
}

func (h *truth) move() bool {
	s, _ := h.any(isAny)
	to := s.course.chapters[h.IntN(len(s.course.chapters))]
	return h.moveTo(s, to)
}

// moveTo moves a lesson to a chapter where its name is free. A number alone is not a name there.
func (h *truth) moveTo(s seat, to *chapterFile) bool {
	name := s.lesson.name
	if s.chapter.bare && !to.bare {
		name = slug(s.lesson.title)
	}
	if to == s.chapter || to.has(name) && !to.bare {
		return false
	}
	h.note("  moves %s to chapter %s", s.label(), to.name)
	s.take()
	s.lesson.name = name
	to.insert(h.IntN(len(to.lessons)+1), s.lesson)
	return true
}

// split leaves a part of the text, at least a third, under the old name and title and puts the
// rest into a new lesson. Now and then both parts get names of their own, and then no one can
// say which of the two is the old one.
func (h *truth) split() bool {
	s, ok := h.any(func(s seat) bool { return isNamed(s) && len(s.lesson.text) > 3 })
	if !ok {
		return false
	}
	text := s.lesson.text
	at := (len(text)+2)/3 + h.IntN(len(text)/2)
	rest := &lessonFile{token: h.newToken(), title: h.title(), text: slices.Clone(text[at:]), from: append([]int{s.lesson.token}, s.lesson.from...)}
	rest.name = slug(rest.title)
	h.note("  splits %s, the rest is %s", s.label(), rest.name)
	s.lesson.text = slices.Clone(text[:at])
	if h.maybe(0.2) {
		s.lesson.title = h.title()
		s.lesson.name = slug(s.lesson.title)
		h.note("    and the first part is %s", s.lesson.name)
	}
	s.chapter.insert(s.index()+1, rest)
	return true
}

// merge puts the text of one lesson after that of another, which may get a name for both.
func (h *truth) merge() bool {
	s, ok := h.any(func(s seat) bool { return isNamed(s) && hasText(s) })
	if !ok {
		return false
	}
	other, ok := h.any(func(o seat) bool {
		return o.lesson != s.lesson && o.course == s.course && hasText(o) && len(o.lesson.questions) == 0
	})
	if !ok {
		return false
	}
	h.note("  merges %s into %s", other.label(), s.label())
	s.lesson.text = append(s.lesson.text, other.lesson.text...)
	s.lesson.from = append(append(s.lesson.from, other.lesson.token), other.lesson.from...)
	if h.maybe(0.2) {
		s.lesson.title = h.title()
		s.lesson.name = slug(s.lesson.title)
		h.note("    which is %s now", s.lesson.name)
	}
	h.remove(other)
	return true
}

// copy makes a lesson from another and edits it. Now and then the other goes.
func (h *truth) copy() bool {
	s, ok := h.any(func(s seat) bool { return hasText(s) })
	if !ok {
		return false
	}
	made := s.lesson.clone()
	made.token, made.title, made.from = h.newToken(), h.title(), append([]int{s.lesson.token}, s.lesson.from...)
	made.name = slug(made.title)
	h.rewritePart(made, 0.2+0.6*h.Float64())
	h.note("  copies %s as %s", s.label(), made.name)
	s.chapter.insert(s.index()+1, made)
	if h.maybe(0.15) {
		h.note("    and deletes the original")
		h.remove(s)
	}
	return true
}

func (h *truth) takeOver() bool {
	s, ok := h.any(isNamed)
	if !ok {
		return false
	}
	fresh := h.newLesson()
	fresh.name, s.lesson.name = s.lesson.name, slug(h.title())
	if h.maybe(0.4) {
		s.lesson.title = h.title()
	}
	if h.maybe(0.3) && len(s.lesson.text) > 0 {
		h.rewritePart(s.lesson, 0.5)
	}
	h.note("  %s is %s now, and something new has its name", fresh.name, s.lesson.name)
	s.chapter.insert(s.index()+h.IntN(2), fresh)
	return true
}

func (h *truth) replace() bool {
	s, _ := h.any(isAny)
	fresh := h.newLesson()
	fresh.name = s.lesson.name
	h.note("  replaces %s", s.label())
	s.chapter.insert(s.index(), fresh)
	h.remove(s)
	return true
}

// exchange lets the files of two or three lessons of a course take each other's names.
func (h *truth) exchange() bool {
	s, _ := h.any(isNamed)
	if s.course == nil {
		return false
	}
	seats := slices.DeleteFunc(h.seats(), func(o seat) bool { return o.course != s.course || o.chapter.bare })
	if len(seats) < 3 {
		return false
	}
	h.Shuffle(len(seats), func(i, j int) { seats[i], seats[j] = seats[j], seats[i] })
	seats = seats[:2+h.IntN(2)]
	first, at := seats[0].lesson.name, seats[0].index()
	for i := range seats {
		next, name := seats[0], first
		if i+1 < len(seats) {
			next, name = seats[i+1], seats[i+1].lesson.name
		}
		h.note("  %s gets the name of %s", seats[i].label(), next.label())
		index := at
		if i+1 < len(seats) {
			index = next.index()
		}
		h.sit(next.chapter, index, seats[i].lesson, name)
	}
	return true
}

// sit gives a lesson the place and the name of another.
func (h *truth) sit(chapter *chapterFile, at int, lesson *lessonFile, name string) {
	chapter.lessons[at] = lesson
	lesson.name = name
	if h.maybe(0.2) && len(lesson.text) > 1 {
		h.editLesson(lesson)
	}
}

func (h *truth) renameChapter() bool {
	s, _ := h.any(isAny)
	old := s.chapter.name
	s.chapter.name = slug(h.title())
	h.note("  renames chapter %s to %s", old, s.chapter.name)
	return true
}

func (h *truth) exchangeChapters() bool {
	s, _ := h.any(isAny)
	other := s.course.chapters[h.IntN(len(s.course.chapters))]
	if other == s.chapter {
		return false
	}
	h.note("  exchanges the folders of %s and %s", s.chapter.name, other.name)
	s.chapter.name, other.name = other.name, s.chapter.name
	return true
}

func (h *truth) renameCourse() bool {
	c := h.files[h.IntN(len(h.files))]
	old := c.name
	c.name = slug(h.title())
	h.note("  renames course %s to %s", old, c.name)
	return true
}

func (h *truth) exchangeCourses() bool {
	if len(h.files) < 2 {
		return false
	}
	a, b := h.files[0], h.files[1]
	h.note("  exchanges the folders of courses %s and %s", a.name, b.name)
	a.name, b.name = b.name, a.name
	return true
}

// elsewhere is another course than that of a lesson.
func (h *truth) elsewhere(s seat) *courseFile {
	for _, c := range h.files {
		if c != s.course {
			return c
		}
	}
	return nil
}

func (h *truth) moveChapterAway() bool {
	s, _ := h.any(isAny)
	to := h.elsewhere(s)
	if to == nil || len(s.course.chapters) < 2 {
		return false
	}
	h.note("  moves chapter %s to course %s", s.chapter.name, to.name)
	s.course.chapters = slices.DeleteFunc(s.course.chapters, func(c *chapterFile) bool { return c == s.chapter })
	to.chapters = append(to.chapters, s.chapter)
	return true
}

func (h *truth) moveAway() bool {
	s, _ := h.any(isAny)
	to := h.elsewhere(s)
	if to == nil || len(s.course.chapters) == 1 && len(s.chapter.lessons) == 1 {
		return false
	}
	return h.moveTo(s, to.chapters[h.IntN(len(to.chapters))])
}

func (h *truth) reword() bool {
	s, ok := h.any(isQuiz)
	if ok {
		h.rewordOne(s.lesson)
		h.note("  edits a question of %s", s.label())
	}
	return ok
}

func (h *truth) rewordOne(l *lessonFile) {
	l.questions[h.IntN(len(l.questions))] += " " + strings.ToLower(sentence(h.Rand, 3))
}

func (h *truth) renameQuiz() bool {
	s, ok := h.any(func(s seat) bool { return isQuiz(s) && isNamed(s) })
	if ok {
		old := s.label()
		s.lesson.title = h.title()
		s.lesson.name = slug(s.lesson.title)
		h.rewordOne(s.lesson)
		h.note("  renames and edits the quiz %s, now %s", old, s.lesson.name)
	}
	return ok
}

// drop deletes a file. The last one of a course stays.
func (h *truth) drop() bool {
	s, _ := h.any(isAny)
	if len(s.course.chapters) == 1 && len(s.chapter.lessons) == 1 {
		return false
	}
	h.note("  deletes %s", s.label())
	h.remove(s)
	return true
}

// remove takes a lesson out of the files. Its author may bring it back.
func (h *truth) remove(s seat) {
	h.gone = append(h.gone, goneFile{s.course.token, s.chapter.token, s.lesson.clone()})
	s.take()
}

type goneFile struct {
	course, chapter int // tokens
	lesson          *lessonFile
}

// bringBack puts a deleted lesson back into its chapter, or into another of its course.
func (h *truth) bringBack() bool {
	if len(h.gone) == 0 {
		return false
	}
	at := h.IntN(len(h.gone))
	gone := h.gone[at]
	s, ok := h.any(func(s seat) bool { return s.chapter.token == gone.chapter && s.course.token == gone.course })
	if !ok {
		if s, ok = h.any(func(s seat) bool { return s.course.token == gone.course }); !ok {
			return false
		}
	}
	if s.chapter.has(gone.lesson.name) && !s.chapter.bare {
		return false
	}
	h.gone = slices.Delete(h.gone, at, at+1)
	lesson := gone.lesson.clone()
	if h.maybe(0.3) && len(lesson.text) > 1 {
		h.editLesson(lesson)
	}
	if !s.chapter.bare && lesson.name[0] <= '9' {
		lesson.name = slug(lesson.title)
	}
	s.chapter.insert(s.index(), lesson)
	h.note("  brings back %s", s.chapter.name+"/"+lesson.name)
	return true
}
