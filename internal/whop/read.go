package whop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"whopsync/internal/course"
)

// Want says what to read of a course beyond what lists show.
type Want struct {
	// Detail reports which lessons to read one by one, for what lists do not show. Nil: none.
	Detail func(lessonID string) bool
	// Known are the ids of lessons that should be there. Those that the course does not
	// show are asked for by id: a hidden lesson can still be read, a deleted one cannot.
	Known []string
}

// ReadCourse reads a course with all its lessons: one request for the tree and one for
// every 100 lessons. Where the two disagree it asks further, and if they cannot be
// reconciled it fails: a lesson that is merely not shown must never look deleted.
func (c *Client) ReadCourse(ctx context.Context, id string, want Want) (*course.Course, error) {
	r, err := c.survey(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, step := range []func() error{
		func() error { return r.findChapters(ctx) },
		func() error { return r.findLessons(ctx) },
		func() error { return r.readMissing(ctx) },
		func() error { r.fill(); return checkUnique(r.course) },
		func() error { return r.readDetails(ctx, want.Detail) },
		func() error { return r.probe(ctx, want.Known) },
	} {
		if err := step(); err != nil {
			return nil, r.explain(err)
		}
	}
	return r.course, nil
}

// reading is a course that is put together from answers which each show a part.
type reading struct {
	*Client
	course *course.Course           // the tree, its order being built
	listed []string                 // ids of the lessons that any list showed
	fields map[string]course.Fields // by lesson id, for every lesson that was read
	fresh  map[string]bool          // chapters that the tree did not show
}

// survey reads the tree and the lesson list at the same time.
func (c *Client) survey(ctx context.Context, id string) (*reading, error) {
	r := &reading{Client: c, fields: map[string]course.Fields{}, fresh: map[string]bool{}}
	var lessons []*course.Lesson
	var treeErr, listErr error
	var both sync.WaitGroup
	both.Go(func() { r.course, treeErr = c.ReadTree(ctx, id) })
	both.Go(func() { lessons, listErr = c.listLessons(ctx, "course_id", id) })
	both.Wait()
	if treeErr != nil {
		return nil, treeErr // first: its "not found" is the one that means the course
	}
	if listErr != nil {
		return nil, r.explain(listErr)
	}
	r.learn(lessons)
	return r, nil
}

// explain keeps "not found" for the course itself: of a part it means that the course
// changed under the reader.
func (r *reading) explain(err error) error {
	if IsNotFound(err) {
		err = fmt.Errorf("it does not hold still, or this key does not see all of it: %v", err)
		return r.useless(call{what: "read course " + r.course.ID}, err)
	}
	return err
}

func (r *reading) learn(lessons []*course.Lesson) {
	for _, lesson := range lessons {
		if _, known := r.fields[lesson.ID]; !known {
			r.listed = append(r.listed, lesson.ID)
		}
		r.fields[lesson.ID] = lesson.Fields
	}
}

// findChapters asks for the chapter list when the tree may have left chapters out, and
// then believes the list.
func (r *reading) findChapters(ctx context.Context) error {
	if len(r.strays()) == 0 && !looksCapped(len(r.course.Chapters)) {
		return nil
	}
	chapters, err := r.ChaptersOf(ctx, r.course.ID)
	if err != nil {
		return err
	}
	shown := r.course.Chapters
	r.course.Chapters = chapters
	for _, chapter := range chapters {
		i := slices.IndexFunc(shown, func(s *course.Chapter) bool { return s.ID == chapter.ID })
		if i < 0 {
			r.fresh[chapter.ID] = true
			continue
		}
		chapter.Lessons = shown[i].Lessons
	}
	return nil
}

// looksCapped reports a count at which servers like to cut a list. Whop documents no
// cap on the chapters in a course; the check costs one request and is rarely needed.
func looksCapped(n int) bool { return n > 0 && n%50 == 0 }

// strays returns the lessons that lists show and no chapter does.
func (r *reading) strays() []string {
	placed := r.placed()
	return slices.DeleteFunc(slices.Clone(r.listed), func(id string) bool { return placed[id] })
}

func (r *reading) placed() map[string]bool {
	placed := make(map[string]bool, len(r.listed))
	for _, chapter := range r.course.Chapters {
		for _, lesson := range chapter.Lessons {
			placed[lesson.ID] = true
		}
	}
	return placed
}

// findLessons lists chapters one by one where the tree and the course's list disagree:
// chapters that the tree did not show, chapters of which lessons are missing from the
// list, and then, the fullest first, until every stray has its chapter.
func (r *reading) findLessons(ctx context.Context) error {
	chapters := slices.Clone(r.course.Chapters)
	slices.SortStableFunc(chapters, func(a, b *course.Chapter) int { return len(b.Lessons) - len(a.Lessons) })
	slices.SortStableFunc(chapters, func(a, b *course.Chapter) int { return rank(r.mustList(a)) - rank(r.mustList(b)) })
	for _, chapter := range chapters {
		if !r.mustList(chapter) && len(r.strays()) == 0 {
			return nil
		}
		lessons, err := r.LessonsOf(ctx, chapter.ID)
		if err != nil {
			return err
		}
		r.learn(lessons)
		chapter.Lessons = merge(lessons, chapter.Lessons)
	}
	return nil
}

func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

// mustList reports that listing the chapter is cheaper than reading what is missing of
// it one by one, or the only way to learn what it holds.
func (r *reading) mustList(chapter *course.Chapter) bool {
	return r.fresh[chapter.ID] || len(r.unread(chapter)) > 1
}

func (r *reading) unread(chapter *course.Chapter) (missing []*course.Lesson) {
	for _, lesson := range chapter.Lessons {
		if _, known := r.fields[lesson.ID]; !known {
			missing = append(missing, lesson)
		}
	}
	return missing
}

// merge returns the chapter's own list, and after it what only the tree showed.
func merge(list, tree []*course.Lesson) []*course.Lesson {
	merged := slices.Clone(list)
	for _, lesson := range tree {
		if !slices.ContainsFunc(list, func(l *course.Lesson) bool { return l.ID == lesson.ID }) {
			merged = append(merged, lesson)
		}
	}
	return merged
}

// readMissing reads the lessons that the tree shows and no list does.
func (r *reading) readMissing(ctx context.Context) error {
	var missing []*course.Lesson
	for _, chapter := range r.course.Chapters {
		missing = append(missing, r.unread(chapter)...)
	}
	if err := r.readEach(ctx, missing); err != nil {
		return err
	}
	for _, lesson := range missing {
		r.fields[lesson.ID] = lesson.Fields
	}
	return nil
}

// fill gives every lesson its fields. Lessons that no chapter shows are kept apart.
func (r *reading) fill() {
	for _, chapter := range r.course.Chapters {
		for _, lesson := range chapter.Lessons {
			lesson.Fields = r.fields[lesson.ID]
		}
	}
	for _, id := range r.strays() {
		stray := &course.Lesson{Resource: course.Resource{ID: id, Fields: r.fields[id]}}
		r.course.Unlisted = append(r.course.Unlisted, stray)
	}
}

func (r *reading) readDetails(ctx context.Context, wanted func(id string) bool) error {
	if wanted == nil {
		return nil
	}
	return r.readEach(ctx, slices.DeleteFunc(r.lessons(), func(l *course.Lesson) bool { return !wanted(l.ID) }))
}

func (r *reading) lessons() []*course.Lesson {
	lessons := slices.Clone(r.course.Unlisted)
	for _, chapter := range r.course.Chapters {
		lessons = append(lessons, chapter.Lessons...)
	}
	return lessons
}

// readEach reads lessons one by one, several at a time.
func (r *reading) readEach(ctx context.Context, lessons []*course.Lesson) error {
	return r.parallelEach(ctx, len(lessons), func(ctx context.Context, i int) error {
		read, err := r.ReadLesson(ctx, lessons[i].ID)
		if err == nil {
			lessons[i].Fields = read.Fields
		}
		return err
	})
}

// probe looks for known lessons that nothing has shown.
func (r *reading) probe(ctx context.Context, known []string) error {
	unseen := slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(known))), func(id string) bool {
		_, seen := r.fields[id]
		return seen
	})
	found := make([]*course.Lesson, len(unseen))
	err := r.parallelEach(ctx, len(unseen), func(ctx context.Context, i int) (err error) {
		found[i], err = r.ReadLesson(ctx, unseen[i])
		if IsNotFound(err) {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, lesson := range found {
		if lesson != nil {
			r.course.Unlisted = append(r.course.Unlisted, lesson)
		}
	}
	return nil
}

// parallelEach calls do for 0 to n-1 until one fails, and returns that error.
func (c *Client) parallelEach(ctx context.Context, n int, do func(context.Context, int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(c.parallel)
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error { return do(ctx, i) })
	}
	return errors.Join(group.Wait())
}
