package apply

import (
	"fmt"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// A server may answer 200 and not have done what it was asked: a title cut short, a null
// ignored. What was written is therefore compared with what comes back, and only what
// took is remembered as written.

// learn folds the answer to a write into a binding. It returns a sentence for every field
// that did not take.
func (w *walk) learn(binding *state.Binding, s *Step, fields []plan.FieldChange, sent, echo course.Fields) (untaken []string) {
	for _, field := range fields {
		got := echo[field.Field]
		if trouble := missed(field, sent[field.Field], got); trouble != "" {
			untaken = append(untaken, fmt.Sprintf("%s: %s %s", s.Address, field.Field, trouble))
			continue
		}
		switch shown := got.(type) {
		case course.QuestionList:
			binding.Questions = state.QuestionsOf(field.After, shown)
		case course.Files: // ours come first, as they were sent
			own, _ := field.After.(course.Files)
			got = shown[:min(len(own), len(shown))]
			binding.Attachments = got.(course.Files).IDs()
		}
		synced := state.Synced{Sent: w.sentDigest(field.After)}
		if got != nil {
			synced.Got = course.DigestOf(got)
		}
		setField(binding, field.Field, synced)
	}
	return untaken
}

func setField(binding *state.Binding, field course.Field, synced state.Synced) {
	if binding.Fields == nil {
		binding.Fields = map[course.Field]state.Synced{}
	}
	binding.Fields[field] = synced
}

// missed says how a field did not take, "" when it did. A text that came back in another
// form was tidied; one that came back as it was before, or cut, was not taken.
func missed(field plan.FieldChange, sent, got course.Value) string {
	if got == nil || sameOnWhop(sent, got) {
		return ""
	}
	if field.Before != nil && course.Same(field.Before, got) {
		if _, clears := sent.(course.Null); clears {
			return "could not be cleared: Whop answered with the old value"
		}
		return "was not taken: Whop answered with the old value"
	}
	if sentText, isText := sent.(course.Text); isText {
		if gotText, ok := got.(course.Text); !ok || gotText == "" {
			return "was not taken: Whop answered with nothing"
		} else if strings.HasPrefix(course.NormalText(string(sentText)), course.NormalText(string(gotText))) {
			return fmt.Sprintf("was cut to %d characters", len([]rune(string(gotText))))
		}
		return ""
	}
	if _, isNull := got.(course.Null); isNull {
		return "was not taken: Whop answered with nothing"
	}
	return ""
}

// sameOnWhop compares what was sent with what came back. Whop may show a file under
// another id than the one it was given, so a file only has to be there.
func sameOnWhop(sent, got course.Value) bool {
	switch sent.(type) {
	case course.File:
		_, ok := got.(course.File)
		return ok
	case course.Files, course.QuestionList:
		return course.Same(sent, got)
	}
	return course.Same(sent, got)
}
