package apply

import (
	"time"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// announcer makes the intents of creates.
type announcer struct {
	plan    *plan.Plan
	titles  []course.Digest // likenesses, one for each unmanaged object of the plan
	desired map[course.Address]*course.Resource
	journal *journal
	backlog *backlog
	now     func() time.Time
	newKey  func() string
}

// intent announces the create. One that was begun in an earlier run and of which nothing was
// found goes on under its old key: should the server still have it, it answers instead of
// making a second one.
func (a announcer) intent(s *Step, fields course.Fields) state.Entry {
	intent := state.Entry{
		Event: state.EventIntent, Action: state.ActionCreate, Address: s.Address,
		Parent: a.parentID(s), Fingerprint: fingerprint(fields), Seen: a.seen(s, fields), Sent: evidenceOf(fields),
		Answer: s.Change.Answer, Begun: a.now().UTC().Truncate(time.Second),
	}
	if pending, ok := a.backlog.find(func(e state.Entry) bool { return a.asksFor(e, intent) }); ok {
		pending.Begun = intent.Begun
		return pending
	}
	intent.Op, intent.Key = a.journal.newOp(), a.newKey()
	return intent
}

func (a announcer) parentID(s *Step) string {
	if s.Kind == CreateCourse {
		return a.plan.Target.Experience
	}
	return a.journal.idOf(s.Address.Parent())
}

// seen are the unmanaged objects where the new one will be, and those that bear its title
// elsewhere, from where they could be moved beside it.
func (a announcer) seen(s *Step, fields course.Fields) []string {
	if s.Kind == CreateCourse {
		return a.plan.Others
	}
	title := course.Likeness(fields[course.Title])
	var ids []string
	for i, unmanaged := range a.plan.Unmanaged {
		isBeside := unmanaged.Parent == s.Address.Parent()
		if unmanaged.Kind == s.Address.Kind() && (isBeside || a.titles[i] == title) {
			ids = append(ids, unmanaged.ID)
		}
	}
	return ids
}

// asksFor reports whether a pending create asks for the same object: under its address, or
// under another one that no file has any more.
func (a announcer) asksFor(pending, intent state.Entry) bool {
	return pending.Action == state.ActionCreate && !pending.IsWatched() && pending.Parent == intent.Parent && pending.Fingerprint == intent.Fingerprint &&
		pending.Address.Kind() == intent.Address.Kind() && (pending.Address == intent.Address || a.desired[pending.Address] == nil)
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
