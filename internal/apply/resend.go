package apply

import (
	"context"
	"errors"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// retryWait is how long an unclear request is left alone before someone looks for what it has
// done. A gateway gives up on a request that the server behind it may finish seconds later.
const retryWait = 6 * time.Second

// maxTries bounds how often one write is sent.
const maxTries = 3

// resender sends writes of which the answer may be lost.
type resender struct {
	journal *journal
	wait    func(ctx context.Context, d time.Duration) error
}

// write announces a write in the journal, sends it, and takes the announcement back when it is
// known not to have happened. Any other stays in the journal.
func (r resender) write(ctx context.Context, intent state.Entry, send func() error,
	look func() (hasArrived bool, err error)) (op int64, err error) {
	intent, err = r.journal.intend(ctx, intent)
	if err != nil {
		return 0, err
	}
	if err = r.send(ctx, intent, send, look); neverHappened(err) {
		err = errors.Join(err, r.journal.drop(ctx, intent))
	}
	return intent.Op, err
}

// send sends a write that may be repeated. After a lost answer it waits for the write to arrive,
// and looks before sending again. Only a first try can be known not to have happened: an earlier
// try may still arrive.
func (r resender) send(ctx context.Context, intent state.Entry, write func() error, look func() (hasArrived bool, err error)) error {
	for try := 1; ; try++ {
		err := write()
		switch {
		case err == nil || try == 1 && neverHappened(err):
			return err
		case neverHappened(err), course.IsFinal(err):
			return &lostError{err}
		}
		if waitErr := r.mayRepeat(ctx, intent); waitErr != nil {
			return &lostError{errors.Join(err, waitErr)}
		}
		hasArrived, lookErr := look()
		switch {
		case lookErr != nil:
			return &lostError{errors.Join(err, lookErr)}
		case hasArrived:
			return nil
		case try == maxTries:
			return &lostError{err}
		}
	}
}

// mayRepeat waits, and then writes the intent down once more: anyone who has lost the lock
// meanwhile sends nothing again. What the write may have done is looked for after this, right
// before it is sent again.
func (r resender) mayRepeat(ctx context.Context, intent state.Entry) error {
	if err := r.wait(ctx, retryWait); err != nil {
		return err
	}
	return r.journal.record(ctx, intent)
}

// neverHappened reports an error that leaves nothing to settle.
func neverHappened(err error) bool {
	outcome := course.OutcomeOf(err)
	return outcome == course.OutcomeRefused || outcome == course.OutcomeNotSent
}

// lostError says that the result of a write is unknown. The intent stays in the journal, and
// the next run looks for the result first.
type lostError struct{ err error }

func (e *lostError) Error() string           { return e.err.Error() }
func (e *lostError) Unwrap() error           { return e.err }
func (e *lostError) Outcome() course.Outcome { return course.OutcomeUnknown }
