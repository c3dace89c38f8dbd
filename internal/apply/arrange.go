package apply

import (
	"context"
	"errors"
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// arranger puts the objects of a course in order.
type arranger struct {
	api     API
	journal *journal
	resend  resender
	claims  *claims
	desired map[course.Address]*course.Resource
}

// arrange puts the objects of a course in order with one request. Objects missing in the
// request might be moved or lost, so the tree is read just before, and new objects become
// part of the request.
func (a arranger) arrange(ctx context.Context, s *Step) Result {
	courseID := a.journal.idOf(s.Address)
	want := identified(s.Course.Want, a.journal.idOf, a.claims.isOurs)
	live, err := wholeTree(ctx, a.api, courseID, want)
	if err != nil {
		return unsent(ctx, fmt.Errorf("read the order: %w", err))
	}
	if err := sameOrder(s.Address, s.Course, live, a.claims.isOurs); err != nil {
		return failed(err)
	}
	want = plan.Rearrange(want, live)
	if want.Equal(plan.TreeOf(live)) {
		return a.arranged(ctx, 0, s, live)
	}
	op, after, want, err := a.arrangeOnce(ctx, s, live, want)
	if err != nil {
		return unwritten(ctx, err)
	}
	if !want.Equal(plan.TreeOf(after)) { // the answer may be older than what it answers
		if after, err = a.api.ReadTree(ctx, courseID); err != nil {
			return failed(fmt.Errorf("read the order back: %w", err))
		}
	}
	result := a.arranged(ctx, op, s, after)
	if problem := arrivedAs(s.Address, live, after, want); problem != nil {
		return failed(errors.Join(problem, result.Err))
	}
	return result
}

// arrangeOnce sends the order. Before it is sent again, the tree is read: what came to it while the
// answer was waited for has to be named too, and what it does not show any more may have been lost by
// the request, whatever a read of the lesson alone says.
func (a arranger) arrangeOnce(ctx context.Context, s *Step, before *course.Course, want plan.Tree) (
	op int64, after *course.Course, asked plan.Tree, err error) {
	id := before.ID
	intent := state.Entry{Action: state.ActionArrange, Address: s.Address, ID: id, Outline: want.Outline(a.isDeclared())}
	op, err = a.resend.write(ctx, intent, func() (err error) {
		after, err = a.api.Arrange(ctx, id, chaptersOf(want))
		return err
	}, func() (hasArrived bool, err error) {
		if after, err = a.api.ReadTree(ctx, id); err != nil {
			return false, err
		}
		if err := lossIn(s.Address, before, after, want, false); err != nil {
			return false, errors.Join(err, sameOrder(s.Address, s.Course, after, a.claims.isOurs))
		}
		want = plan.Rearrange(want, after)
		if want.Equal(plan.TreeOf(after)) {
			return true, nil
		}
		return false, sameOrder(s.Address, s.Course, after, a.claims.isOurs)
	})
	return op, after, want, err
}

// arranged remembers the order that was reached, also when it is not the one asked for:
// it was our doing, and must not look like someone else's edit.
func (a arranger) arranged(ctx context.Context, op int64, s *Step, live *course.Course) Result {
	binding := a.journal.binding(s.Address)
	if !s.Course.OrderDrifted {
		binding.Outline = plan.TreeOf(live).Outline(a.isDeclared())
	}
	result := Result{Status: Done}
	if op == 0 {
		result.Status = Unneeded
	}
	return result.unless(a.journal.bound(ctx, op, s.Address, binding))
}

// isDeclared reports whether an id belongs to an address of the files.
func (a arranger) isDeclared() func(id string) bool {
	addresses := a.journal.addresses()
	return func(id string) bool {
		address, isBound := addresses[id]
		return isBound && a.desired[address] != nil
	}
}
