package apply

import (
	"context"
	"errors"
	"fmt"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// retryWait is how long an unclear request is left alone before somebody looks again.
const retryWait = 2 * time.Second

// maxTries bounds how often one write is sent.
const maxTries = 3

// createOnce sends the create until its end is known. After an answer that was lost the
// parent is searched first; only when nothing new is there is the same request sent
// again, under the same key. Only a create of which every try is known to have failed is
// taken back: an earlier try, of this run or of one before, may still arrive.
func (w *walk) createOnce(ctx context.Context, s *Step, intent state.Entry, fields course.Fields) (*course.Resource, error) {
	unclear := func(why ...error) (*course.Resource, error) {
		return nil, &UnclearError{Address: s.Address, Err: errors.Join(why...)}
	}
	for try := 1; ; try++ {
		made, err := w.send(ctx, s, intent, fields)
		if err == nil {
			if problem := w.claim(made.ID, intent); problem != nil {
				return unclear(problem)
			}
			return made, nil
		}
		outcome := course.OutcomeOf(err)
		if try == 1 && neverHappened(outcome) && !w.isOld(intent) {
			return nil, errors.Join(err, w.drop(ctx, intent))
		}
		found, lookErr := w.look(ctx, intent)
		switch {
		case lookErr != nil:
			return unclear(err, lookErr)
		case found != nil:
			return found, nil
		case neverHappened(outcome), outcome == course.OutcomeUnread, try == maxTries:
			return unclear(err)
		}
		if waitErr := w.mayRepeat(ctx, intent); waitErr != nil {
			return unclear(err, waitErr)
		}
	}
}

// mayRepeat waits, and then writes the intent down once more: whoever has lost the lock
// meanwhile sends nothing again.
func (w *walk) mayRepeat(ctx context.Context, intent state.Entry) error {
	if err := w.Wait(ctx, retryWait); err != nil {
		return err
	}
	return w.record(ctx, intent)
}

// neverHappened reports an outcome that leaves nothing to settle.
func neverHappened(o course.Outcome) bool {
	return o == course.OutcomeRefused || o == course.OutcomeNotSent
}

// UnclearError says that nobody knows whether an object was created. Its intent stays in
// the journal, and the next run looks for it before it does anything else.
type UnclearError struct {
	Address course.Address
	Err     error
}

func (e *UnclearError) Error() string {
	return fmt.Sprintf("it is not clear whether %s was created: %v", e.Address, e.Err)
}

func (e *UnclearError) Unwrap() error           { return e.Err }
func (e *UnclearError) Outcome() course.Outcome { return course.OutcomeUnknown }

// drop takes back the intent of a write that is known not to have happened.
func (w *walk) drop(ctx context.Context, intent state.Entry) error {
	return w.record(ctx, state.Entry{Event: state.EventDropped, Op: intent.Op})
}
