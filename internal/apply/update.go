package apply

import (
	"context"
	"errors"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// updater writes fields of objects that exist.
type updater struct {
	api     API
	journal *journal
	resend  resender
	encode  encoder
}

// update writes fields of an object that exists.
func (u updater) update(ctx context.Context, s *Step) Result {
	fields := u.unsettled(s)
	if len(fields) == 0 {
		return Result{Status: Unneeded}
	}
	var held course.Fields
	if s.ID != "" {
		live, err := unchanged(ctx, u.api, s, fields)
		if err != nil {
			return unsent(ctx, err)
		}
		held = live.Fields
	}
	return u.write(ctx, s, fields, held)
}

// unsettled returns the fields that still have to be written: the answer to a create may
// have shown some of them to be right already.
func (u updater) unsettled(s *Step) []plan.FieldChange {
	if s.Change.Action != plan.Create || s.Kind == Publish {
		return s.Fields
	}
	binding := u.journal.binding(s.Address)
	return slices.DeleteFunc(slices.Clone(s.Fields), func(field plan.FieldChange) bool {
		synced, ok := binding.Fields[field.Field]
		return ok && synced.Sent == u.encode.digest(field.After)
	})
}

// unchanged reads the object once more, as late as can be, and compares what is about to be
// written and lost with what the plan saw.
func unchanged(ctx context.Context, api API, s *Step, fields []plan.FieldChange) (*course.Resource, error) {
	live, err := api.Read(ctx, s.Address.Kind(), s.ID)
	if course.IsGone(err) {
		return nil, &ConflictError{s.Address, "it was deleted"}
	}
	if err != nil {
		return nil, err
	}
	return live, mayWrite(ctx, api, s, fields, live.Fields)
}

// mayWrite makes sure that an update overwrites and destroys what the plan saw and nothing else.
func mayWrite(ctx context.Context, api API, s *Step, fields []plan.FieldChange, live course.Fields) error {
	if err := asPlanned(s.Address, fields, live); err != nil {
		return err
	}
	if slices.ContainsFunc(fields, plan.FieldChange.HidesLosses) {
		return hint.Add(errors.New("this key does not see its questions, so it is not known which of them would be destroyed"),
			"Give the key the permission courses:update")
	}
	if len(s.Change.Lost) == 0 {
		return nil
	}
	return progressAsPlanned(ctx, api, s)
}

// write sends the fields and remembers what came of it. held is what the object is known to have held before.
func (u updater) write(ctx context.Context, s *Step, fields []plan.FieldChange, held course.Fields) Result {
	r, err := u.encode.request(s.Address, fields)
	if err != nil {
		return failed(err)
	}
	id := u.journal.idOf(s.Address)
	if s.ID != "" && s.ID != id {
		return failed(&ConflictError{s.Address, "another object has its address"})
	}
	op, shown, err := u.updateOnce(ctx, s, id, r)
	if err != nil {
		return unwritten(ctx, withAttached(err, fields))
	}
	if r.isOdd(shown) {
		if live, err := u.api.Read(ctx, s.Address.Kind(), id); err == nil {
			shown = live.Fields
		}
	}
	binding := u.journal.binding(s.Address)
	emptied := r.emptied(binding, held, shown)
	rejected := append(r.learn(binding, shown), emptied...)
	binding.Retired = binding.Retired || s.Kind == HideObject
	isMoreToCome := s.Kind == Unpublish && len(s.Fields) < len(s.Change.Fields)
	if s.Kind != HideObject && !isMoreToCome && len(rejected) == 0 {
		binding.Answer = s.Change.Answer
	}
	return Result{Status: Done, Rejected: rejected}.unless(u.journal.bound(ctx, op, s.Address, binding))
}

// withAttached explains the refusal of a list with the attachments of others. Whop does not
// promise to accept the ids that it shows for them.
func withAttached(err error, fields []plan.FieldChange) error {
	for _, field := range fields {
		if len(field.ForeignFiles) > 0 && course.OutcomeOf(err) == course.OutcomeRefused {
			names := make([]string, len(field.ForeignFiles))
			for i, file := range field.ForeignFiles {
				names[i] = file.Name
			}
			return hint.Add(err, "The list has to name the files that were attached on Whop, or they would be lost: %s. "+
				"Add these files to attachments:, or remove them on Whop",
				strings.Join(names, ", "))
		}
	}
	return err
}

// updateOnce sends the update. When the answer is lost, the object is read back: it shows
// whether the update arrived, and only one that did not is sent again, over what the plan saw.
func (u updater) updateOnce(ctx context.Context, s *Step, id string, r request) (op int64, shown course.Fields, err error) {
	intent := r.intent(id)
	var live *course.Resource
	op, err = u.resend.write(ctx, intent, func() (err error) {
		live, err = u.api.Update(ctx, r.address.Kind(), id, r.values)
		return err
	}, func() (hasArrived bool, err error) {
		if live, err = u.api.Read(ctx, r.address.Kind(), id); err != nil || r.hasArrived(live.Fields) {
			return true, err
		}
		return false, mayWrite(ctx, u.api, s, r.fields, live.Fields)
	})
	if err != nil {
		return op, nil, err
	}
	return op, live.Fields, nil
}

// intent announces the update of an object, whose id is "" as long as it does not exist.
func (r request) intent(id string) state.Entry {
	return state.Entry{Action: state.ActionUpdate, Address: r.address, ID: id, Sent: r.digests()}
}

// resolveLinks writes a body again whose links led to lessons that did not exist when it was
// first sent. Where they still lead nowhere, or lesson links are plain text anyway, there
// is nothing to send.
func (u updater) resolveLinks(ctx context.Context, s *Step) Result {
	binding := u.journal.binding(s.Address)
	synced, digest := binding.Fields[course.Content], u.encode.digest(s.Fields[0].After)
	if synced.Sent == digest {
		return Result{Status: Unneeded}
	}
	r, err := u.encode.request(s.Address, s.Fields)
	if err != nil {
		return failed(err)
	}
	if course.DigestOf(r.values[course.Content]) != u.journal.body(s.Address) {
		if err := unedited(ctx, u.api, binding.ID, s, synced); err != nil {
			return unsent(ctx, err)
		}
		return u.write(ctx, s, s.Fields, nil)
	}
	if r.isComplete {
		setField(binding, course.Content, state.Synced{Sent: digest, Got: synced.Got})
		return Result{Status: Unneeded}.unless(u.journal.bound(ctx, 0, s.Address, binding))
	}
	return Result{Status: Unneeded}
}

// unedited checks that the body is still the one just sent.
func unedited(ctx context.Context, api API, id string, s *Step, synced state.Synced) error {
	live, err := api.Read(ctx, s.Address.Kind(), id)
	if err != nil {
		return err
	}
	if now := live.Fields[course.Content]; now != nil && course.DigestOf(now) != synced.Got {
		return &ConflictError{s.Address, "its content is another"}
	}
	return nil
}
