package apply

import (
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// A server may answer 200 and not have done what it was asked: a title cut short, a null
// ignored. What was written is therefore compared with what comes back, and only what
// took is remembered as written.

// learn folds what Whop shows for a write into the binding. It returns a sentence for every
// field that was rejected.
func (r request) learn(binding *state.Binding, shown course.Fields) (rejected []string) {
	for _, field := range r.fields {
		got, trouble := r.kept(binding, field, shown[field.Field])
		if trouble != "" {
			rejected = append(rejected, fmt.Sprintf("%s: %s%s", r.address, field.Field, trouble))
			continue
		}
		synced := state.Synced{Sent: r.encode.digest(field.After)}
		if field.Field == course.Content {
			body := course.DigestOf(r.values[field.Field])
			r.encode.journal.keepBody(r.address, body)
			if !r.isComplete {
				synced.Sent = body
			}
		}
		if got != nil {
			synced.Got = course.DigestOf(got)
		}
		setField(binding, field.Field, synced)
	}
	return rejected
}

// kept returns what Whop shows of a field, or the end of a sentence that says why that is not
// what was sent. Of files and questions the binding learns the ids.
func (r request) kept(binding *state.Binding, field plan.FieldChange, got course.Value) (kept course.Value, trouble string) {
	if trouble := missed(field, r.values[field.Field], got); trouble != "" {
		return nil, " " + trouble
	}
	if r.isOldFile(binding, field, got) {
		return nil, " was not taken: Whop answered with the old file"
	}
	switch shown := got.(type) {
	case course.QuestionList:
		binding.Questions = state.QuestionsOf(field.After, shown)
	case course.Files:
		own := ownFiles(shown, field)
		if own == nil {
			return nil, ": cannot tell which of the attachments on Whop belong to the files"
		}
		binding.Attachments = own.IDs()
		return own, ""
	}
	return got, ""
}

// ownFiles returns our files among the shown ones: all except the attachments of others,
// which the request had to name too. Whop promises no order. It returns nil if it cannot
// tell.
func ownFiles(shown course.Files, field plan.FieldChange) course.Files {
	wanted, _ := field.After.(course.Files)
	for _, same := range []func(a, b course.File) bool{
		func(a, b course.File) bool { return a.ID == b.ID },
		func(a, b course.File) bool { return a.Name == b.Name },
	} {
		own := append(course.Files{}, shown...)
		for _, kept := range field.ForeignFiles {
			if i := slices.IndexFunc(own, func(f course.File) bool { return same(f, kept) }); i >= 0 {
				own = slices.Delete(own, i, i+1)
			}
		}
		if len(own) == len(wanted) {
			return own
		}
	}
	return nil
}

// isOldFile reports whether Whop shows the very id that it showed for other bytes.
func (r request) isOldFile(binding *state.Binding, field plan.FieldChange, got course.Value) bool {
	file, isFile := got.(course.File)
	before, isKnown := binding.Fields[field.Field]
	return isKnown && isFile && file.ID != "" && before.Got == course.DigestOf(got) && before.Sent != r.encode.digest(field.After)
}

func setField(binding *state.Binding, field course.Field, synced state.Synced) {
	if binding.Fields == nil {
		binding.Fields = map[course.Field]state.Synced{}
	}
	binding.Fields[field] = synced
}

// isOdd reports whether an answer shows a field as it was before, or not as it was sent: the
// answer may be older than the write.
func (r request) isOdd(shown course.Fields) bool {
	return slices.ContainsFunc(r.fields, func(field plan.FieldChange) bool {
		value, got := r.values[field.Field], shown[field.Field]
		_, isFile := value.(course.File)
		return missed(field, value, got) != "" || isAsBefore(field, got) && (isFile || !sameOnWhop(value, got))
	})
}

// hasArrived reports whether an object shows everything that was written. Fields that Whop
// never shows cannot tell, so an update of nothing else counts as not arrived and is sent
// again, which does no harm. Nor can a file in the place of a file, unless it is shown
// under an id that it did not have before.
func (r request) hasArrived(shown course.Fields) bool {
	isVisible := false
	for _, field := range r.fields {
		value, got := r.values[field.Field], shown[field.Field]
		_, isFile := value.(course.File)
		if got != nil && (!sameOnWhop(value, got) && !course.Resembles(value, got) || isFile && isAsBefore(field, got)) {
			return false
		}
		isVisible = isVisible || got != nil
	}
	return isVisible
}

func isAsBefore(field plan.FieldChange, got course.Value) bool {
	return got != nil && field.Before != nil && course.Same(field.Before, got)
}

// prose are the texts that a server may tidy. Others come back as they were sent, or were
// not taken.
var prose = []course.Field{course.Title, course.Tagline, course.Description, course.Content}

// missed says how a field did not take, "" when it did. Prose that came back in another
// form was tidied; what came back as it was before, or cut, was not taken.
func missed(field plan.FieldChange, sent, got course.Value) string {
	if got == nil || sameOnWhop(sent, got) {
		return ""
	}
	_, clears := sent.(course.Null)
	_, empty := got.(course.Null)
	sentText, isText := sent.(course.Text)
	gotText, _ := got.(course.Text)
	switch {
	case clears:
		return "could not be cleared: Whop answered with the old value"
	case empty || isText && gotText == "":
		return "was not taken: Whop answered with nothing"
	case slices.Contains(prose, field.Field) && course.Resembles(sent, got):
		return ""
	case isAsBefore(field, got):
		return "was not taken: Whop answered with the old value"
	case !isText:
		return differs(sent, got)
	case !slices.Contains(prose, field.Field):
		return fmt.Sprintf("was not taken: Whop answered with %q", string(gotText))
	case strings.HasPrefix(course.NormalText(string(sentText)), course.NormalText(string(gotText))):
		return fmt.Sprintf("was cut to %d characters", len([]rune(string(gotText))))
	}
	return ""
}

// differs says in what an answer that is not a text is not what was sent, "" when it may
// be the same in another form: files and questions can come back under other ids.
func differs(sent, got course.Value) string {
	switch sent := sent.(type) {
	case course.Bool, course.Int, course.Decimal:
		return fmt.Sprintf("was not taken: Whop answered with %v", got)
	case course.Files:
		if got, ok := got.(course.Files); !ok || len(got) < len(sent) {
			return fmt.Sprintf("was not taken: Whop answered with %d of %d files", len(got), len(sent))
		}
	case course.QuestionList:
		if got, ok := got.(course.QuestionList); !ok || len(got) != len(sent) {
			return fmt.Sprintf("was not taken: Whop answered with %d questions, not %d", len(got), len(sent))
		}
		if isReordered(sent, got.(course.QuestionList)) {
			return "was not taken: Whop answered with the questions in another order"
		}
	}
	return ""
}

// isReordered reports whether the answer has the same questions in another order. Their ids are learned
// by place.
func isReordered(sent, got course.QuestionList) bool {
	texts := func(list course.QuestionList) (texts []string) {
		for _, q := range list {
			texts = append(texts, course.NormalText(q.Text))
		}
		return texts
	}
	was, is := texts(sent), texts(got)
	return !slices.Equal(was, is) && slices.Equal(slices.Sorted(slices.Values(was)), slices.Sorted(slices.Values(is)))
}

// emptied names the fields that a write emptied without naming them. held is the object as read just before
// the write, nil for an object that this run has made: its binding has Whop's last answer.
func (r request) emptied(binding *state.Binding, held, shown course.Fields) (sentences []string) {
	for _, spec := range course.Specs(r.address.Kind()) {
		if _, isSent := r.values[spec.Field]; isSent || shown[spec.Field] == nil || !course.IsEmpty(shown[spec.Field]) {
			continue
		}
		wasFull := !course.IsEmpty(held[spec.Field])
		if held == nil {
			got := binding.Fields[spec.Field].Got
			wasFull = got != "" && got != course.DigestOf(course.Null{})
		}
		if wasFull {
			sentences = append(sentences, fmt.Sprintf("%s: %s is empty now, although the update did not name it; report this, and do not apply again again again", r.address, spec.Field))
		}
	}
	return sentences
}

// sameOnWhop compares sent values with the answer. Whop may show a file under another id,
// so files are compared by name; if Whop shows only that a file exists, its presence is
// enough.
func sameOnWhop(sent, got course.Value) bool {
	switch sent := sent.(type) {
	case course.File:
		_, shown := got.(course.File)
		return shown
	case course.Files:
		shown, ok := got.(course.Files)
		return ok && slices.EqualFunc(sent, shown, func(a, b course.File) bool { return a.ID == b.ID || a.Name == b.Name })
	case course.QuestionList:
		shown, ok := got.(course.QuestionList)
		return ok && course.Same(withoutImages(sent), withoutImages(shown))
	}
	return course.Same(sent, got)
}

// withoutImages keeps of every image that there is one.
func withoutImages(questions course.QuestionList) course.QuestionList {
	plain := slices.Clone(questions)
	for i := range plain {
		if plain[i].Image != nil {
			plain[i].Image = &course.File{}
		}
	}
	return plain
}
