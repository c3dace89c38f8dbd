package emulator

import "slices"

const maxChapterTitle = 150 // characters (documented)

var chapterColumns = []column[Chapter]{
	{"course_id", required, never, existing(func(c *Chapter) *string { return &c.Course }, (*call).mayUseCourse)},
	{"title", may, required, title(func(c *Chapter) *string { return &c.Title }, maxChapterTitle)},
}

func listChapters(c *call) (any, error) {
	id := c.Query.Get("course_id")
	if id == "" {
		return nil, missing("course_id")
	}
	var chapters []*chapter
	if k, err := c.courseByID(id); err == nil {
		chapters = k.chapters
	} else if err := c.nothingThere(); err != nil {
		return nil, err
	}
	where := func(h *chapter) place { return place{h.Order, h.Born} }
	return paginate(c, chapters, where, func(h *chapter) any { return chapterItem{h.ID, h.Title, h.Order} })
}

func createChapter(c *call) (any, error) {
	record := Chapter{Title: untitled}
	if err := take(c, &record, chapterColumns, onCreate); err != nil {
		return nil, err
	}
	c.putNewChapter(record)
	return c.showChapter(c.w.chapters[c.id]), nil
}

// putNewChapter appends the chapter to its course. Its id becomes the id of the call.
func (c *call) putNewChapter(h Chapter) {
	h.Order = nextChapterOrder(c.w.courses[h.Course])
	h.Born = c.w.bear()
	h.ID = c.w.name("chap_", h.Born)
	c.id = h.ID
	c.w.putChapter(h)
}

// nextChapterOrder is behind the last, from 0. (Assumed.)
func nextChapterOrder(k *course) int {
	if len(k.chapters) == 0 {
		return 0
	}
	return k.chapters[len(k.chapters)-1].Order + 1
}

func readChapter(c *call) (any, error) {
	h, err := c.chapterByID(c.id)
	if err != nil {
		return nil, err
	}
	return c.showChapter(h), nil
}

func updateChapter(c *call) (any, error) {
	h, err := c.chapterByID(c.id)
	if err != nil {
		return nil, err
	}
	record := h.Chapter
	if err := take(c, &record, chapterColumns, onUpdate); err != nil {
		return nil, err
	}
	c.w.putChapter(record)
	return c.showChapter(h), nil
}

func deleteChapter(c *call) (any, error) {
	h, err := c.chapterByID(c.id)
	if err != nil {
		return nil, err
	}
	c.w.remove(h.ID)
	if c.quirks.RenumberAfterDelete {
		for i, sibling := range slices.Clone(h.course.chapters) {
			record := sibling.Chapter
			record.Order = i
			c.w.putChapter(record)
		}
	}
	return true, nil
}

func (c *call) chapterByID(id string) (*chapter, error) {
	if h, ok := c.w.chapters[id]; ok && c.owns(h.course) {
		return h, nil
	}
	return nil, notFound()
}

func (c *call) mayUseCourse(id string) bool {
	_, err := c.courseByID(id)
	return err == nil
}

type chapterItem struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Order int    `json:"order"`
}

type chapterView struct {
	chapterItem
	Lessons []chapterItem `json:"lessons"` // of the same three fields
}

func (c *call) showChapter(h *chapter) chapterView {
	view := chapterView{chapterItem{h.ID, h.Title, h.Order}, make([]chapterItem, 0, len(h.lessons))}
	for _, l := range h.lessons {
		if c.shows(l) {
			view.Lessons = append(view.Lessons, chapterItem{l.ID, l.Title, l.Order})
		}
	}
	return view
}
