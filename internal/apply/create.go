package apply

import (
	"context"
	"errors"
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// creator makes the objects of the files.
type creator struct {
	journal  *journal
	backlog  *backlog
	announce announcer
	once     onceCreator
	encode   encoder
	texts    *table[course.Address, course.Digest] // bodies as they were last sent in this run
	desired  map[course.Address]*course.Resource
	serial   int64 // of the state that this run leads to
}

// create makes one object, once.
func (c creator) create(ctx context.Context, s *Step) Result {
	fields, complete, err := c.encode.encode(s.Fields)
	if err != nil {
		return failed(err)
	}
	if s.Kind == CreateCourse {
		fields[course.Visibility] = course.Text(course.Hidden)
	}
	made, intent, err := c.bring(ctx, s, fields)
	if err != nil {
		return unwritten(ctx, err)
	}
	file := c.desired[s.Address]
	binding := &state.Binding{ID: made.ID, Path: s.Change.Source.Path, Key: file.Key, Answer: s.Change.Answer, Protect: file.Protect, Made: c.serial}
	rejected := c.learn(binding, s, answer{s.Address, s.Fields, fields, made.Fields, complete})
	if err := errors.Join(c.journal.bound(ctx, intent.Op, s.Address, binding), c.watch(ctx, intent, made)); err != nil {
		return failed(err)
	}
	return Result{Status: Done, Rejected: rejected}
}

// watch keeps in mind that a create was sent more than once: a second object may arrive yet,
// and the next runs look for it.
func (c creator) watch(ctx context.Context, intent state.Entry, made *course.Resource) error {
	if !intent.Again {
		return nil
	}
	intent.ID = made.ID
	return c.journal.record(ctx, intent)
}

// bring announces the create and carries it out.
func (c creator) bring(ctx context.Context, s *Step, fields course.Fields) (made *course.Resource, intent state.Entry, err error) {
	for {
		intent := c.announce.intent(s, fields)
		if err := c.journal.record(ctx, intent); err != nil {
			return nil, intent, err
		}
		made, err := c.once.create(ctx, &intent, fields)
		if !c.isSpent(intent, err) {
			return made, intent, err
		}
		if err := c.journal.drop(ctx, intent); err != nil {
			return nil, intent, err
		}
		c.backlog.forget(intent)
	}
}

// isSpent reports whether the answer to a create that an earlier run has begun tells of an
// object that was deleted since, or that was found for another create which looked the same:
// a server repeats its answer, whatever became of it.
func (c creator) isSpent(intent state.Entry, err error) bool {
	var past *pastError
	return errors.As(err, &past) && c.backlog.has(intent)
}

// learn remembers what the create sent, and what the answer shows to be as the
// files want it without having been sent: a default that fits needs no second request.
func (c creator) learn(binding *state.Binding, s *Step, a answer) []string {
	for _, field := range s.Change.Fields {
		_, wasSent := a.sent[field.Field]
		if got := a.shown[field.Field]; !wasSent && got != nil && course.Same(field.After, got) {
			setField(binding, field.Field, state.Synced{Sent: c.encode.digest(field.After), Got: course.DigestOf(got)})
		}
	}
	body, rejected := a.learn(binding, c.encode.digest)
	if body != "" {
		c.texts.set(s.Address, body)
	}
	hidden := plan.FieldChange{Field: course.Visibility} // remembered only if the files say so
	if trouble := missed(hidden, a.sent[course.Visibility], a.shown[course.Visibility]); s.Kind == CreateCourse && trouble != "" {
		rejected = append(rejected, fmt.Sprintf("%s: %s %s", s.Address, course.Visibility, trouble))
	}
	return rejected
}
