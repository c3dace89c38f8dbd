package apply

import (
	"time"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// intent announces the create. One that was begun in an earlier run and of which nothing was
// found goes on under its old key: should the server still have it, it answers instead of
// making a second one.
func (c creator) intent(s *Step, fields course.Fields) state.Entry {
	intent := state.Entry{
		Event: state.EventIntent, Action: state.ActionCreate, Address: s.Address,
		Parent: c.parentID(s), Fingerprint: fingerprint(fields), Seen: c.seen(s, fields), Sent: evidenceOf(fields),
		Answer: s.Change.Answer, Begun: c.now().UTC().Truncate(time.Second),
	}
	if pending, ok := c.backlog.find(func(e state.Entry) bool { return c.asksFor(e, intent) }); ok {
		pending.Begun = intent.Begun
		return pending
	}
	intent.Op, intent.Key = c.journal.newOp(), c.newKey()
	return intent
}

func (c creator) parentID(s *Step) string {
	if s.Kind == CreateCourse {
		return c.plan.Target.Experience
	}
	return c.journal.idOf(s.Address.Parent())
}

// seen are the unmanaged objects where the new one will be, and those that bear its title
// elsewhere, from where they could be moved beside it.
func (c creator) seen(s *Step, fields course.Fields) []string {
	if s.Kind == CreateCourse {
		return c.plan.Others
	}
	title := course.Likeness(fields[course.Title])
	var ids []string
	for i, unmanaged := range c.plan.Unmanaged {
		isBeside := unmanaged.Parent == s.Address.Parent()
		if unmanaged.Kind == s.Address.Kind() && (isBeside || c.titles[i] == title) {
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

// titlesOf returns the likenesses of the titles of unmanaged objects.
func titlesOf(objects []plan.Unmanaged) []course.Digest {
	titles := make([]course.Digest, len(objects))
	for i, object := range objects {
		titles[i] = course.Likeness(course.Text(object.Title))
	}
	return titles
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
