package emulator

import (
	"encoding/json"
	"iter"
	"slices"
)

// tree is what a PATCH of a course says about its chapters. Titles are required by Whop,
// so to arrange is also to rename.
type tree []sentChapter

type sentChapter struct {
	ID      *string       `json:"id"`
	Title   *string       `json:"title"`
	Order   *int          `json:"order"`
	Lessons []*sentLesson `json:"lessons"`
}

type sentLesson struct {
	ID      *string `json:"id"`
	Title   *string `json:"title"`
	Order   *int    `json:"order"`
	Chapter *string `json:"chapter_id"`
}

// readTree refuses a tree where something is missing.
func readTree(raw json.RawMessage) (tree, error) {
	sent, err := decode[tree](raw)
	if err != nil {
		return nil, err
	}
	for _, chapter := range sent {
		if chapter.ID == nil || chapter.Title == nil || chapter.Order == nil {
			return nil, missing("chapters[].id, title, order")
		}
		for _, l := range chapter.Lessons {
			if l == nil || l.ID == nil || l.Title == nil || l.Order == nil || l.Chapter == nil {
				return nil, missing("chapters[].lessons[].id, title, order, chapter_id")
			}
		}
	}
	return sent, nil
}

// arrange gives the objects of the tree their title, order and chapter. Objects outside the
// tree stay unchanged. (Assumed, as is that one bad id refuses the whole call.)
func arrange(c *call, k *course, sent tree) error {
	if err := checkTree(c, k, sent); err != nil {
		return err
	}
	named := map[string]bool{}
	last := ""
	for _, chapter := range sent {
		named[*chapter.ID] = true
		record := c.world.chapters[*chapter.ID].Chapter
		record.Title, _ = fitTitle(c, *chapter.Title, maxChapterTitle)
		record.Order = *chapter.Order
		c.world.putChapter(record)
	}
	for l := range sent.lessons() {
		named[*l.ID], last = true, *l.ID
		record := c.world.lessons[*l.ID].Lesson
		record.Title, _ = fitTitle(c, *l.Title, maxLessonTitle)
		record.Order, record.Chapter = *l.Order, *l.Chapter
		c.world.putLesson(record)
	}
	switch {
	case c.quirks.OmittedToEnd:
		sendToEnd(c, k, named)
	case c.quirks.OmittedRemoved:
		removeOmitted(c, k, named)
	}
	if c.quirks.ArrangeDropsLesson && last != "" {
		c.world.remove(last)
	}
	if c.quirks.ArrangeMovesLesson && last != "" {
		record := c.world.lessons[last].Lesson
		record.Chapter = *sent[0].ID
		c.world.putLesson(record)
	}
	return nil
}

func checkTree(c *call, k *course, sent tree) error {
	seen := map[string]bool{}
	for _, chapter := range sent {
		node := c.world.chapters[*chapter.ID]
		if node == nil || node.course != k {
			return notFound()
		}
		if _, err := fitTitle(c, *chapter.Title, maxChapterTitle); err != nil {
			return invalid("chapters[].title", "%v", err)
		}
		if err := checkTwice(seen, *chapter.ID); err != nil {
			return err
		}
	}
	for l := range sent.lessons() {
		node, parent := c.world.lessons[*l.ID], c.world.chapters[*l.Chapter]
		if node == nil || node.chapter.course != k || parent == nil || parent.course != k {
			return notFound()
		}
		if _, err := fitTitle(c, *l.Title, maxLessonTitle); err != nil {
			return invalid("chapters[].lessons[].title", "%v", err)
		}
		if err := checkTwice(seen, *l.ID); err != nil {
			return err
		}
	}
	return nil
}

func checkTwice(seen map[string]bool, id string) error {
	if seen[id] {
		return invalid("chapters", "names %s twice", id)
	}
	seen[id] = true
	return nil
}

// lessons are the lessons that the tree names.
func (t tree) lessons() iter.Seq[*sentLesson] {
	return func(yield func(*sentLesson) bool) {
		for _, chapter := range t {
			for _, l := range chapter.Lessons {
				if !yield(l) {
					return
				}
			}
		}
	}
}

// sendToEnd is the quirk that orders what a tree left out after the rest.
func sendToEnd(c *call, k *course, named map[string]bool) {
	for _, chapter := range slices.Clone(k.chapters) {
		if !named[chapter.ID] {
			record := chapter.Chapter
			record.Order = k.chapters.nextOrder()
			c.world.putChapter(record)
		}
		for _, l := range slices.Clone(chapter.lessons) {
			if !named[l.ID] {
				record := l.Lesson
				record.Order = chapter.lessons.nextOrder()
				c.world.putLesson(record)
			}
		}
	}
}

// removeOmitted is the quirk that deletes what a tree left out.
func removeOmitted(c *call, k *course, named map[string]bool) {
	for _, chapter := range slices.Clone(k.chapters) {
		for _, l := range slices.Clone(chapter.lessons) {
			if !named[l.ID] {
				c.world.remove(l.ID)
			}
		}
		if !named[chapter.ID] {
			c.world.remove(chapter.ID)
		}
	}
}
