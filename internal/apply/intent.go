package apply

import (
	"fmt"
	"slices"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// intent announces the create. One that was begun in an earlier run and of which nothing was
// found goes on under its old key: should the server still have it, it answers instead of
// making a second one.
func (w *walk) intent(s *Step, fields course.Fields) state.Entry {
	intent := state.Entry{
		Event: state.EventIntent, Action: state.ActionCreate, Address: s.Address,
		Parent: w.parentID(s), Fingerprint: fingerprint(fields), Seen: w.strangers(s, fields), Sent: evidenceOf(fields),
		Answer: s.Change.Answer, Begun: w.run.Now().UTC().Truncate(time.Second),
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, pending := range w.state.Pending {
		if w.asksFor(pending, intent) {
			pending.Begun = intent.Begun
			return pending
		}
	}
	intent.Op, intent.Key = w.nextOp, w.run.NewKey()
	w.nextOp++
	return intent
}

// asksFor reports whether a pending create asks for the same object: under its address, or
// under another one that no file has any more.
func (w *walk) asksFor(pending, intent state.Entry) bool {
	return pending.Action == state.ActionCreate && !pending.IsWatched() && pending.Parent == intent.Parent && pending.Fingerprint == intent.Fingerprint &&
		pending.Address.Kind() == intent.Address.Kind() && (pending.Address == intent.Address || w.desired[pending.Address] == nil)
}

// readdressed returns the pending creates of which the course or chapter is called otherwise
// now, under their names of today: the next run looks for them there.
func (w *walk) readdressed() (entries []state.Entry) {
	parents := map[string]course.Address{}
	for address, binding := range w.bindings {
		parents[binding.ID] = address
	}
	for i := range w.state.Pending {
		e := &w.state.Pending[i]
		if parent, ok := parents[e.Parent]; e.Action == state.ActionCreate && ok && parent != e.Address.Parent() {
			e.Address = parent.Child(e.Address.Name())
			entries = append(entries, *e)
		}
	}
	return entries
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

// strangers are the objects that are not ours where the new one will be, and those that bear
// its title elsewhere, from where they could be moved beside it.
func (w *walk) strangers(s *Step, fields course.Fields) []string {
	if s.Kind == CreateCourse {
		return w.plan.Others
	}
	title := course.Likeness(fields[course.Title])
	var ids []string
	for i, unmanaged := range w.plan.Unmanaged {
		isBeside := unmanaged.Parent == s.Address.Parent()
		if unmanaged.Kind == s.Address.Kind() && (isBeside || w.titles[i] == title) {
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

// claim notes that a live id is accounted for. An id that already stands for something
// cannot be the answer to a create.
func (w *walk) claim(id string, intent state.Entry) error {
	if w.isKnown(id, intent) {
		return &pastError{id, "is another object already"}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ours[id] = true
	return nil
}

// pastError says that the answer to a create is about an object of which more is known.
type pastError struct{ id, what string }

func (e *pastError) Error() string {
	return fmt.Sprintf("Whop answered with %s, which %s", e.id, e.what)
}

// isKnown reports whether a live id stands for something else than what the create makes.
// Strangers were there before it, or the author says that they are some; whatever else came
// since an earlier run began it may be its.
func (w *walk) isKnown(id string, intent state.Entry) bool {
	isOld := w.isOld(intent)
	w.mu.Lock()
	defer w.mu.Unlock()
	isTheirs := slices.Contains(intent.Seen, id) || slices.Contains(w.plan.Options.Unmanaged, id)
	return w.ours[id] || isTheirs || w.foreign[id] && !isOld
}
