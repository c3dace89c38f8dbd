package apply

import (
	"context"
	"errors"
	"fmt"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// retryWait is how long an unclear request is left alone before somebody looks again.
const retryWait = 2 * time.Second

// createTries bounds how often one object is asked for.
const createTries = 3

// create makes one object, once.
func (w *walk) create(ctx context.Context, s *Step) Result {
	fields, complete, err := w.wire(s.Fields)
	if err != nil {
		return failed(err)
	}
	if s.Kind == CreateCourse {
		fields[course.Visibility] = course.Text(course.Hidden)
	}
	intent := w.intent(s, fields)
	if err := w.record(ctx, intent); err != nil {
		return failed(err)
	}
	made, err := w.createOnce(ctx, s, intent, fields)
	if err != nil {
		return failed(err)
	}
	binding := &state.Binding{ID: made.ID, Path: s.Change.Source.Path, Protect: w.desired[s.Address].Protect}
	untaken := w.learnCreated(binding, s, fields, made.Fields, complete)
	if err := w.bound(ctx, intent.Op, s.Address, binding); err != nil {
		return failed(err)
	}
	return Result{Status: Done, Untaken: untaken}
}

// intent announces the create. A create of the same address that was begun in an earlier
// run and of which nothing was found goes on under its old key: should the server still
// have it, it answers instead of making a second one.
func (w *walk) intent(s *Step, fields course.Fields) state.Entry {
	intent := state.Entry{
		Event: state.EventIntent, Action: state.ActionCreate, Address: s.Address,
		Parent: w.parentID(s), Fingerprint: fingerprint(fields), Seen: w.strangers(s),
		Sent: map[course.Field]course.Digest{course.Title: course.DigestOf(fields[course.Title])},
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, pending := range w.State.Pending {
		if pending.Action == state.ActionCreate && pending.Address == s.Address &&
			pending.Parent == intent.Parent && pending.Fingerprint == intent.Fingerprint {
			intent.Op, intent.Key = pending.Op, pending.Key
			return intent
		}
	}
	intent.Op, intent.Key = w.nextOp, w.NewKey()
	w.nextOp++
	return intent
}

// strangers are the objects beside the new one that are not ours.
func (w *walk) strangers(s *Step) []string {
	if s.Kind == CreateCourse {
		return w.plan.Others
	}
	var ids []string
	for _, unmanaged := range w.plan.Unmanaged {
		if unmanaged.Kind == s.Address.Kind() && unmanaged.Parent == s.Address.Parent() {
			ids = append(ids, unmanaged.ID)
		}
	}
	return ids
}

func (w *walk) parentID(s *Step) string {
	if s.Kind == CreateCourse {
		return w.plan.Target.Experience
	}
	return w.idOf(s.Address.Parent())
}

// createOnce sends the create until its end is known. After an answer that was lost the
// parent is searched first; only when nothing new is there is the same request sent
// again, under the same key.
func (w *walk) createOnce(ctx context.Context, s *Step, intent state.Entry, fields course.Fields) (*course.Resource, error) {
	for try := 1; ; try++ {
		made, err := w.send(ctx, s, intent, fields)
		outcome := course.OutcomeOf(err)
		if err == nil {
			if problem := w.claim(made.ID); problem != nil {
				return nil, &UnclearError{Address: s.Address, Err: problem}
			}
			return made, nil
		}
		switch outcome {
		case course.OutcomeRefused, course.OutcomeNotSent:
			return nil, errors.Join(err, w.record(ctx, state.Entry{Event: state.EventDropped, Op: intent.Op}))
		}
		found, lookErr := w.look(ctx, s, intent, fields)
		switch {
		case lookErr != nil:
			return nil, &UnclearError{Address: s.Address, Err: errors.Join(err, lookErr)}
		case found != nil:
			return found, nil
		case outcome == course.OutcomeUnread || try == createTries || ctx.Err() != nil:
			return nil, &UnclearError{Address: s.Address, Err: err}
		}
		if waitErr := w.Wait(ctx, retryWait); waitErr != nil {
			return nil, &UnclearError{Address: s.Address, Err: err}
		}
	}
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
func (e *UnclearError) Unwrap() error { return e.Err }

func (w *walk) send(ctx context.Context, s *Step, intent state.Entry, fields course.Fields) (*course.Resource, error) {
	switch s.Kind {
	case CreateCourse:
		made, err := w.API.CreateCourse(ctx, intent.Key, intent.Parent, fields)
		return resourceOf(made, err)
	case CreateChapter:
		made, err := w.API.CreateChapter(ctx, intent.Key, intent.Parent, fields)
		return resourceOf(made, err)
	}
	made, err := w.API.CreateLesson(ctx, intent.Key, intent.Parent, fields)
	return resourceOf(made, err)
}

// resourceOf returns what the three kinds have in common.
func resourceOf[T course.Course | course.Chapter | course.Lesson](made *T, err error) (*course.Resource, error) {
	if err != nil {
		return nil, err
	}
	switch made := any(made).(type) {
	case *course.Course:
		return &made.Resource, nil
	case *course.Chapter:
		return &made.Resource, nil
	case *course.Lesson:
		return &made.Resource, nil
	}
	return nil, nil
}

// claim notes that a live id is accounted for. An id that already stands for something
// cannot be the answer to a create.
func (w *walk) claim(id string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.known[id] {
		return fmt.Errorf("whop answered with %s, which is another object already", id)
	}
	w.known[id] = true
	return nil
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
	untaken := w.learn(binding, s, s.Fields, sent, echo)
	if s.Kind == CreateCourse {
		hidden := plan.FieldChange{Field: course.Visibility, After: course.Text(course.Hidden)}
		untaken = append(untaken, w.learn(binding, s, []plan.FieldChange{hidden}, sent, echo)...)
	}
	if !complete { // written again once the lessons exist that it links to
		setField(binding, course.Content, state.Synced{Sent: course.DigestOf(sent[course.Content]), Got: course.DigestOf(echo[course.Content])})
	}
	return untaken
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

// fingerprint identifies what a create asks for.
func fingerprint(fields course.Fields) course.Digest {
	sign := ""
	for _, kind := range []course.Kind{course.KindCourse, course.KindLesson} {
		for _, field := range fields.Names(kind) {
			sign += string(field) + "=" + string(course.DigestOf(fields[field])) + " "
		}
	}
	return course.DigestOf(course.Text(sign))
}
