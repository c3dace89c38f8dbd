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

// creator makes the objects of the files.
type creator struct {
	plan    *plan.Work
	desired map[course.Address]*course.Resource
	journal *journal
	claims  *claims
	once    onceCreator
	encode  encoder
	now     func() time.Time
	newKey  func() string
}

// create makes one object, once.
func (c creator) create(ctx context.Context, s *Step) Result {
	r, err := c.request(s)
	if err != nil {
		return failed(err)
	}
	made, intent, err := c.bring(ctx, s, r.values)
	if err != nil {
		return unwritten(ctx, err)
	}
	file := c.desired[s.Address]
	binding := &state.Binding{
		ID: made.ID, Path: s.Change.Path, Key: file.Key, Protect: file.Protect,
		Answer: s.Change.Answer, CreatedAtSerial: c.plan.Serial + 1, New: s.Kind == CreateCourse,
	}
	rejected := c.learn(binding, s, r, made.Fields)
	err = c.journal.bound(ctx, intent.Op, s.Address, binding)
	if intent.Again { // a second object may arrive yet, and the next runs look for it
		intent.ID = made.ID
		err = errors.Join(err, c.journal.learn(ctx, intent))
	}
	return Result{Status: Done, Rejected: rejected}.unless(err)
}

func (c creator) request(s *Step) (request, error) {
	r, err := c.encode.request(s.Address, s.Fields)
	if s.Kind == CreateCourse {
		r.values[course.Visibility] = course.Text(course.Hidden)
	}
	return r, err
}

// bring announces the create and carries it out. The answer to a create that an earlier run has
// begun can tell of an object deleted since, or that was found for another create which looked
// the same: a server repeats its answer, whatever became of it. Then a new one is begun.
func (c creator) bring(ctx context.Context, s *Step, fields course.Fields) (made *course.Resource, intent state.Entry, err error) {
	for {
		intent, err := c.journal.intend(ctx, c.intent(s, fields))
		if err != nil {
			return nil, intent, err
		}
		made, err := c.once.create(ctx, &intent, fields)
		var past *pastError
		if !errors.As(err, &past) || !c.claims.isEarlier(intent) {
			return made, intent, err
		}
		if err := c.journal.drop(ctx, intent); err != nil {
			return nil, intent, err
		}
		c.claims.forget(intent)
	}
}

// learn remembers what the create sent, and what the answer shows of the rest: a default that fits
// needs no second request, and what people write into the object from here on is an edit.
func (c creator) learn(binding *state.Binding, s *Step, r request, shown course.Fields) []string {
	for _, field := range s.Change.Fields {
		got := shown[field.Field]
		if _, wasSent := r.values[field.Field]; wasSent || got == nil {
			continue
		}
		synced := state.Synced{Got: course.DigestOf(got)}
		if course.Same(field.After, got) {
			synced.Sent = c.encode.digest(field.After)
		}
		setField(binding, field.Field, synced)
	}
	rejected := r.learn(binding, shown)
	hidden := plan.FieldChange{Field: course.Visibility} // remembered only if the files say so
	if trouble := missed(hidden, r.values[course.Visibility], shown[course.Visibility]); s.Kind == CreateCourse && trouble != "" {
		rejected = append(rejected, fmt.Sprintf("%s: %s %s", s.Address, course.Visibility, trouble))
	}
	return rejected
}

// intent announces the create. A create of an earlier run without a known object goes on
// under its old key: a server that has the object answers with it instead of making a second
// one.
func (c creator) intent(s *Step, fields course.Fields) state.Entry {
	parent := c.journal.idOf(s.Address.Parent())
	if s.Kind == CreateCourse {
		parent = c.plan.Target.Experience
	}
	intent := state.Entry{
		Action: state.ActionCreate, Address: s.Address,
		Parent: parent, Fingerprint: fingerprint(fields), Seen: c.seen(s, fields), Sent: evidenceOf(fields),
		Answer: s.Change.Answer, Begun: c.now().UTC().Truncate(time.Second),
	}
	if pending, ok := c.claims.find(func(e state.Entry) bool { return c.asksFor(e, intent) }); ok {
		pending.Begun = intent.Begun
		return pending
	}
	intent.Key = c.newKey()
	return intent
}

// seen are the unmanaged objects beside the new one, and objects elsewhere with its title,
// which could be moved there.
func (c creator) seen(s *Step, fields course.Fields) []string {
	if s.Kind == CreateCourse {
		return c.plan.Others
	}
	title := course.Likeness(fields[course.Title])
	var ids []string
	for _, unmanaged := range c.plan.Unmanaged {
		isBeside := unmanaged.Parent == s.Address.Parent()
		if unmanaged.Kind == s.Address.Kind() && (isBeside || course.Likeness(course.Text(unmanaged.Title)) == title) {
			ids = append(ids, unmanaged.ID)
		}
	}
	return ids
}

// asksFor reports whether a pending create asks for the same object: under its address, or
// under another one that no file has any more.
func (c creator) asksFor(pending, intent state.Entry) bool {
	isSameAddress := pending.Address == intent.Address || pending.Address.Kind() == intent.Address.Kind() && c.desired[pending.Address] == nil
	return isSameAddress && pending.Action == state.ActionCreate && !pending.IsWatched() &&
		pending.Parent == intent.Parent && pending.Fingerprint == intent.Fingerprint
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
