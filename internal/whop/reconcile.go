package whop

import (
	"cmp"
	"context"
	"math"
	"slices"

	"whopsync/internal/course"
)

// Want says what to read of a course beyond what lists show.
type Want struct {
	// Detail reports the lessons to read one by one, because lists do not show all of them.
	// Nil: none.
	Detail func(lessonID string) bool
	// Known are the ids of lessons that should be there. Those that the course does not
	// show are asked for by id: a hidden lesson can still be read, a deleted one cannot.
	Known []string
}

// reading is a course put together from answers which each show a part.
type reading struct {
	client *Client
	want   Want
	course *course.Course           // the tree, its order being built
	listed []string                 // ids of the lessons that any list showed
	fields map[string]course.Fields // by lesson id, for every lesson that was read
	fresh  map[string]bool          // chapters that the tree did not show
	doubt  []string                 // ids of lessons in chapters that only the tree showed
}

func (r *reading) learn(lessons []*course.Resource) {
	for _, lesson := range lessons {
		if _, known := r.fields[lesson.ID]; !known {
			r.listed = append(r.listed, lesson.ID)
		}
		r.fields[lesson.ID] = lesson.Fields
	}
}

// strays returns the lessons that lists show and no chapter does.
func (r *reading) strays() []string {
	placed := make(map[string]bool, len(r.listed))
	for resource := range r.course.Resources() {
		placed[resource.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(r.listed), func(id string) bool { return placed[id] })
}

func (r *reading) unread(chapter *course.Chapter) (missing []*course.Lesson) {
	for _, lesson := range chapter.Lessons {
		if _, known := r.fields[lesson.ID]; !known {
			missing = append(missing, lesson)
		}
	}
	return missing
}

// findChapters asks for the chapter list when the tree may have left chapters out, and
// then believes the list.
func (r *reading) findChapters(ctx context.Context) error {
	if len(r.strays()) == 0 && !looksCapped(len(r.course.Chapters)) {
		return nil
	}
	listed, err := r.client.List(ctx, course.KindChapter, r.course.ID)
	if err != nil {
		return err
	}
	shown := r.course.Chapters
	r.course.Chapters = nil
	for _, item := range listed {
		chapter := &course.Chapter{Resource: *item}
		r.course.Chapters = append(r.course.Chapters, chapter)
		i := slices.IndexFunc(shown, func(s *course.Chapter) bool { return s.ID == chapter.ID })
		if i < 0 {
			r.fresh[chapter.ID] = true
			continue
		}
		chapter.Lessons = shown[i].Lessons
		shown = slices.Delete(shown, i, i+1)
	}
	for _, chapter := range shown {
		for _, lesson := range chapter.Lessons {
			r.doubt = append(r.doubt, lesson.ID)
		}
	}
	return nil
}

// looksCapped reports a count at which servers like to cut a list. Whop documents no
// cap on the chapters in a course; the check costs one request and is rarely needed.
func looksCapped(n int) bool { return n > 0 && n%50 == 0 }

// findLessons lists chapters one by one where the tree and the course's list disagree:
// chapters that the tree did not show, chapters of which lessons are missing from the
// list, and then, the fullest first, until every stray has its chapter.
func (r *reading) findLessons(ctx context.Context) error {
	chapters := slices.Clone(r.course.Chapters)
	slices.SortStableFunc(chapters, func(a, b *course.Chapter) int { return cmp.Compare(r.need(b), r.need(a)) })
	for _, chapter := range chapters {
		if !r.mustList(chapter) && len(r.strays()) == 0 {
			return nil
		}
		lessons, err := r.client.List(ctx, course.KindLesson, chapter.ID)
		if err != nil {
			return err
		}
		r.learn(lessons)
		chapter.Lessons = merge(lessons, chapter.Lessons)
	}
	return nil
}

// need orders chapters for findLessons.
func (r *reading) need(chapter *course.Chapter) int {
	if r.mustList(chapter) {
		return math.MaxInt
	}
	return len(chapter.Lessons)
}

// mustList reports that listing the chapter is cheaper than reading its unknown lessons one
// by one, or is the only way to learn its content.
func (r *reading) mustList(chapter *course.Chapter) bool {
	return r.fresh[chapter.ID] || len(r.unread(chapter)) > 1
}

// merge returns the chapter's own list, and after it what only the tree showed.
func merge(list []*course.Resource, tree []*course.Lesson) []*course.Lesson {
	merged := make([]*course.Lesson, len(list))
	for i, item := range list {
		merged[i] = &course.Lesson{Resource: *item}
	}
	for _, lesson := range tree {
		if !slices.ContainsFunc(list, func(r *course.Resource) bool { return r.ID == lesson.ID }) {
			merged = append(merged, lesson)
		}
	}
	return merged
}
