package whop

import (
	"context"
	"fmt"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/safegroup"
)

// ReadCourse reads a course with all lessons: one request for the tree, and one for every
// 100 lessons. If the two disagree it reads more, and fails if they cannot be reconciled: a
// lesson that is merely not shown must never look deleted.
func (c *Client) ReadCourse(ctx context.Context, id string, want Want) (*course.Course, error) {
	r := &reading{client: c, want: want, fields: map[string]course.Fields{}, fresh: map[string]bool{}}
	if err := r.survey(ctx, id); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{
		r.findChapters, r.findLessons, r.readMissing, r.fill, r.readDetails, r.probe,
	} {
		if err := step(ctx); err != nil {
			return nil, r.explain(err)
		}
	}
	return r.course, nil
}

// survey reads the tree and the lesson list at the same time.
func (r *reading) survey(ctx context.Context, id string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var lessons []*course.Resource
	var treeErr, listErr error
	both := safegroup.New()
	both.Go(func() error {
		if r.course, treeErr = r.client.ReadTree(ctx, id); treeErr != nil {
			cancel()
		}
		return nil
	})
	both.Go(func() error {
		lessons, listErr = listFromBothEnds(ctx, r.client.sender, listCall(course.KindLesson, "course_id", courseID, id), len(r.want.Known), decoder(course.KindLesson))
		return nil
	})
	_ = both.Wait() // each has an error of its own
	if treeErr != nil {
		return treeErr // first: its "not found" is the one that means the course
	}
	if listErr != nil {
		return r.explain(listErr)
	}
	r.learn(lessons)
	return nil
}

// explain keeps "not found" for the course itself. Said of a part it means that the course
// changed under the reader, and must not be taken for the course's end.
func (r *reading) explain(err error) error {
	if IsNotFound(err) {
		err = fmt.Errorf("the course changed while it was read, or this key cannot see all of it: %v", err)
		return r.client.sender.useless(call{what: "read course " + r.course.ID}, err)
	}
	return err
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
func (r *reading) fill(context.Context) error {
	for _, chapter := range r.course.Chapters {
		for _, lesson := range chapter.Lessons {
			lesson.Fields = r.fields[lesson.ID]
		}
	}
	for _, id := range r.strays() {
		stray := &course.Lesson{Resource: course.Resource{ID: id, Fields: r.fields[id]}}
		r.course.Unlisted = append(r.course.Unlisted, stray)
	}
	return checkUnique(r.course)
}

func (r *reading) readDetails(ctx context.Context) error {
	if r.want.Detail == nil {
		return nil
	}
	return r.readEach(ctx, slices.DeleteFunc(r.lessons(), func(l *course.Lesson) bool { return !r.want.Detail(l.ID) }))
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
	return parallelEach(ctx, r.client.sender.parallel, len(lessons), func(ctx context.Context, i int) error {
		read, err := r.client.Read(ctx, course.KindLesson, lessons[i].ID)
		if err == nil {
			lessons[i].Fields = read.Fields
		}
		return err
	})
}

// probe looks for the lessons that should be there and that nothing has shown.
func (r *reading) probe(ctx context.Context) error {
	expected := slices.Concat(r.want.Known, r.doubt)
	slices.Sort(expected)
	unseen := slices.DeleteFunc(slices.Compact(expected), func(id string) bool {
		_, seen := r.fields[id]
		return seen
	})
	found := make([]*course.Resource, len(unseen))
	err := parallelEach(ctx, r.client.sender.parallel, len(unseen), func(ctx context.Context, i int) (err error) {
		found[i], err = r.client.Read(ctx, course.KindLesson, unseen[i])
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
			r.course.Unlisted = append(r.course.Unlisted, &course.Lesson{Resource: *lesson})
		}
	}
	return nil
}
