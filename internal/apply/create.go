package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// retryWait is how long an unclear request is left alone before somebody looks again.
const retryWait = 2 * time.Second

// maxTries bounds how often one write is sent.
const maxTries = 3

// create makes one object, once.
func (w *walk) create(ctx context.Context, s *Step) Result {
	fields, complete, err := w.wire(s.Fields)
	if err != nil {
		return failed(err)
	}
	if s.Kind == CreateCourse {
		fields[course.Visibility] = course.Text(course.Hidden)
	}
	made, op, err := w.bring(ctx, s, fields)
	if err != nil {
		return failed(err)
	}
	binding := &state.Binding{ID: made.ID, Path: s.Change.Source.Path, Protect: w.desired[s.Address].Protect}
	untaken := w.learnCreated(binding, s, fields, made.Fields, complete)
	if err := w.bound(ctx, op, s.Address, binding); err != nil {
		return failed(err)
	}
	return Result{Status: Done, Untaken: untaken}
}

// bring announces the create and carries it out.
func (w *walk) bring(ctx context.Context, s *Step, fields course.Fields) (made *course.Resource, op int64, err error) {
	for {
		intent := w.intent(s, fields)
		if err := w.record(ctx, intent); err != nil {
			return nil, 0, err
		}
		made, err := w.createOnce(ctx, s, intent, fields)
		if err != nil || !w.isPast(ctx, intent, made) {
			return made, intent.Op, err
		}
		if err := w.drop(ctx, intent); err != nil {
			return nil, 0, err
		}
		w.forget(intent)
	}
}

// isPast reports whether the answer to a create that an earlier run has begun tells of an
// object that was deleted since: a server repeats its answer, whatever became of it.
func (w *walk) isPast(ctx context.Context, intent state.Entry, made *course.Resource) bool {
	if !w.isOld(intent) {
		return false
	}
	siblings, err := siblings(ctx, w.API, intent.Address.Kind(), intent.Parent)
	isListed := slices.ContainsFunc(siblings, func(r *course.Resource) bool { return r.ID == made.ID })
	if err != nil || isListed {
		return false
	}
	_, err = w.read(ctx, intent.Address.Kind(), made.ID)
	return course.IsGone(err)
}

// isOld reports whether an intent was begun in an earlier run.
func (w *walk) isOld(intent state.Entry) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.state.Pending, func(e state.Entry) bool { return e.Op == intent.Op })
}

func (w *walk) forget(intent state.Entry) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state.Pending = slices.DeleteFunc(w.state.Pending, func(e state.Entry) bool { return e.Op == intent.Op })
}

// intent announces the create. A create of the same address that was begun in an earlier
// run and of which nothing was found goes on under its old key: should the server still
// have it, it answers instead of making a second one.
func (w *walk) intent(s *Step, fields course.Fields) state.Entry {
	intent := state.Entry{
		Event: state.EventIntent, Action: state.ActionCreate, Address: s.Address,
		Parent: w.parentID(s), Fingerprint: fingerprint(fields), Seen: w.strangers(s), Sent: evidenceOf(fields),
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, pending := range w.state.Pending {
		if pending.Action == state.ActionCreate && pending.Address == s.Address &&
			pending.Parent == intent.Parent && pending.Fingerprint == intent.Fingerprint {
			return pending
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
// again, under the same key. Only a create of which every try is known to have failed is
// taken back: an earlier try may still arrive.
func (w *walk) createOnce(ctx context.Context, s *Step, intent state.Entry, fields course.Fields) (*course.Resource, error) {
	unclear := func(why ...error) (*course.Resource, error) {
		return nil, &UnclearError{Address: s.Address, Err: errors.Join(why...)}
	}
	for try := 1; ; try++ {
		made, err := w.send(ctx, s, intent, fields)
		if err == nil {
			if problem := w.claim(made.ID, intent); problem != nil {
				return unclear(problem)
			}
			return made, nil
		}
		outcome := course.OutcomeOf(err)
		if try == 1 && neverHappened(outcome) {
			return nil, errors.Join(err, w.drop(ctx, intent))
		}
		found, lookErr := w.look(ctx, intent)
		switch {
		case lookErr != nil:
			return unclear(err, lookErr)
		case found != nil:
			return found, nil
		case neverHappened(outcome), outcome == course.OutcomeUnread, try == maxTries:
			return unclear(err)
		}
		if waitErr := w.Wait(ctx, retryWait); waitErr != nil {
			return unclear(err)
		}
	}
}

// neverHappened reports an outcome that leaves nothing to settle.
func neverHappened(o course.Outcome) bool {
	return o == course.OutcomeRefused || o == course.OutcomeNotSent
}

// drop takes back the intent of a write that is known not to have happened.
func (w *walk) drop(ctx context.Context, intent state.Entry) error {
	return w.record(ctx, state.Entry{Event: state.EventDropped, Op: intent.Op})
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
		return answered(w.API.CreateCourse(ctx, intent.Key, intent.Parent, fields))
	case CreateChapter:
		return answered(w.API.CreateChapter(ctx, intent.Key, intent.Parent, fields))
	}
	return answered(w.API.CreateLesson(ctx, intent.Key, intent.Parent, fields))
}

// answered returns what the three kinds have in common.
func answered[T course.Course | course.Chapter | course.Lesson](object *T, err error) (*course.Resource, error) {
	if err != nil {
		return nil, err
	}
	return resourceOf(object), nil
}

func resourceOf[T course.Course | course.Chapter | course.Lesson](object *T) *course.Resource {
	switch object := any(object).(type) {
	case *course.Course:
		return &object.Resource
	case *course.Chapter:
		return &object.Resource
	case *course.Lesson:
		return &object.Resource
	}
	return nil
}

// claim notes that a live id is accounted for. An id that already stands for something
// cannot be the answer to a create.
func (w *walk) claim(id string, intent state.Entry) error {
	if w.isKnown(id, intent) {
		return fmt.Errorf("whop answered with %s, which is another object already", id)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ours[id] = true
	return nil
}

// isKnown reports whether a live id stands for something else than what the create makes.
// Strangers were there before it; whatever came since an earlier run began it may be its.
func (w *walk) isKnown(id string, intent state.Entry) bool {
	isOld := w.isOld(intent)
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ours[id] || slices.Contains(intent.Seen, id) || w.foreign[id] && !isOld
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
	untaken := w.learn(binding, s, s.Fields, sent, echo, complete)
	hidden := plan.FieldChange{Field: course.Visibility} // remembered only if the files say so
	if trouble := missed(hidden, sent[course.Visibility], echo[course.Visibility]); s.Kind == CreateCourse && trouble != "" {
		untaken = append(untaken, fmt.Sprintf("%s: %s %s", s.Address, course.Visibility, trouble))
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
