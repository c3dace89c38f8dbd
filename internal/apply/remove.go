package apply

import (
	"context"
	"errors"
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// delete destroys one object, after one more look at it: what changed since the plan was
// made was not what the author agreed to destroy. One that cannot be found any more is
// left to the next plan, which looks at the whole course: a single "not found" is too
// little to forget an object for.
func (w *walk) delete(ctx context.Context, s *Step) Result {
	if err := w.stillAsPlanned(ctx, s); course.IsGone(err) {
		return Result{Status: Unneeded}
	} else if err != nil {
		return unsent(ctx, err)
	}
	intent := state.Entry{Event: state.EventIntent, Op: w.newOp(), Action: state.ActionDelete, Address: s.Address, ID: s.ID}
	if err := w.record(ctx, intent); err != nil {
		return failed(err)
	}
	if err := w.deleteOnce(ctx, intent, s); err != nil {
		return unwritten(ctx, errors.Join(err, w.giveUp(ctx, intent, err)))
	}
	if err := w.isGone(ctx, s); err != nil {
		return failed(err)
	}
	if err := w.bound(ctx, intent.Op, s.Address, nil); err != nil {
		return failed(err)
	}
	return Result{Status: Done}
}

// isGone makes sure that the object does not exist any more, whatever was answered: it is
// neither found by its id nor in its course. A single "not found" is too little to forget
// an object for, also behind a delete.
func (w *walk) isGone(ctx context.Context, s *Step) error {
	_, err := w.api.Read(ctx, s.Address.Kind(), s.ID)
	switch {
	case err == nil:
		return errors.New("it was deleted, and Whop still shows it")
	case !course.IsGone(err):
		return fmt.Errorf("look whether it is gone: %w", err)
	}
	tree, err := w.api.ReadTree(ctx, w.idOf(course.Address{Course: s.Address.Course}))
	if err != nil {
		return fmt.Errorf("look whether it is gone: %w", err)
	}
	for r := range tree.Resources() {
		if r.ID == s.ID {
			return errors.New("it was deleted, and its course on Whop still shows it")
		}
	}
	return nil
}

func (w *walk) stillAsPlanned(ctx context.Context, s *Step) error {
	live, err := w.api.Read(ctx, s.Address.Kind(), s.ID)
	if err != nil {
		return err
	}
	for _, field := range s.Change.Fields {
		if now := live.Fields[field.Field]; now != nil && !course.Same(field.Before, now) {
			return &ConflictError{s.Address, fmt.Sprintf("its %s is another", field.Field)}
		}
	}
	if s.Kind == DeleteChapter {
		return w.isEmptied(ctx, s)
	}
	return w.progressAsPlanned(ctx, s)
}

// isEmptied makes sure that a chapter takes no lesson along: deleting it would delete
// what is still in it.
func (w *walk) isEmptied(ctx context.Context, s *Step) error {
	lessons, err := w.api.List(ctx, course.KindLesson, s.ID)
	if err != nil {
		return err
	}
	if len(lessons) > 0 {
		return &ConflictError{s.Address, fmt.Sprintf("it still holds %d lessons", len(lessons))}
	}
	return nil
}

// progressAsPlanned counts the students once more.
func (w *walk) progressAsPlanned(ctx context.Context, s *Step) error {
	if s.Change.Impact == nil {
		return nil
	}
	now, err := w.api.Impact(ctx, s.ID)
	if err != nil {
		return fmt.Errorf("count the students with progress: %w", err)
	}
	if now != *s.Change.Impact {
		return &ConflictError{s.Address, fmt.Sprintf("the number of students with progress on it is %d, not %d", now.Students, s.Change.Impact.Students)}
	}
	return nil
}

// deleteOnce sends the delete. Before it is sent again, it is held to its guards once more.
func (w *walk) deleteOnce(ctx context.Context, intent state.Entry, s *Step) error {
	return w.persist(ctx, intent, func() error {
		err := w.api.Delete(ctx, s.Address.Kind(), s.ID)
		if course.IsGone(err) {
			return nil
		}
		return err
	}, func() (isGone bool, err error) {
		if err = w.stillAsPlanned(ctx, s); course.IsGone(err) {
			return true, nil
		}
		return false, err
	})
}
