package apply

import (
	"context"
	"fmt"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// Finder is the part of API that looks without touching.
type Finder interface {
	Courses(ctx context.Context, experience string) ([]*course.Course, error)
	ChaptersOf(ctx context.Context, courseID string) ([]*course.Chapter, error)
	LessonsOf(ctx context.Context, chapterID string) ([]*course.Lesson, error)
}

// Settle finds the objects that an earlier run may have created without learning their
// ids, and returns the entries that bind them. It only reads, so a plan can do it too: a
// plan that did not would announce to create what is already there.
//
// A create of which nothing is found stays pending: the next one of the same object goes
// on under its key. Pending updates and arrangements are judged by plan.Diff.
func Settle(ctx context.Context, api Finder, s *state.State) ([]state.Entry, error) {
	known := map[string]bool{}
	for id := range s.ByID() {
		known[id] = true
	}
	var entries []state.Entry
	for _, pending := range s.Pending {
		if pending.Action != state.ActionCreate || s.Bindings[pending.Address] != nil {
			continue
		}
		id, err := trace(ctx, api, pending, known)
		if err != nil {
			return nil, err
		}
		if id != "" {
			known[id] = true
			entries = append(entries, state.Entry{Event: state.EventDone, Op: pending.Op, Address: pending.Address, Binding: &state.Binding{ID: id}})
		}
	}
	return entries, nil
}

// trace returns the id of what a pending create made, "" when there is nothing.
func trace(ctx context.Context, api Finder, pending state.Entry, known map[string]bool) (string, error) {
	siblings, err := siblings(ctx, api, pending.Address.Kind(), pending.Parent)
	if course.IsGone(err) {
		return "", nil // its parent is gone, and it with it
	}
	if err != nil {
		return "", fmt.Errorf("look for %s, whose creation was cut off: %w", pending.Address, err)
	}
	var ids []string
	for _, sibling := range siblings {
		if !known[sibling.ID] && !slices.Contains(pending.Seen, sibling.ID) && course.DigestOf(sibling.Fields[course.Title]) == pending.Sent[course.Title] {
			ids = append(ids, sibling.ID)
		}
	}
	switch len(ids) {
	case 0:
		return "", nil
	case 1:
		return ids[0], nil
	}
	return "", &AmbiguousError{Address: pending.Address, IDs: ids}
}

// AmbiguousError says that several objects could be the one whose creation was cut off.
type AmbiguousError struct {
	Address course.Address
	IDs     []string
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%s was being created when a run was cut off, and %v could all be it: delete those that are too many on Whop, then run again", e.Address, e.IDs)
}
