package apply

import (
	"context"
	"errors"
	"fmt"

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
	id := w.idOf(s.Address)
	if s.ID != "" {
		if err := w.unchanged(ctx, s, fields); err != nil {
			return failed(err)
		}
	}
	values, complete, err := w.wire(fields)
	if err != nil {
		return failed(err)
	}
	intent := state.Entry{Event: state.EventIntent, Op: w.newOp(), Action: state.ActionUpdate, Address: s.Address, ID: id, Sent: w.sentDigests(fields)}
	if err := w.record(ctx, intent); err != nil {
		return failed(err)
	}
	echo, err := w.updateOnce(ctx, s.Address.Kind(), id, values)
	if err != nil {
		return failed(errors.Join(err, w.settleFailed(ctx, intent, err)))
	}
	binding := w.bindingOf(s.Address)
	untaken := w.learn(binding, s, fields, values, echo)
	if !complete {
		setField(binding, course.Content, state.Synced{Sent: course.DigestOf(values[course.Content]), Got: course.DigestOf(echo[course.Content])})
	}
	binding.Retired = binding.Retired || s.Kind == HideObject
	if err := w.bound(ctx, intent.Op, s.Address, binding); err != nil {
		return failed(err)
	}
	return Result{Status: Done, Untaken: untaken}
}

// unsettled returns the fields that still have to be written: the answer to a create may
// have shown some of them to be right already.
func (w *walk) unsettled(s *Step) []plan.FieldChange {
	if s.Kind != Complete && (s.Kind != UpdateFields || s.ID != "") {
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
	live, err := w.read(ctx, s.Address.Kind(), s.ID)
	if course.IsGone(err) {
		return &ConflictError{s.Address, "it was deleted"}
	}
	if err != nil {
		return err
	}
	for _, field := range fields {
		now := live[field.Field]
		if field.Before != nil && now != nil && !course.Same(field.Before, now) {
			return &ConflictError{s.Address, fmt.Sprintf("its %s is another", field.Field)}
		}
	}
	return nil
}

// read returns the fields of an object by the cheapest request.
func (w *walk) read(ctx context.Context, kind course.Kind, id string) (course.Fields, error) {
	switch kind {
	case course.KindCourse:
		return fieldsOf(w.API.ReadTree(ctx, id))
	case course.KindChapter:
		return fieldsOf(w.API.ReadChapter(ctx, id))
	}
	return fieldsOf(w.API.ReadLesson(ctx, id))
}

func fieldsOf[T course.Course | course.Chapter | course.Lesson](object *T, err error) (course.Fields, error) {
	r, err := resourceOf(object, err)
	if err != nil {
		return nil, err
	}
	return r.Fields, nil
}

// updateOnce sends the update. When the answer is lost, the object is read back: it shows
// whether the update arrived, and only one that did not is sent again.
func (w *walk) updateOnce(ctx context.Context, kind course.Kind, id string, values course.Fields) (course.Fields, error) {
	for try := 1; ; try++ {
		echo, err := w.sendUpdate(ctx, kind, id, values)
		outcome := course.OutcomeOf(err)
		if outcome == course.OutcomeDone || outcome == course.OutcomeRefused || outcome == course.OutcomeNotSent {
			return echo, err
		}
		live, readErr := w.read(ctx, kind, id)
		if readErr != nil {
			return nil, errors.Join(err, readErr)
		}
		if arrived(live, values) {
			return live, nil
		}
		if try == createTries || ctx.Err() != nil || w.Wait(ctx, retryWait) != nil {
			return nil, err
		}
	}
}

func (w *walk) sendUpdate(ctx context.Context, kind course.Kind, id string, values course.Fields) (course.Fields, error) {
	switch kind {
	case course.KindCourse:
		return fieldsOf(w.API.UpdateCourse(ctx, id, values))
	case course.KindChapter:
		return fieldsOf(w.API.UpdateChapter(ctx, id, values))
	}
	return fieldsOf(w.API.UpdateLesson(ctx, id, values))
}

// arrived reports whether an object shows everything that was written. Fields that Whop
// never shows cannot tell, so an update of nothing else counts as not arrived and is sent
// again, which does no harm.
func arrived(live, sent course.Fields) bool {
	visible := false
	for field, value := range sent {
		got := live[field]
		if got == nil {
			continue
		}
		visible = true
		if !sameOnWhop(value, got) && !course.Resembles(value, got) {
			return false
		}
	}
	return visible
}

func (w *walk) sentDigests(fields []plan.FieldChange) map[course.Field]course.Digest {
	digests := make(map[course.Field]course.Digest, len(fields))
	for _, field := range fields {
		digests[field.Field] = w.sentDigest(field.After)
	}
	return digests
}

// settleFailed takes back the intent of a write that is known not to have happened. Any
// other stays in the journal.
func (w *walk) settleFailed(ctx context.Context, intent state.Entry, err error) error {
	if outcome := course.OutcomeOf(err); outcome != course.OutcomeRefused && outcome != course.OutcomeNotSent {
		return nil
	}
	return w.record(ctx, state.Entry{Event: state.EventDropped, Op: intent.Op})
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

// relink writes a body again whose links led to lessons that did not exist when it was
// first sent.
func (w *walk) relink(ctx context.Context, s *Step) Result {
	binding := w.bindingOf(s.Address)
	if binding.Fields[course.Content].Sent == w.sentDigest(s.Fields[0].After) {
		return Result{Status: Unneeded}
	}
	again := *s
	again.ID = "" // we wrote it a moment ago: what it shows is what we sent
	again.Kind = Relink
	return w.update(ctx, &again)
}
