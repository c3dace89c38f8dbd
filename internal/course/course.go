// Package course is the model of a Whop course: one set of types for what the files
// declare (desired) and for what Whop holds (live), so that the two can be compared
// without translation.
//
// The hard part of a sync tool is telling "the author wrote nothing here" from "the
// author wrote an empty value" and from "we could not read it". So a resource's
// content is a Fields map: a field that is absent is unmanaged (desired) or unknown
// (live), a field that is Null is known to be empty. Nothing in whopsync reads an
// absent field as an empty one.
package course

import (
	"iter"
	"time"
)

// Resource is what courses, chapters and lessons have in common.
//
//	          desired                      live
//	Address   from the file names          zero until a binding gives it one
//	ID        "" until a binding gives it  Whop's id
//	Fields    what the files manage        what was read
//	Source    the declaring file           zero
type Resource struct {
	Address Address
	ID      string
	Fields  Fields
	Source  Source

	// Key is the word that "key:" gives the resource, "" when it has none. The key stays what
	// it is when name, place, title and text change, and is unique in the repository over
	// all kinds. Desired only; the state keeps it.
	Key string
	// Unmanaged are fields that the file leaves to Whop in so many words: they stay as they
	// are, also when they were written before. Desired only.
	Unmanaged []Field
	// PublishAt is when students are to see a lesson, in the zone that its file gives; zero: the file says nothing
	// of it. Until then its Visibility is Hidden, and Visible from then on. Desired only.
	PublishAt time.Time
	// Protect refuses every removal of this resource. Desired only; the state keeps it
	// after the file is gone.
	Protect bool
}

// Source is where a desired resource is declared.
type Source struct {
	Path string // slash-separated, relative to the repository
	// Folder says of a lesson that all of its folder is the lesson's: Path is an index.md, README.md or article.md.
	Folder bool
	Line   int // 1-based; 0 when the declaration is the file itself
	Col    int // 1-based, in characters; 0 when unknown
}

// Course is a course with its chapters in their order.
type Course struct {
	Resource
	Chapters []*Chapter

	// Unlisted are lessons that exist (they can be read by id) although the tree does
	// not show them, as Whop does for hidden lessons and a key with few rights. Which
	// chapter holds them is unknown. Live only.
	Unlisted []*Lesson
}

// Chapter is a chapter with its lessons in their order.
type Chapter struct {
	Resource
	Lessons []*Lesson
}

// Lesson is a lesson.
type Lesson struct {
	Resource
}

// Title returns the title, or "" when it is unknown.
func (r *Resource) Title() string { return r.Fields.Text(Title) }

// IsHidden reports whether students are known not to see it.
func (r *Resource) IsHidden() bool { return r.Fields.Text(Visibility) == Hidden }

// WaitsUntil returns when a desired lesson that is hidden until then becomes visible; zero for any other.
func (r *Resource) WaitsUntil() time.Time {
	if !r.IsHidden() {
		return time.Time{}
	}
	return r.PublishAt
}

// Moment says when something is, with its zone: "2030-01-31 09:00 +01:00".
func Moment(t time.Time) string {
	form := "2006-01-02 15:04"
	if t.Second() != 0 {
		form += ":05"
	}
	if _, offset := t.Zone(); offset == 0 {
		return t.Format(form) + " UTC"
	}
	return t.Format(form + " -07:00")
}

// Resources yields the course, then each chapter followed by its lessons, in order.
// Unlisted lessons are not part of the order and are left out.
func (c *Course) Resources() iter.Seq[*Resource] {
	return func(yield func(*Resource) bool) {
		if !yield(&c.Resource) {
			return
		}
		for _, chapter := range c.Chapters {
			if !yield(&chapter.Resource) {
				return
			}
			for _, lesson := range chapter.Lessons {
				if !yield(&lesson.Resource) {
					return
				}
			}
		}
	}
}

// All yields the resources of courses, in order.
func All(courses []*Course) iter.Seq[*Resource] {
	return func(yield func(*Resource) bool) {
		for _, c := range courses {
			for r := range c.Resources() {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// ByAddress returns the resources of courses by their addresses.
func ByAddress(courses []*Course) map[Address]*Resource {
	all := map[Address]*Resource{}
	for r := range All(courses) {
		all[r.Address] = r
	}
	return all
}

// LessonCount returns how many lessons the chapters hold.
func (c *Course) LessonCount() int {
	n := 0
	for _, chapter := range c.Chapters {
		n += len(chapter.Lessons)
	}
	return n
}
