package apply

import (
	"context"
	"errors"
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// remover destroys objects.
type remover struct {
	api     API
	journal *journal
	resend  resender
}

// remove destroys one object, after one more look at it: what changed since the plan was
// made was not what the author agreed to destroy. One that cannot be found any more is
// left to the next plan, which looks at the whole course: a single "not found" is too
// little to forget an object for.
func (r remover) remove(ctx context.Context, s *Step) Result {
	if err := stillAsPlanned(ctx, r.api, s); course.IsGone(err) {
		return Result{Status: Unneeded}
	} else if err != nil {
		return unsent(ctx, err)
	}
	op, err := r.deleteOnce(ctx, s)
	if err != nil {
		return unwritten(ctx, err)
	}
	if err := isGone(ctx, r.api, r.journal.idOf(course.Address{Course: s.Address.Course}), s); err != nil {
		return failed(err)
	}
	return Result{Status: Done}.unless(r.journal.bound(ctx, op, s.Address, nil))
}

// deleteOnce sends the delete. Before a second try, it checks the guards again.
func (r remover) deleteOnce(ctx context.Context, s *Step) (op int64, err error) {
	return r.resend.write(ctx, r.intent(s), func() error {
		err := r.api.Delete(ctx, s.Address.Kind(), s.ID)
		if course.IsGone(err) {
			return nil
		}
		return err
	}, func() (isGone bool, err error) {
		if err = stillAsPlanned(ctx, r.api, s); course.IsGone(err) {
			return true, nil
		}
		return false, err
	})
}

func (r remover) intent(s *Step) state.Entry {
	return state.Entry{Action: state.ActionDelete, Address: s.Address, ID: s.ID}
}

// isGone makes sure that the object does not exist any more, whatever was answered: it is
// neither found by its id nor in its course. A single "not found" is too little to forget
// an object for, also after a delete.
func isGone(ctx context.Context, api API, courseID string, s *Step) error {
	_, err := api.Read(ctx, s.Address.Kind(), s.ID)
	switch {
	case err == nil:
		return errors.New("it was deleted, and Whop still shows it")
	case !course.IsGone(err):
		return fmt.Errorf("look whether it is gone: %w", err)
	}
	tree, err := api.ReadTree(ctx, courseID)
	if err != nil {
		return fmt.Errorf("look whether it is gone: %w", err)
	}
	if idsIn(tree)[s.ID] {
		return errors.New("it was deleted, and its course on Whop still shows it")
	}
	return nil
}

func stillAsPlanned(ctx context.Context, api API, s *Step) error {
	live, err := api.Read(ctx, s.Address.Kind(), s.ID)
	if err != nil {
		return err
	}
	if err := asPlanned(s.Address, s.Change.Fields, live.Fields); err != nil {
		return err
	}
	if s.Kind == DeleteChapter {
		return isEmptied(ctx, api, s)
	}
	return progressAsPlanned(ctx, api, s)
}

// isEmptied checks that a chapter has no lessons left: deleting the chapter would delete
// them.
func isEmptied(ctx context.Context, api API, s *Step) error {
	lessons, err := api.List(ctx, course.KindLesson, s.ID)
	if err != nil {
		return err
	}
	if len(lessons) > 0 {
		return &ConflictError{s.Address, fmt.Sprintf("it still holds %d lessons", len(lessons))}
	}
	return nil
}

// progressAsPlanned counts the students once more.
func progressAsPlanned(ctx context.Context, api API, s *Step) error {
	if s.Change.Impact == nil {
		return nil
	}
	now, err := api.Impact(ctx, s.ID)
	if err != nil {
		return fmt.Errorf("count the students with progress: %w", err)
	}
	if now != *s.Change.Impact {
		return &ConflictError{s.Address, fmt.Sprintf(
			"the number of students with progress on it is %d, not %d", now.Students, s.Change.Impact.Students)}
	}
	return nil
}
