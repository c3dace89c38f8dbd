package emulator

import (
	"encoding/json"
	"fmt"
	"iter"
)

// treeChapter and treeLesson are a course's inside as a course shows it: without bodies,
// without visibility, in order.
type treeChapter struct {
	ID      string       `json:"id"`
	Title   string       `json:"title"`
	Order   int          `json:"order"`
	Lessons []treeLesson `json:"lessons"`
}

type treeLesson struct {
	ID        string     `json:"id"`
	Title     string     `json:"title"`
	Order     int        `json:"order"`
	Type      string     `json:"lesson_type"`
	Thumbnail *thumbnail `json:"thumbnail"`
	Video     *treeVideo `json:"video_asset"`
}

type treeVideo struct {
	Playback *string `json:"signed_playback_id"`
	Token    *string `json:"signed_thumbnail_playback_token"`
	Seconds  *int    `json:"duration_seconds"`
}

func (c *call) showTree(k *course) []treeChapter {
	tree := make([]treeChapter, 0, len(k.chapters))
	for _, chapter := range k.chapters {
		branch := treeChapter{ID: chapter.ID, Title: chapter.Title, Order: chapter.Order, Lessons: make([]treeLesson, 0, len(chapter.lessons))}
		for _, l := range chapter.lessons {
			if c.shows(l) {
				branch.Lessons = append(branch.Lessons, c.showTreeLesson(l))
			}
		}
		tree = append(tree, branch)
	}
	return tree
}

func (c *call) showTreeLesson(l *lesson) treeLesson {
	return treeLesson{
		ID: l.ID, Title: l.Title, Order: l.Order, Type: l.Type,
		Thumbnail: c.showThumbnail(l.Thumbnail), Video: c.showTreeVideo(l.Video),
	}
}

// shows reports whether the caller sees the lesson among others. (That others than admins
// do not see hidden ones is documented; who is an admin is assumed.)
func (c *call) shows(l *lesson) bool { return l.Visibility != "hidden" || c.key.isAdmin() }

// lessons are all lessons of the course, chapter by chapter.
func (k *course) lessons() iter.Seq[*lesson] {
	return func(yield func(*lesson) bool) {
		for _, chapter := range k.chapters {
			for _, l := range chapter.lessons {
				if !yield(l) {
					return
				}
			}
		}
	}
}

// tree is what a PATCH of a course says about its chapters. Titles are required by Whop,
// so whoever arranges also renames.
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

func takeTree(_ *call, draft *draftCourse, raw json.RawMessage) error {
	if isNull(raw) {
		return nil
	}
	sent, err := decode[tree](raw)
	if err != nil {
		return err
	}
	for _, chapter := range sent {
		if chapter.ID == nil || chapter.Title == nil || chapter.Order == nil {
			return missing("chapters[].id, title, order")
		}
		for _, l := range chapter.Lessons {
			if l == nil || l.ID == nil || l.Title == nil || l.Order == nil || l.Chapter == nil {
				return missing("chapters[].lessons[].id, title, order, chapter_id")
			}
		}
	}
	draft.tree = &sent
	return nil
}

// arrange gives what the tree names its title, order and chapter. What it leaves out
// stays as it is. (Assumed, as is that the whole call is refused for one bad id.)
func (c *call) arrange(k *course, sent tree) error {
	if err := c.checkTree(k, sent); err != nil {
		return err
	}
	named := map[string]bool{}
	last := ""
	for _, chapter := range sent {
		named[*chapter.ID] = true
		record := c.w.chapters[*chapter.ID].Chapter
		record.Title, _ = c.fitTitle(*chapter.Title, maxChapterTitle)
		record.Order = *chapter.Order
		c.w.putChapter(record)
	}
	for _, l := range sent.lessons() {
		named[*l.ID], last = true, *l.ID
		record := c.w.lessons[*l.ID].Lesson
		record.Title, _ = c.fitTitle(*l.Title, maxLessonTitle)
		record.Order, record.Chapter = *l.Order, *l.Chapter
		c.w.putLesson(record)
	}
	if c.quirks.OmittedToEnd {
		c.sendToEnd(k, named)
	}
	if c.quirks.ArrangeDropsLesson && last != "" {
		c.w.remove(last)
	}
	return nil
}

func (c *call) checkTree(k *course, sent tree) error {
	seen := map[string]bool{}
	for _, chapter := range sent {
		node := c.w.chapters[*chapter.ID]
		if node == nil || node.course != k {
			return notFound()
		}
		if _, err := c.fitTitle(*chapter.Title, maxChapterTitle); err != nil {
			return invalid("chapters[].title", "%v", err)
		}
		if err := checkTwice(seen, *chapter.ID); err != nil {
			return err
		}
	}
	for _, l := range sent.lessons() {
		node, parent := c.w.lessons[*l.ID], c.w.chapters[*l.Chapter]
		if node == nil || node.chapter.course != k || parent == nil || parent.course != k {
			return notFound()
		}
		if _, err := c.fitTitle(*l.Title, maxLessonTitle); err != nil {
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
		return invalid("chapters", "%s", fmt.Sprintf("names %s twice", id))
	}
	seen[id] = true
	return nil
}

// lessons are the lessons that the tree names, with their position in it.
func (t tree) lessons() iter.Seq2[int, *sentLesson] {
	return func(yield func(int, *sentLesson) bool) {
		at := 0
		for _, chapter := range t {
			for _, l := range chapter.Lessons {
				if !yield(at, l) {
					return
				}
				at++
			}
		}
	}
}

// sendToEnd is the quirk that orders what a tree left out behind the rest.
func (c *call) sendToEnd(k *course, named map[string]bool) {
	for _, chapter := range append([]*chapter(nil), k.chapters...) {
		if !named[chapter.ID] {
			record := chapter.Chapter
			record.Order = nextChapterOrder(k)
			c.w.putChapter(record)
		}
		for _, l := range append([]*lesson(nil), chapter.lessons...) {
			if !named[l.ID] {
				record := l.Lesson
				record.Order = nextLessonOrder(chapter)
				c.w.putLesson(record)
			}
		}
	}
}
