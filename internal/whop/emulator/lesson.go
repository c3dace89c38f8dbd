package emulator

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const maxContent = 65_000 // characters (seen in practice)

var (
	lessonTypes = strings.Fields("text video pdf multi quiz knowledge_check")
	embedTypes  = []string{"youtube", "loom"}
)

var lessonColumns = []column[Lesson]{
	{"chapter_id", required, never, existing(func(l *Lesson) *string { return &l.Chapter }, (*call).chapterByID)},
	{"lesson_type", required, may, oneOf(func(l *Lesson) *string { return &l.Type }, lessonTypes...)},
	{"title", may, may, title(func(l *Lesson) *string { return &l.Title }, maxLessonTitle)},
	{"content", may, may, takeContent},
	{"days_from_course_start_until_unlock", may, may, whole(func(l *Lesson) **int { return &l.UnlockDays }, 0)},
	{"embed_type", may, may, oneOf(func(l *Lesson) **string { return &l.EmbedType }, embedTypes...)},
	{"embed_id", may, may, text(func(l *Lesson) **string { return &l.EmbedID })},
	{"thumbnail", may, may, attached(func(l *Lesson) *string { return &l.Thumbnail }, pictures)},
	{"visibility", never, may, oneOf(func(l *Lesson) *string { return &l.Visibility }, visibilities...)},
	{"attachments", never, may, takeAttachments},
	{"main_pdf", never, may, attached(func(l *Lesson) *string { return &l.MainPDF }, pdfs)},
	{"mux_asset_id", never, may, takeVideo},
	{"assessment_questions", never, may, takeQuestions},
	{"assessment_completion_requirement", never, may, takeRequirement},
	{"max_attempts", never, may, whole(func(l *Lesson) **int { return &l.MaxAttempts }, 1)},
}

func listLessons(c *call) (any, error) {
	lessons, err := filterLessons(c)
	if err != nil {
		return nil, err
	}
	where := func(l *lesson) place { return place{l.chapter.Order, l.chapter.Born, l.Order, l.Born} }
	return paginate(c, lessons, where, func(l *lesson) any { return showLessonItem(c, l) })
}

// filterLessons wants a course or a chapter. (Assumed: the schema asks for neither.)
func filterLessons(c *call) ([]*lesson, error) {
	courseID, chapterID := c.in.Query.Get("course_id"), c.in.Query.Get("chapter_id")
	if courseID == "" && chapterID == "" {
		return nil, missing("course_id")
	}
	var chapters []*chapter
	if chapterID != "" {
		h, err := c.chapterByID(chapterID)
		if err != nil || courseID != "" && h.Course != courseID {
			return nil, c.nothingThere()
		}
		chapters = []*chapter{h}
	} else {
		k, err := c.courseByID(courseID)
		if err != nil {
			return nil, c.nothingThere()
		}
		chapters = k.chapters
	}
	return shownLessons(c, chapters), nil
}

func shownLessons(c *call, chapters []*chapter) []*lesson {
	if len(chapters) == 1 && c.isAdmin() {
		return chapters[0].lessons
	}
	count := 0
	for _, h := range chapters {
		count += len(h.lessons)
	}
	lessons := make([]*lesson, 0, count)
	for _, h := range chapters {
		for _, l := range h.lessons {
			if c.shows(l) {
				lessons = append(lessons, l)
			}
		}
	}
	return lessons
}

func createLesson(c *call) (any, error) {
	record := Lesson{Title: untitled, Visibility: c.firstVisibility(), CreatedAt: c.now}
	if err := take(c, &record, lessonColumns, onCreate); err != nil {
		return nil, err
	}
	l := c.world.addLesson(record)
	if siblings := l.chapter.lessons; c.quirks.NewFirst {
		c.world.numberLessons(append([]*lesson{l}, siblings[:len(siblings)-1]...))
	}
	return showLesson(c, l), nil
}

func updateLesson(c *call) (any, error) {
	l, err := c.lessonByID(c.id)
	if err != nil {
		return nil, err
	}
	record := l.Lesson
	if c.quirks.EmptyLeftOut {
		record = Lesson{
			ID: l.ID, Born: l.Born, Chapter: l.Chapter, Title: l.Title, Order: l.Order, Type: l.Type, Visibility: l.Visibility,
			Questions: l.Questions, CreatedAt: l.CreatedAt,
		}
	}
	if err := take(c, &record, lessonColumns, onUpdate); err != nil {
		return nil, err
	}
	c.world.putLesson(record)
	return showLesson(c, l), nil
}

func deleteLesson(c *call) (any, error) {
	l, err := c.lessonByID(c.id)
	if err != nil {
		return goneAlready(c, err)
	}
	c.world.remove(l.ID)
	if c.quirks.RenumberAfterDelete {
		c.world.numberLessons(l.chapter.lessons)
	}
	return true, nil
}

func takeContent(c *call, l *Lesson, raw json.RawMessage) error {
	sent, err := decode[*string](raw)
	if err != nil {
		return err
	}
	if most := cmp.Or(c.quirks.ContentLimit, maxContent); sent != nil && lengthOf(c, *sent) > most {
		return fmt.Errorf("longer than %d characters", most)
	}
	if sent != nil && *sent == "" && c.quirks.EmptyIsNull {
		sent = nil
	}
	if sent != nil && c.quirks.TidyMarkdown {
		sent = new(tidy(*sent))
	}
	l.Content = sent
	return nil
}

// lengthOf counts what the limit of a text counts.
func lengthOf(c *call, text string) int {
	switch {
	case c.quirks.ContentBytes:
		return len(text)
	case c.quirks.ContentUTF16:
		return len(utf16.Encode([]rune(text)))
	}
	return utf8.RuneCountInString(text)
}

// tidy is what an editor that means well does to Markdown.
func tidy(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimRight(line, " \t")
		if item, ok := strings.CutPrefix(strings.TrimLeft(line, " "), "* "); ok {
			line = line[:len(line)-len(item)-2] + "- " + item
		}
		lines[i] = line
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

type lessonItem struct {
	ID         string     `json:"id"`
	Title      string     `json:"title"`
	Order      int        `json:"order"`
	Type       string     `json:"lesson_type"`
	Visibility string     `json:"visibility"`
	Content    *string    `json:"content"`
	UnlockDays *int       `json:"days_from_course_start_until_unlock"`
	EmbedType  *string    `json:"embed_type"`
	EmbedID    *string    `json:"embed_id"`
	CreatedAt  string     `json:"created_at"`
	Thumbnail  *thumbnail `json:"thumbnail"`
}

type lessonView struct {
	lessonItem
	Video       *videoView     `json:"video_asset"`
	MainPDF     *fileInLesson  `json:"main_pdf"`
	Attachments []fileInLesson `json:"attachments"`
	Questions   []questionView `json:"assessment_questions"`
}

func showLessonItem(c *call, l *lesson) lessonItem {
	return lessonItem{
		ID: l.ID, Title: l.Title, Order: l.Order, Type: l.Type, Visibility: l.Visibility,
		Content: l.Content, UnlockDays: l.UnlockDays, EmbedType: l.EmbedType, EmbedID: l.EmbedID,
		CreatedAt: spellTime(l.CreatedAt), Thumbnail: showThumbnail(c, l.Thumbnail),
	}
}

func showLesson(c *call, l *lesson) lessonView {
	view := lessonView{
		lessonItem:  showLessonItem(c, l),
		Video:       showVideo(c, l.Video),
		MainPDF:     showFileInLesson(c, l.MainPDF, !c.quirks.SameIDs),
		Attachments: make([]fileInLesson, 0, len(l.Attachments)),
		Questions:   showQuestions(c, l.Lesson),
	}
	for _, id := range l.Attachments {
		view.Attachments = append(view.Attachments, *showFileInLesson(c, id, c.quirks.OpaqueIDs))
	}
	if c.quirks.NewestFileFirst {
		slices.Reverse(view.Attachments)
	}
	return view
}
