package apply

import (
	"context"
	"errors"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// persist sends a write that may be repeated. After an answer that was lost it leaves the write
// its time to arrive, and then looks whether it has before it sends it again. Of several tries
// only one that is the first can be known not to have happened: an earlier one may still arrive.
func (w *walk) persist(ctx context.Context, intent state.Entry, send func() error, look func() (arrived bool, err error)) error {
	for try := 1; ; try++ {
		err := send()
		switch {
		case err == nil || try == 1 && neverHappened(course.OutcomeOf(err)):
			return err
		case neverHappened(course.OutcomeOf(err)):
			return &LostError{err}
		}
		if waitErr := w.mayRepeat(ctx, intent); waitErr != nil {
			return &LostError{errors.Join(err, waitErr)}
		}
		arrived, lookErr := look()
		switch {
		case lookErr != nil:
			return &LostError{errors.Join(err, lookErr)}
		case arrived:
			return nil
		case try == maxTries:
			return &LostError{err}
		}
		if err := w.stillHeld(ctx); err != nil { // the look has taken its time
			return &LostError{err}
		}
	}
}

// LostError says that nobody knows what became of a write. Its intent stays in the
// journal, and the next plan sees what it has done.
type LostError struct{ Err error }

func (e *LostError) Error() string           { return e.Err.Error() }
func (e *LostError) Unwrap() error           { return e.Err }
func (e *LostError) Outcome() course.Outcome { return course.OutcomeUnknown }

// giveUp takes back the intent of a write that is known not to have happened. Any other
// stays in the journal.
func (w *walk) giveUp(ctx context.Context, intent state.Entry, err error) error {
	if !neverHappened(course.OutcomeOf(err)) {
		return nil
	}
	return w.drop(ctx, intent)
}
