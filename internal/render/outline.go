package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/outline"
)

// outlineWidth is how wide an outline is: as wide as the narrowest usual terminal.
const outlineWidth = 80

// Outline prints courses as an outline: a line for each object, cut to the width, with its address,
// title and what is special about it.
func Outline(w io.Writer, courses []outline.Node, s Style) error {
	p := newPage(w, s)
	for _, c := range courses {
		p.block(outlineRows(c)...)
	}
	return p.flush()
}

func outlineRows(c outline.Node) []row {
	width := outlineWidthsOf(c)
	rows := []row{
		{text: fit(OneLine(c.Address.String())+"  "+OneLine(c.Title), outlineWidth-len(bracketed(hiddenWord(c)))) + bracketed(hiddenWord(c)), form: title},
		{depth: 2, text: width.line("", "", "type", "words", "min", "")},
	}
	for _, chapter := range c.Contains {
		rows = append(rows, row{depth: 1, text: fit(OneLine(chapter.Address.Name())+"  "+OneLine(chapter.Title), outlineWidth-2)})
		for _, lesson := range chapter.Contains {
			rows = append(rows, row{depth: 2, text: width.lesson(lesson)})
		}
		for _, draft := range chapter.Drafts {
			rows = append(rows, row{depth: 2, text: fit(OneLine(draft[strings.LastIndexByte(draft, '/')+1:])+"  (draft: not sent)", outlineWidth-4)})
		}
	}
	return append(rows, row{depth: 1, text: fit(outlineTotal(c), outlineWidth-2)})
}

// outlineWidths are those of the columns of a course's lessons.
type outlineWidths struct{ name, title, kind, words, minutes, special int }

func outlineWidthsOf(c outline.Node) (w outlineWidths) {
	w = outlineWidths{kind: len("type"), words: len("words"), minutes: len("min")}
	for _, chapter := range c.Contains {
		for _, lesson := range chapter.Contains {
			w.name = max(w.name, wide(OneLine(lesson.Address.Name())))
			w.title = max(w.title, wide(OneLine(lesson.Title)))
			w.kind = max(w.kind, len(lesson.LessonType))
			w.words = max(w.words, len(grouped(lesson.Words)))
			w.minutes = max(w.minutes, len(minutes(lesson)))
			w.special = max(w.special, len(special(lesson)))
		}
	}
	return w
}

func (w outlineWidths) lesson(n outline.Node) string {
	return w.line(OneLine(n.Address.Name()), OneLine(n.Title), OneLine(n.LessonType), grouped(n.Words), minutes(n), special(n))
}

// minutes are those of reading, "<1" for less than half of one.
func minutes(n outline.Node) string {
	switch {
	case n.Words == 0:
		return ""
	case n.Minutes == 0:
		return "<1"
	}
	return grouped(n.Minutes)
}

// line is that of a lesson: its name and title share what the other columns leave.
func (w outlineWidths) line(name, title, kind, words, minutes, special string) string {
	right := fmt.Sprintf("  %-*s  %*s  %*s  %s", w.kind, kind, w.words, words, w.minutes, minutes, special)
	room := outlineWidth - 4 - (2 + w.kind + 2 + w.words + 2 + w.minutes) - 2
	if w.special > 0 {
		room -= 2 + w.special
	}
	first := min(w.name, room-min(w.title, room/2))
	return strings.TrimRight(pad(name, first)+"  "+pad(title, min(w.title, room-first))+right, " ")
}

// special is what students notice of a lesson beside its text.
func special(lesson outline.Node) string {
	day := ""
	if lesson.UnlockDay > 0 {
		day = fmt.Sprintf("day %d", lesson.UnlockDay)
	}
	return list(some(lesson.Questions, "question"), hiddenWord(lesson), day)
}

func hiddenWord(n outline.Node) string {
	switch {
	case !n.PublishAt.IsZero():
		return "from " + n.PublishAt.Format(time.DateOnly)
	case n.Hidden:
		return course.Hidden
	}
	return ""
}

func bracketed(word string) string {
	if word == "" {
		return ""
	}
	return "  (" + word + ")"
}

func outlineTotal(c outline.Node) string {
	lessons := counted(c.Lessons, "lesson")
	if c.Unseen > 0 {
		lessons += fmt.Sprintf(" (%d hidden)", c.Unseen)
	}
	reading := some(c.Minutes, "minute")
	if c.Words > 0 && c.Minutes == 0 {
		reading = "<1 minute"
	}
	return list(counted(len(c.Contains), "chapter"), lessons, some(len(c.Drafts), "draft"), some(c.Questions, "question"),
		some(c.Words, "word"), reading)
}
