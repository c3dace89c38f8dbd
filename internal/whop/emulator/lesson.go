package emulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxLessonTitle = 120    // characters (documented)
	maxContent     = 65_000 // characters (seen in practice)
)

var (
	lessonTypes = strings.Fields("text video pdf multi quiz knowledge_check")
	embedTypes  = []string{"youtube", "loom"}
)

var lessonColumns = []column[Lesson]{
	{"chapter_id", required, never, existing(func(l *Lesson) *string { return &l.Chapter }, (*call).mayUseChapter)},
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
	lessons, err := c.filterLessons()
	if err != nil {
		return nil, err
	}
	where := func(l *lesson) place { return place{l.chapter.Order, l.chapter.Born, l.Order, l.Born} }
	return paginate(c, lessons, where, func(l *lesson) any { return c.showLessonItem(l) })
}

// filterLessons wants a course or a chapter. (Assumed: the schema asks for neither.)
func (c *call) filterLessons() ([]*lesson, error) {
	courseID, chapterID := c.Query.Get("course_id"), c.Query.Get("chapter_id")
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
	return c.shownLessons(chapters), nil
}

func (c *call) shownLessons(chapters []*chapter) []*lesson {
	if len(chapters) == 1 && c.key.isAdmin() {
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
	c.putNewLesson(record)
	return c.showLesson(c.w.lessons[c.id]), nil
}

// putNewLesson appends the lesson to its chapter. Its id becomes the id of the call.
func (c *call) putNewLesson(l Lesson) {
	l.Order = nextLessonOrder(c.w.chapters[l.Chapter])
	l.Born = c.w.bear()
	l.ID = c.w.name("lesn_", l.Born)
	c.id = l.ID
	c.w.putLesson(l)
}

func nextLessonOrder(h *chapter) int {
	if len(h.lessons) == 0 {
		return 0
	}
	return h.lessons[len(h.lessons)-1].Order + 1
}

func readLesson(c *call) (any, error) {
	l, err := c.lessonByID(c.id)
	if err != nil {
		return nil, err
	}
	return c.showLesson(l), nil
}

func updateLesson(c *call) (any, error) {
	l, err := c.lessonByID(c.id)
	if err != nil {
		return nil, err
	}
	record := l.Lesson
	if err := take(c, &record, lessonColumns, onUpdate); err != nil {
		return nil, err
	}
	c.w.putLesson(record)
	return c.showLesson(l), nil
}

func deleteLesson(c *call) (any, error) {
	l, err := c.lessonByID(c.id)
	if err != nil {
		return nil, err
	}
	c.w.remove(l.ID)
	if c.quirks.RenumberAfterDelete {
		for i, sibling := range slices.Clone(l.chapter.lessons) {
			record := sibling.Lesson
			record.Order = i
			c.w.putLesson(record)
		}
	}
	return true, nil
}

// lessonByID finds a hidden lesson for a weak key as well, although no list shows it.
// (Assumed; HideFromWeakKeys is the other way.)
func (c *call) lessonByID(id string) (*lesson, error) {
	l, ok := c.w.lessons[id]
	if !ok || !c.owns(l.chapter.course) || c.quirks.HideFromWeakKeys && !c.shows(l) {
		return nil, notFound()
	}
	return l, nil
}

func (c *call) mayUseChapter(id string) bool {
	_, err := c.chapterByID(id)
	return err == nil
}

func takeContent(c *call, l *Lesson, raw json.RawMessage) error {
	sent, err := decode[*string](raw)
	if err != nil {
		return err
	}
	if sent != nil && utf8.RuneCountInString(*sent) > maxContent {
		return fmt.Errorf("longer than %d characters", maxContent)
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

func (c *call) showLessonItem(l *lesson) lessonItem {
	return lessonItem{
		ID: l.ID, Title: l.Title, Order: l.Order, Type: l.Type, Visibility: l.Visibility,
		Content: l.Content, UnlockDays: l.UnlockDays, EmbedType: l.EmbedType, EmbedID: l.EmbedID,
		CreatedAt: spellTime(l.CreatedAt), Thumbnail: c.showThumbnail(l.Thumbnail),
	}
}

func (c *call) showLesson(l *lesson) lessonView {
	view := lessonView{
		lessonItem:  c.showLessonItem(l),
		Video:       c.showVideo(l.Video),
		MainPDF:     c.showFileInLesson(l.MainPDF, true),
		Attachments: make([]fileInLesson, 0, len(l.Attachments)),
		Questions:   c.showQuestions(l.Lesson),
	}
	for _, id := range l.Attachments {
		view.Attachments = append(view.Attachments, *c.showFileInLesson(id, c.quirks.OpaqueIDs))
	}
	if c.quirks.NewestFileFirst {
		slices.Reverse(view.Attachments)
	}
	return view
}
