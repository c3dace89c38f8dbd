package emulator

var chapterColumns = []column[Chapter]{
	{"course_id", required, never, existing(func(c *Chapter) *string { return &c.Course }, (*call).courseByID)},
	{"title", may, required, title(func(c *Chapter) *string { return &c.Title }, maxChapterTitle)},
}

func listChapters(c *call) (any, error) {
	id := c.in.Query.Get("course_id")
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
	h := c.world.addChapter(record)
	if siblings := h.course.chapters; c.quirks.NewFirst {
		c.world.numberChapters(append([]*chapter{h}, siblings[:len(siblings)-1]...))
	}
	putSeedLast(c, h.course)
	return showChapter(c, h), nil
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
	c.world.putChapter(record)
	return showChapter(c, h), nil
}

func deleteChapter(c *call) (any, error) {
	h, err := c.chapterByID(c.id)
	if err != nil {
		return goneAlready(c, err)
	}
	c.world.remove(h.ID)
	if c.quirks.RenumberAfterDelete {
		c.world.numberChapters(h.course.chapters)
	}
	return true, nil
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

func showChapter(c *call, h *chapter) chapterView {
	view := chapterView{chapterItem{h.ID, h.Title, h.Order}, make([]chapterItem, 0, len(h.lessons))}
	for _, l := range h.lessons {
		if c.shows(l) {
			view.Lessons = append(view.Lessons, chapterItem{l.ID, l.Title, l.Order})
		}
	}
	return view
}
