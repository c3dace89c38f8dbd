package plan

import (
	"slices"

	"whopsync/internal/course"
)

// Loss is a part of a lesson that an update destroys. What students did with it is lost too,
// and Whop brings neither back.
type Loss struct {
	Kind LossKind `json:"type"`
	ID   string   `json:"id,omitempty"` // of the question or option
	Text string   `json:"text"`         // of the question or option; of a type, its name
	// Question is, of an option, the text of the question that stays without it.
	Question string `json:"question,omitempty"`
}

// LossKind says which part of a lesson is lost.
type LossKind string

const (
	LostQuestion LossKind = "question"    // with its options, which are not listed beside it
	LostOption   LossKind = "option"      // of a question that stays
	LostType     LossKind = "lesson_type" // the lesson stops being a quiz or knowledge check
)

// lossesOf returns what the fields of an update destroy. Which questions stay is told by the
// ids that they carry: see withIDs. A list of questions that Whop does not show to this key has
// no losses here, although the update may have some: apply does not send it.
func lossesOf(fields []FieldChange) []Loss {
	var lost []Loss
	remain := true // questions of the lesson
	for _, field := range fields {
		if before, shown := field.Before.(course.QuestionList); shown && field.Field == course.Questions {
			after, _ := field.After.(course.QuestionList)
			lost = lostQuestions(before, after)
			remain = slices.ContainsFunc(after, func(q course.Question) bool { return q.ID != "" })
			remain = remain || len(before) == 0
		}
	}
	for _, field := range fields {
		// The type counts where its questions do not say already that all of it goes.
		if was, isText := field.Before.(course.Text); isText && field.Field == course.LessonType && remain && course.IsAssessment(string(was)) {
			lost = append(lost, Loss{Kind: LostType, Text: string(was)})
		}
	}
	return lost
}

// HidesLosses reports whether questions replace others that Whop does not show to this key. They
// carry no ids, so all of the others would be destroyed.
func (fc FieldChange) HidesLosses() bool {
	return fc.Field == course.Questions && fc.hadUnseen()
}

// hadUnseen reports whether something was there by all that is remembered, and Whop does not show it.
func (fc FieldChange) hadUnseen() bool {
	return fc.Before == nil && fc.Expected != "" && fc.Expected != course.DigestOf(course.Null{})
}

func lostQuestions(before, after course.QuestionList) (lost []Loss) {
	for _, was := range before {
		i := slices.IndexFunc(after, func(q course.Question) bool { return q.ID == was.ID })
		if i < 0 {
			lost = append(lost, Loss{Kind: LostQuestion, ID: was.ID, Text: was.Text})
			continue
		}
		for _, option := range was.Options {
			if !slices.ContainsFunc(after[i].Options, func(o course.Option) bool { return o.ID == option.ID }) {
				lost = append(lost, Loss{Kind: LostOption, ID: option.ID, Text: option.Text, Question: was.Text})
			}
		}
	}
	return lost
}
