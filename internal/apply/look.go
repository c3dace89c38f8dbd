package apply

import (
	"context"
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// look searches the parent for the object that a create may have made. Only an object
// that nothing accounts for can be it, and only if it says what we sent. Two of them are
// one too many to choose from.
func (w *walk) look(ctx context.Context, s *Step, intent state.Entry, fields course.Fields) (*course.Resource, error) {
	siblings, err := siblings(ctx, w.API, s.Address.Kind(), intent.Parent)
	if err != nil {
		return nil, fmt.Errorf("look for it: %w", err)
	}
	w.mu.Lock()
	known := func(id string) bool { return w.known[id] }
	found, err := theOne(siblings, known, fields)
	w.mu.Unlock()
	if found == nil || err != nil {
		return nil, err
	}
	return found, w.claim(found.ID)
}

// siblings lists what the parent holds.
func siblings(ctx context.Context, api Finder, kind course.Kind, parent string) ([]*course.Resource, error) {
	var found []*course.Resource
	switch kind {
	case course.KindCourse:
		courses, err := api.Courses(ctx, parent)
		if err != nil {
			return nil, err
		}
		for _, c := range courses {
			found = append(found, &c.Resource)
		}
	case course.KindChapter:
		chapters, err := api.ChaptersOf(ctx, parent)
		if err != nil {
			return nil, err
		}
		for _, c := range chapters {
			found = append(found, &c.Resource)
		}
	case course.KindLesson:
		lessons, err := api.LessonsOf(ctx, parent)
		if err != nil {
			return nil, err
		}
		for _, l := range lessons {
			found = append(found, &l.Resource)
		}
	}
	return found, nil
}

// theOne returns the only sibling that is new and ours.
func theOne(siblings []*course.Resource, known func(id string) bool, sent course.Fields) (*course.Resource, error) {
	var one *course.Resource
	for _, sibling := range siblings {
		if known(sibling.ID) || !isOurs(sibling.Fields, sent) {
			continue
		}
		if one != nil {
			return nil, fmt.Errorf("both %s and %s could be it; delete the one too many on Whop", one.ID, sibling.ID)
		}
		one = sibling
	}
	return one, nil
}

// evidence are the fields by which an object of ours is recognised.
var evidence = []course.Field{course.Title, course.LessonType, course.Content}

// isOurs reports whether an object says what we sent. Text may have been tidied on the
// way in, so it is compared by its letters.
func isOurs(live, sent course.Fields) bool {
	for _, field := range evidence {
		got := live[field]
		if got == nil {
			continue // this kind of list does not show it
		}
		value := sent[field]
		if value == nil {
			value = course.Null{}
		}
		if !course.Same(value, got) && !course.Resembles(value, got) {
			return false
		}
	}
	return true
}
