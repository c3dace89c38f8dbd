package apply

import (
	"context"
	"errors"
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// create makes one object, once.
func (w *walk) create(ctx context.Context, s *Step) Result {
	fields, complete, err := w.wire(s.Fields)
	if err != nil {
		return failed(err)
	}
	if s.Kind == CreateCourse {
		fields[course.Visibility] = course.Text(course.Hidden)
	}
	made, intent, err := w.bring(ctx, s, fields)
	if err != nil {
		return unwritten(ctx, err)
	}
	file := w.desired[s.Address]
	binding := &state.Binding{ID: made.ID, Path: s.Change.Source.Path, Key: file.Key, Answer: s.Change.Answer, Protect: file.Protect, Made: w.plan.Serial + 1}
	rejected := w.learnCreated(binding, s, fields, made.Fields, complete)
	if err := errors.Join(w.bound(ctx, intent.Op, s.Address, binding), w.watch(ctx, intent, made)); err != nil {
		return failed(err)
	}
	return Result{Status: Done, Rejected: rejected}
}

// watch keeps in mind that a create was sent more than once: a second object may arrive yet,
// and the next runs look for it.
func (w *walk) watch(ctx context.Context, intent state.Entry, made *course.Resource) error {
	if !intent.Again {
		return nil
	}
	intent.ID = made.ID
	return w.record(ctx, intent)
}

// bring announces the create and carries it out.
func (w *walk) bring(ctx context.Context, s *Step, fields course.Fields) (made *course.Resource, intent state.Entry, err error) {
	for {
		intent := w.intent(s, fields)
		if err := w.record(ctx, intent); err != nil {
			return nil, intent, err
		}
		made, err := w.createOnce(ctx, s, &intent, fields)
		if !w.isSpent(intent, err) {
			return made, intent, err
		}
		if err := w.drop(ctx, intent); err != nil {
			return nil, intent, err
		}
		w.forget(intent)
	}
}

// isSpent reports whether the answer to a create that an earlier run has begun tells of an
// object that was deleted since, or that was found for another create which looked the same:
// a server repeats its answer, whatever became of it.
func (w *walk) isSpent(intent state.Entry, err error) bool {
	var past *pastError
	return errors.As(err, &past) && w.isOld(intent)
}

// learnCreated remembers what the create sent, and what the answer shows to be as the
// files want it without having been sent: a default that fits needs no second request.
func (w *walk) learnCreated(binding *state.Binding, s *Step, sent, echo course.Fields, complete bool) []string {
	for _, field := range s.Change.Fields {
		_, wasSent := sent[field.Field]
		if got := echo[field.Field]; !wasSent && got != nil && course.Same(field.After, got) {
			setField(binding, field.Field, state.Synced{Sent: w.sentDigest(field.After), Got: course.DigestOf(got)})
		}
	}
	rejected := w.learn(binding, s, s.Fields, sent, echo, complete)
	hidden := plan.FieldChange{Field: course.Visibility} // remembered only if the files say so
	if trouble := missed(hidden, sent[course.Visibility], echo[course.Visibility]); s.Kind == CreateCourse && trouble != "" {
		rejected = append(rejected, fmt.Sprintf("%s: %s %s", s.Address, course.Visibility, trouble))
	}
	return rejected
}

// bound records the end of a write and the binding that came of it.
func (w *walk) bound(ctx context.Context, op int64, address course.Address, binding *state.Binding) error {
	w.mu.Lock()
	if binding == nil {
		delete(w.bindings, address)
	} else {
		w.bindings[address] = binding
	}
	w.mu.Unlock()
	return w.record(ctx, state.Entry{Event: state.EventDone, Op: op, Address: address, Binding: binding})
}
