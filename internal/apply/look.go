package apply

import (
	"context"
	"fmt"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// Finder lists what a place on Whop holds.
type Finder interface {
	Courses(ctx context.Context, experience string) ([]*course.Course, error)
	ChaptersOf(ctx context.Context, courseID string) ([]*course.Chapter, error)
	LessonsOf(ctx context.Context, chapterID string) ([]*course.Lesson, error)
}

// look searches the parent for the object that a create may have made.
func (w *walk) look(ctx context.Context, intent state.Entry) (*course.Resource, error) {
	siblings, err := siblings(ctx, w.API, intent.Address.Kind(), intent.Parent)
	if err != nil {
		return nil, fmt.Errorf("look for it: %w", err)
	}
	found, err := theirs(siblings, func(id string) bool { return w.isKnown(id, intent) }, []state.Entry{intent})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], w.claim(found[0].ID, intent)
}

// siblings lists what the parent holds.
func siblings(ctx context.Context, api Finder, kind course.Kind, parent string) ([]*course.Resource, error) {
	switch kind {
	case course.KindCourse:
		return resources(api.Courses(ctx, parent))
	case course.KindChapter:
		return resources(api.ChaptersOf(ctx, parent))
	}
	return resources(api.LessonsOf(ctx, parent))
}

func resources[T course.Course | course.Chapter | course.Lesson](objects []*T, err error) ([]*course.Resource, error) {
	found := make([]*course.Resource, len(objects))
	for i, object := range objects {
		found[i] = resourceOf(object)
	}
	return found, err
}

// evidence are the fields by which an object of ours is recognised.
var evidence = []course.Field{course.Title, course.LessonType, course.Content}

// evidenceOf is what an intent remembers of what it sends. A server may tidy a text on
// the way in, so its likeness is remembered, and not its digest.
func evidenceOf(fields course.Fields) map[course.Field]course.Digest {
	remembered := map[course.Field]course.Digest{}
	for _, field := range evidence {
		remembered[field] = course.Likeness(fields[field])
	}
	return remembered
}

// theirs returns which of the siblings the creates have made: those that nothing accounts
// for and that say what was sent. The creates are alike, so whose is whose does not
// matter; one sibling too many does, and so does one that bears the title and another
// text, for it may be ours and edited since.
func theirs(siblings []*course.Resource, known func(id string) bool, creates []state.Entry) ([]*course.Resource, error) {
	var ours, doubtful []*course.Resource
	sent := creates[0].Sent
	for _, sibling := range siblings {
		switch {
		case known(sibling.ID) || !shows(sibling, sent, course.Title):
		case shows(sibling, sent, evidence...):
			ours = append(ours, sibling)
		default:
			doubtful = append(doubtful, sibling)
		}
	}
	if len(ours) > len(creates) || len(ours) < len(creates) && len(doubtful) > 0 {
		return nil, ambiguous(creates[0].Address, append(ours, doubtful...))
	}
	return ours, nil
}

// shows reports whether an object shows what was sent. What its list does not show says
// nothing against it.
func shows(live *course.Resource, sent map[course.Field]course.Digest, fields ...course.Field) bool {
	return !slices.ContainsFunc(fields, func(f course.Field) bool {
		got := live.Fields[f]
		return got != nil && course.Likeness(got) != sent[f]
	})
}

// AmbiguousError says that objects could have been made by a create whose answer was lost.
type AmbiguousError struct {
	Address course.Address
	IDs     []string
}

func ambiguous(address course.Address, candidates []*course.Resource) error {
	e := &AmbiguousError{Address: address}
	for _, candidate := range candidates {
		e.IDs = append(e.IDs, candidate.ID)
	}
	return e
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("the answer to the creation of %s was lost, and %v could be it: on Whop, rename or delete what is not, then run again; if it was edited since, rename it too: it is created anew", e.Address, e.IDs)
}
