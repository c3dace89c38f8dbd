package plan

import (
	"cmp"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// threeWay is one field as each of the three sides has it.
type threeWay struct {
	files  course.Value  // nil: the files do not manage it
	digest course.Digest // of files; "": not computed yet
	synced *state.Synced // nil: it was never written
	live   course.Value  // nil: Whop did not show it
	// relinked says that the files differ from what was sent in nothing but where links lead.
	relinked bool
}

// verdict is what follows from the three views.
//
//	files vs sent   live vs got               verdict
//	same            same                      agree
//	changed         same                      write
//	same            changed                   drifted
//	changed         changed, now both equal   adopt
//	changed         changed otherwise         conflict
//
// Where nothing is changed in the files but where links between lessons lead, which is no edit of
// the author's, an edit on Whop is drift, and no conflict.
type verdict int

const (
	unmanaged verdict = iota
	agree
	write
	drifted
	adopt
	conflict
)

// judge applies the table above. equal compares a desired with a live value.
func (s threeWay) judge(equal func(files, live course.Value) bool) verdict {
	if s.files == nil {
		return unmanaged
	}
	// What a run that was cut off has sent is not known; what it has left on Whop is.
	unsent := s.synced == nil || s.synced.Sent == ""
	switch {
	case unsent && s.live != nil && equal(s.files, s.live):
		return adopt
	case s.synced == nil:
		return write
	}
	sent := s.digest
	if sent == "" {
		sent = course.DigestOf(s.files)
	}
	changed := sent != s.synced.Sent
	edited := s.live != nil && s.synced.Got != "" && s.got(sent) != s.synced.Got
	switch {
	case edited && equal(s.files, s.live):
		return adopt
	case changed && edited && !s.relinked:
		return conflict
	case edited && s.relinked:
		return drifted
	case changed:
		return write
	case edited:
		return drifted
	}
	return agree
}

// got returns the digest of the live value. Where Whop shows the very text of the files,
// which is most of a course most of the time, it is the digest of that.
func (s threeWay) got(sent course.Digest) course.Digest {
	live, isText := s.live.(course.Text)
	switch files := s.files.(type) {
	case course.Text:
		if isText && files == live {
			return sent
		}
	case course.Body:
		if isText && len(files.Refs) == 0 && files.Text == string(live) {
			return sent
		}
	}
	return course.DigestOf(s.live)
}

// desiredValue is what the files want of a field. A value that was sent and that the
// author has taken out of the file since is to be cleared, where Whop can clear it.
func desiredValue(spec course.Spec, r *course.Resource, synced *state.Synced) course.Value {
	if value, ok := r.Fields[spec.Field]; ok {
		return value
	}
	if synced != nil && !slices.Contains(r.Unmanaged, spec.Field) {
		return spec.Cleared()
	}
	return nil
}

// syncedOf returns what is remembered of a field, nil when nothing is.
func syncedOf(binding *state.Binding, field course.Field) *state.Synced {
	if synced, ok := binding.Fields[field]; ok {
		return &synced
	}
	return nil
}

// withPending looks at a field that an earlier run was about to write when it was cut off.
// If Whop shows what was sent, in a form that may have been tidied, the write arrived: it
// is ours and no drift.
func (c *comparing) withPending(id string, field course.Field, synced *state.Synced, files, live course.Value) *state.Synced {
	if live == nil {
		return synced
	}
	for _, pending := range c.pending {
		sent, writes := pending.Sent[field]
		if !writes || pending.ID != id || pending.Action != state.ActionUpdate {
			continue
		}
		if course.DigestOf(live) == sent {
			return &state.Synced{Sent: sent, Got: course.DigestOf(live)}
		}
		if files == nil || course.DigestOf(files) != sent && course.DigestOf(files).WithoutNames() != sent {
			continue
		}
		if isNewUnderItsName(files, live, synced) {
			return &state.Synced{Sent: sent, Got: course.DigestOf(live)}
		}
		if arrived, complete := c.looksLike(files, live); arrived && complete {
			return &state.Synced{Sent: sent, Got: course.DigestOf(live)}
		} else if arrived {
			return &state.Synced{Got: course.DigestOf(live)} // to be written again, with its links
		}
	}
	return synced
}

// isNewUnderItsName reports whether Whop shows a file that it did not show before and that
// is called like ours: under which id it shows what was written is not promised.
func isNewUnderItsName(files, live course.Value, synced *state.Synced) bool {
	ours, isOurs := files.(course.File)
	shown, isShown := live.(course.File)
	isNew := synced == nil || synced.Got != course.DigestOf(live)
	return isOurs && isShown && isNew && cmp.Or(shown.Name, course.NameIn(shown.URL)) == ours.Name
}

// looksLike is crossEqual for text that a server may have tidied. complete is false for a
// body of which not every link leads somewhere yet.
func (c *comparing) looksLike(files, live course.Value) (same, complete bool) {
	if body, ok := files.(course.Body); ok {
		text, complete := c.resolver.Resolve(body)
		return course.Same(course.Text(text), live) || course.Resembles(course.Text(text), live), complete
	}
	return c.crossEqual(files, live) || course.Resembles(files, live), true
}

// crossEqual compares a value of the files with one of Whop. Files are the same when the
// upload of these bytes has that id; a body is the same when all of its links were filled
// in like that, and when a file that says what Whop shows would send the same.
func (c *comparing) crossEqual(files, live course.Value) bool {
	switch files := files.(type) {
	case course.Body:
		text, complete := c.resolver.Resolve(files)
		return complete && (course.Same(course.Text(text), live) || c.saysTheSame(text, live))
	case course.File:
		other, ok := live.(course.File)
		return ok && other.ID != "" && c.uploaded(files) == other.ID
	case course.Files:
		other, ok := live.(course.Files)
		return ok && c.sameFiles(files, other)
	case course.QuestionList:
		other, ok := live.(course.QuestionList)
		return ok && c.sameQuestions(files, other)
	}
	return course.Same(files, live)
}

// saysTheSame reports whether what Whop shows is, in a file, what the text is in its own: rich text is
// Markdown there, comments and a heading that is the title are not sent.
func (c *comparing) saysTheSame(text string, live course.Value) bool {
	shown, isText := live.(course.Text)
	return isText && c.readsAs != nil && c.readsAs(text, string(shown), c.title)
}

func (c *comparing) sameFiles(files, live course.Files) bool {
	if len(files) != len(live) {
		return false
	}
	for i := range files {
		if id := c.uploaded(files[i]); id == "" || id != live[i].ID {
			return false
		}
	}
	return true
}

// sameQuestions compares questions once their images are named by upload on both sides.
func (c *comparing) sameQuestions(files, live course.QuestionList) bool {
	named := make(course.QuestionList, len(files))
	for i, q := range files {
		if q.Image != nil {
			q.Image = &course.File{ID: c.uploaded(*q.Image)}
		}
		named[i] = q
	}
	return course.Same(named, live)
}

// recall is withPending for fields that are known by ids. Of attachments, those that were
// written by a run that was cut off are not known yet: those that the files name are.
func (c *comparing) recall(next *state.Binding, field course.Field, synced *state.Synced, files, live course.Value) *state.Synced {
	for _, ids := range [][]string{next.Attachments, nil} {
		ours, _ := c.ownAttachments(live, files, ids)
		if pending := c.withPending(next.ID, field, synced, files, ours); pending != synced {
			next.RememberIDs(files, ours)
			return pending
		}
	}
	return synced
}

func (c *comparing) fieldChange(kind course.Kind, field course.Field, before, after course.Value) FieldChange {
	spec, _ := course.SpecOf(kind, field)
	fc := FieldChange{Field: field, Before: before, After: after, Unverifiable: spec.Read == course.ReadNever}
	c.describe(&fc)
	return fc
}

// isRelinked reports whether a body was sent as it is, with its links leading elsewhere or nowhere.
func (c *comparing) isRelinked(files course.Value, synced *state.Synced) bool {
	body, ok := files.(course.Body)
	if !ok || synced == nil || !slices.ContainsFunc(body.Refs, course.Ref.IsLesson) {
		return false
	}
	return slices.ContainsFunc(c.former, func(r course.Resolver) bool { return course.DigestOf(r.Link(body)) == synced.Sent })
}
