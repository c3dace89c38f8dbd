package apply

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// ConflictError says that an object is not any more as the plan saw it. It is left alone:
// what somebody has just written on Whop is not overwritten unseen.
type ConflictError struct {
	Address course.Address
	What    string
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s was changed on Whop since the plan was made: %s; run plan again", e.Address, e.What)
}

// update writes fields of an object that exists.
func (w *walk) update(ctx context.Context, s *Step) Result {
	fields := w.unsettled(s)
	if len(fields) == 0 {
		return Result{Status: Unneeded}
	}
	if s.ID != "" {
		if err := w.unchanged(ctx, s, fields); err != nil {
			return unsent(ctx, err)
		}
	}
	return w.write(ctx, s, fields)
}

// unsettled returns the fields that still have to be written: the answer to a create may
// have shown some of them to be right already.
func (w *walk) unsettled(s *Step) []plan.FieldChange {
	if s.Change.Action != plan.Create || s.Kind == Publish {
		return s.Fields
	}
	binding := w.bindingOf(s.Address)
	var fields []plan.FieldChange
	for _, field := range s.Fields {
		if synced, ok := binding.Fields[field.Field]; !ok || synced.Sent != w.sentDigest(field.After) {
			fields = append(fields, field)
		}
	}
	return fields
}

// unchanged reads the object once more, as late as can be, and compares the fields that
// are about to be written with what the plan saw.
func (w *walk) unchanged(ctx context.Context, s *Step, fields []plan.FieldChange) error {
	live, err := w.api.Read(ctx, s.Address.Kind(), s.ID)
	if course.IsGone(err) {
		return &ConflictError{s.Address, "it was deleted"}
	}
	if err != nil {
		return err
	}
	return asPlanned(s.Address, fields, live.Fields)
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

// write sends the fields and remembers what came of it.
func (w *walk) write(ctx context.Context, s *Step, fields []plan.FieldChange) Result {
	values, complete, err := w.wire(fields)
	if err != nil {
		return failed(err)
	}
	id := w.idOf(s.Address)
	if s.ID != "" && s.ID != id {
		return failed(&ConflictError{s.Address, "another object has its address"})
	}
	intent := state.Entry{Event: state.EventIntent, Op: w.newOp(), Action: state.ActionUpdate, Address: s.Address, ID: id, Sent: w.sentDigests(fields)}
	if err := w.record(ctx, intent); err != nil {
		return failed(err)
	}
	echo, err := w.updateOnce(ctx, intent, fields, values)
	if err != nil {
		return unwritten(ctx, errors.Join(withAttached(err, fields), w.giveUp(ctx, intent, err)))
	}
	echo = w.confirm(ctx, s, id, fields, values, echo)
	binding := w.bindingOf(s.Address)
	rejected := w.learn(binding, s, fields, values, echo, complete)
	binding.Retired = binding.Retired || s.Kind == HideObject
	if s.Kind != HideObject && len(rejected) == 0 {
		binding.Answer = s.Change.Answer
	}
	if err := w.bound(ctx, intent.Op, s.Address, binding); err != nil {
		return failed(err)
	}
	return Result{Status: Done, Rejected: rejected}
}

// withAttached explains a refusal of a list that names the attachments of others. Whether
// Whop takes the ids that it shows for them is not promised.
func withAttached(err error, fields []plan.FieldChange) error {
	for _, field := range fields {
		if len(field.Keeps) > 0 && course.OutcomeOf(err) == course.OutcomeRefused {
			names := make([]string, len(field.Keeps))
			for i, file := range field.Keeps {
				names[i] = file.Name
			}
			return fmt.Errorf("%w\nThe list has to name what was attached on Whop as well, or it would be lost: %s. Put these files into attachments:, or take them away on Whop",
				err, strings.Join(names, ", "))
		}
	}
	return err
}

// updateOnce sends the update. When the answer is lost, the object is read back: it shows
// whether the update arrived, and only one that did not is sent again, over what the plan saw.
func (w *walk) updateOnce(ctx context.Context, intent state.Entry, fields []plan.FieldChange, values course.Fields) (course.Fields, error) {
	var shown *course.Resource
	kind, id := intent.Address.Kind(), intent.ID
	err := w.persist(ctx, intent, func() (err error) {
		shown, err = w.api.Update(ctx, kind, id, values)
		return err
	}, func() (arrived bool, err error) {
		if shown, err = w.api.Read(ctx, kind, id); err != nil || hasArrived(fields, shown.Fields, values) {
			return true, err
		}
		return false, asPlanned(intent.Address, fields, shown.Fields)
	})
	if err != nil {
		return nil, err
	}
	return shown.Fields, nil
}

func (w *walk) sentDigests(fields []plan.FieldChange) map[course.Field]course.Digest {
	digests := make(map[course.Field]course.Digest, len(fields))
	for _, field := range fields {
		digests[field.Field] = w.sentDigest(field.After)
	}
	return digests
}

// bindingOf returns a copy of the binding as it is now.
func (w *walk) bindingOf(address course.Address) *state.Binding {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bindings[address].Clone()
}

func (w *walk) newOp() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.nextOp++
	return w.nextOp - 1
}
