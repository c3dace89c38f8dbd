// Package outline says what courses consist of, as their files say: a table of contents with how much
// there is to read. It is data, for render and for programs.
package outline

import (
	"strings"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
)

// wordsPerMinute is how fast most people read a text that is not a story.
const wordsPerMinute = 200

// Node is a course, chapter or lesson, and its content.
type Node struct {
	Address course.Address `json:"address"`
	Kind    course.Kind    `json:"type"`
	Title   string         `json:"title"`
	Path    string         `json:"path"`
	Key     string         `json:"key,omitempty"`
	URL     string         `json:"url,omitempty"` // on Whop
	Hidden  bool           `json:"hidden,omitempty"`
	// PublishAt is when a hidden lesson becomes visible; zero where no date says so.
	PublishAt time.Time `json:"publish_at,omitzero"`

	LessonType string `json:"lesson_type,omitempty"`
	Questions  int    `json:"questions,omitempty"`
	UnlockDay  int    `json:"days_from_course_start_until_unlock,omitempty"`

	Words    int      `json:"words"`   // of a course or chapter: of all lessons in it, as the other counts
	Minutes  int      `json:"minutes"` // of reading, rounded; of what contains others, from its words
	Lessons  int      `json:"lessons,omitempty"`
	Unseen   int      `json:"hidden_lessons,omitempty"` // of the lessons
	Drafts   []string `json:"drafts,omitempty"`         // files that are set aside, by path
	Contains []Node   `json:"contains,omitempty"`
}

// Options are what the model of a course does not say.
type Options struct {
	URL    func(course.Address) string        // on Whop; "" where it is not known
	Drafts func(at *course.Resource) []string // files beside its lessons that are set aside
	Has    func(course.Address) bool          // the part that is wanted
}

// Of returns the outlines of those courses that hold something that is wanted.
func Of(courses []*course.Course, o Options) []Node {
	outlines := []Node{}
	for _, c := range courses {
		out := o.node(&c.Resource)
		for _, chapter := range c.Chapters {
			in := o.node(&chapter.Resource)
			for _, lesson := range chapter.Lessons {
				if o.Has(lesson.Address) {
					in.add(o.lesson(&lesson.Resource))
				}
			}
			if o.Has(chapter.Address) {
				in.Drafts = o.Drafts(&chapter.Resource)
			}
			if o.Has(chapter.Address) || len(in.Contains) > 0 {
				out.add(in)
			}
		}
		if o.Has(c.Address) || len(out.Contains) > 0 {
			outlines = append(outlines, out)
		}
	}
	return outlines
}

func (o Options) node(r *course.Resource) Node {
	return Node{Address: r.Address, Kind: r.Address.Kind(), Title: r.Title(), Path: r.Source.Path, Key: r.Key, URL: o.URL(r.Address), Hidden: r.IsHidden(), PublishAt: r.WaitsUntil()}
}

func (o Options) lesson(r *course.Resource) Node {
	n := o.node(r)
	n.LessonType = r.Fields.Text(course.LessonType)
	if day, ok := r.Fields[course.UnlockDays].(course.Int); ok {
		n.UnlockDay = int(day)
	}
	texts := []string{r.Fields.Text(course.Content)}
	questions, _ := r.Fields[course.Questions].(course.QuestionList)
	for _, q := range questions {
		n.Questions++
		texts = append(texts, q.Text)
		for _, option := range q.Options {
			texts = append(texts, option.Text)
		}
	}
	n.Words = markdown.Parse(strings.Join(texts, "\n\n")).Words()
	n.Minutes = minutes(n.Words)
	return n
}

// add puts a node into what contains it, and counts it there.
func (n *Node) add(in Node) {
	n.Contains = append(n.Contains, in)
	n.Words += in.Words
	n.Minutes = minutes(n.Words)
	n.Lessons += in.Lessons
	n.Unseen += in.Unseen
	n.Questions += in.Questions
	if in.Kind == course.KindLesson {
		n.Lessons++
		if in.Hidden {
			n.Unseen++
		}
	} else {
		n.Drafts = append(n.Drafts, in.Drafts...)
	}
}

func minutes(words int) int { return (words + wordsPerMinute/2) / wordsPerMinute }
