package apply

import (
	"context"
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// Status is what became of a step.
type Status int

const (
	NotAttempted Status = iota
	Done
	Unneeded // there was nothing left to do
	Failed
)

// Result is what became of a step. Err says why it failed, or why it was not attempted.
type Result struct {
	Step   *Step
	Status Status
	Err    error
	// Rejected says, in a sentence each, which fields Whop accepted without keeping them.
	Rejected []string
}

func failed(err error) Result { return Result{Status: Failed, Err: err} }

// unless returns the result of a write that could be written down.
func (r Result) unless(err error) Result {
	if err != nil {
		return failed(err)
	}
	return r
}

// unsent is the result of a step that ended before it had sent anything. When the run was
// interrupted meanwhile, that is no failure.
func unsent(ctx context.Context, err error) Result {
	if ctx.Err() != nil {
		return Result{Status: NotAttempted, Err: err}
	}
	return failed(err)
}

// unwritten is the result of a write that came to nothing.
func unwritten(ctx context.Context, err error) Result {
	if course.OutcomeOf(err) == course.OutcomeNotSent {
		return unsent(ctx, err)
	}
	return failed(err)
}

// isKept reports whether a write is confirmed: Whop shows all that was sent.
func (r *Result) isKept() bool { return r.Status == Done && len(r.Rejected) == 0 }

// leavesVisible reports whether students may see what the step was to hide.
func (r *Result) leavesVisible() bool {
	return (r.Step.Kind == Unpublish || r.Step.Kind == HideNew) && r.Status != Unneeded && !r.isKept()
}

// ConflictError says that an object is not any more as the plan saw it. It is left alone:
// what someone has just written on Whop is not overwritten unseen.
type ConflictError struct {
	Address course.Address
	What    string
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s was changed on Whop after the plan was made: %s: plan again", e.Address, e.What)
}

// asPlanned makes sure that the fields are as the plan saw them.
func asPlanned(address course.Address, fields []plan.FieldChange, live course.Fields) error {
	for _, field := range fields {
		now := live[field.Field]
		if field.Before != nil && now != nil && !course.Same(field.Before, now) {
			return &ConflictError{address, fmt.Sprintf("its %s is another", field.Field)}
		}
	}
	return nil
}
