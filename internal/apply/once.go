package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// retryWait is how long an unclear request is left alone before somebody looks for what it
// has done. A gateway gives up on a request that the server behind it may finish seconds later.
const retryWait = 6 * time.Second

// maxTries bounds how often one write is sent.
const maxTries = 3

// createOnce sends the create until its end is known. Before it is sent again, under the same
// key, the parent is searched: by then an earlier try, of this run or of one before, has had
// its time to arrive. Only a create of which every try is known to have failed is taken back.
func (w *walk) createOnce(ctx context.Context, s *Step, intent *state.Entry, fields course.Fields) (*course.Resource, error) {
	if w.isOld(*intent) {
		if found, err := w.look(ctx, *intent); found != nil || err != nil {
			return certain(*intent, found, err)
		}
		intent.Again = true
	}
	for try := 1; ; try++ {
		if intent.Again { // the look has taken its time
			if err := w.stillHeld(ctx); err != nil {
				return certain(*intent, nil, err)
			}
		}
		made, err := w.api.Create(ctx, s.Address.Kind(), intent.Key, intent.Parent, fields)
		outcome := course.OutcomeOf(err)
		switch {
		case err == nil:
			return w.accept(ctx, *intent, made)
		case neverHappened(outcome) && !intent.Again:
			return nil, errors.Join(err, w.drop(ctx, *intent))
		case neverHappened(outcome):
			return certain(*intent, nil, err)
		}
		found, lookErr := w.lookLater(ctx, *intent)
		switch {
		case lookErr != nil:
			return certain(*intent, nil, errors.Join(err, lookErr))
		case found != nil:
			return found, nil
		case outcome == course.OutcomeUnread, try == maxTries:
			return certain(*intent, nil, err)
		}
		intent.Again = true
	}
}

// certain returns what was found, unless an error leaves open whether that is all.
func certain(intent state.Entry, found *course.Resource, err error) (*course.Resource, error) {
	if err != nil {
		return nil, &UnclearError{Address: intent.Address, Err: err}
	}
	return found, nil
}

// lookLater searches the parent when the create has had its time to arrive. The journal has it
// by then that it may be sent again.
func (w *walk) lookLater(ctx context.Context, intent state.Entry) (*course.Resource, error) {
	intent.Again = true
	if err := w.mayRepeat(ctx, intent); err != nil {
		return nil, err
	}
	return w.look(ctx, intent)
}

// mayRepeat waits, and then writes the intent down once more: whoever has lost the lock
// meanwhile sends nothing again. What the write may have done is looked for behind this, right
// before it is sent again.
func (w *walk) mayRepeat(ctx context.Context, intent state.Entry) error {
	if err := w.run.Wait(ctx, retryWait); err != nil {
		return err
	}
	return w.record(ctx, intent)
}

// accept takes the answer to a create. If an earlier try may have made an object as well, the
// parent is searched once more: a server that does not know keys makes one for each try.
func (w *walk) accept(ctx context.Context, intent state.Entry, made *course.Resource) (*course.Resource, error) {
	if err := w.claim(made.ID, intent); err != nil || !intent.Again {
		return certain(intent, made, err)
	}
	siblings, err := w.api.List(ctx, intent.Address.Kind(), intent.Parent)
	if err != nil {
		return certain(intent, nil, fmt.Errorf("look whether it was created twice: %w", err))
	}
	isListed := slices.ContainsFunc(siblings, func(r *course.Resource) bool { return r.ID == made.ID })
	twins := slices.DeleteFunc(siblings, func(r *course.Resource) bool {
		return w.isKnown(r.ID, intent) || !shows(r, intent.Sent, evidence...)
	})
	switch {
	case len(twins) > 0:
		return nil, &TwinError{Address: intent.Address, IDs: idsOf(append(twins, made)), shown: named(append(twins, made))}
	case !isListed && w.isOld(intent) && w.isGoneNow(ctx, intent, made):
		return certain(intent, nil, &pastError{made.ID, "is gone"})
	}
	return made, nil
}

func (w *walk) isGoneNow(ctx context.Context, intent state.Entry, made *course.Resource) bool {
	_, err := w.api.Read(ctx, intent.Address.Kind(), made.ID)
	return course.IsGone(err)
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
