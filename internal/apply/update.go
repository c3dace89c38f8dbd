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

// updater writes fields of objects that exist.
type updater struct {
	api     API
	journal *journal
	resend  resender
	encode  encoder
	texts   *table[course.Address, course.Digest] // bodies as they were last sent in this run
}

// update writes fields of an object that exists.
func (u updater) update(ctx context.Context, s *Step) Result {
	fields := u.unsettled(s)
	if len(fields) == 0 {
		return Result{Status: Unneeded}
	}
	if s.ID != "" {
		if err := unchanged(ctx, u.api, s, fields); err != nil {
			return unsent(ctx, err)
		}
	}
	return u.write(ctx, s, fields)
}

// unsettled returns the fields that still have to be written: the answer to a create may
// have shown some of them to be right already.
func (u updater) unsettled(s *Step) []plan.FieldChange {
	if s.Change.Action != plan.Create || s.Kind == Publish {
		return s.Fields
	}
	binding := u.journal.binding(s.Address)
	var fields []plan.FieldChange
	for _, field := range s.Fields {
		if synced, ok := binding.Fields[field.Field]; !ok || synced.Sent != u.encode.digest(field.After) {
			fields = append(fields, field)
		}
	}
	return fields
}

// unchanged reads the object once more, as late as can be, and compares the fields that
// are about to be written with what the plan saw.
func unchanged(ctx context.Context, api API, s *Step, fields []plan.FieldChange) error {
	live, err := api.Read(ctx, s.Address.Kind(), s.ID)
	if course.IsGone(err) {
		return &ConflictError{s.Address, "it was deleted"}
	}
	if err != nil {
		return err
	}
	return asPlanned(s.Address, fields, live.Fields)
}

// write sends the fields and remembers what came of it.
func (u updater) write(ctx context.Context, s *Step, fields []plan.FieldChange) Result {
	values, complete, err := u.encode.encode(fields)
	if err != nil {
		return failed(err)
	}
	id := u.journal.idOf(s.Address)
	if s.ID != "" && s.ID != id {
		return failed(&ConflictError{s.Address, "another object has its address"})
	}
	intent := state.Entry{Event: state.EventIntent, Op: u.journal.newOp(), Action: state.ActionUpdate, Address: s.Address, ID: id, Sent: u.encode.digests(fields)}
	if err := u.journal.record(ctx, intent); err != nil {
		return failed(err)
	}
	shown, err := u.updateOnce(ctx, intent, fields, values)
	if err != nil {
		return unwritten(ctx, errors.Join(withAttached(err, fields), u.resend.giveUp(ctx, intent, err)))
	}
	a := u.confirmed(ctx, id, answer{s.Address, fields, values, shown, complete})
	binding := u.journal.binding(s.Address)
	body, rejected := a.learn(binding, u.encode.digest)
	if body != "" {
		u.texts.set(s.Address, body)
	}
	binding.Retired = binding.Retired || s.Kind == HideObject
	if s.Kind != HideObject && len(rejected) == 0 {
		binding.Answer = s.Change.Answer
	}
	if err := u.journal.bound(ctx, intent.Op, s.Address, binding); err != nil {
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
func (u updater) updateOnce(ctx context.Context, intent state.Entry, fields []plan.FieldChange, values course.Fields) (course.Fields, error) {
	var shown *course.Resource
	kind, id := intent.Address.Kind(), intent.ID
	err := u.resend.send(ctx, intent, func() (err error) {
		shown, err = u.api.Update(ctx, kind, id, values)
		return err
	}, func() (arrived bool, err error) {
		if shown, err = u.api.Read(ctx, kind, id); err != nil || hasArrived(fields, shown.Fields, values) {
			return true, err
		}
		return false, asPlanned(intent.Address, fields, shown.Fields)
	})
	if err != nil {
		return nil, err
	}
	return shown.Fields, nil
}

// confirmed asks once more when an answer is odd.
func (u updater) confirmed(ctx context.Context, id string, a answer) answer {
	if !a.isOdd() {
		return a
	}
	if live, err := u.api.Read(ctx, a.address.Kind(), id); err == nil {
		a.shown = live.Fields
	}
	return a
}
