package probe

import (
	"context"

	"whopsync/internal/course"
)

// choices is a question with options, of which the first so many are right.
func choices(text, kind string, right int, answer *string) course.Question {
	q := course.Question{Text: mark + ": " + text, Type: kind, Answer: answer}
	for i, option := range []string{"one", "two", "three"} {
		q.Options = append(q.Options, course.Option{Text: option, Correct: new(i < right)})
	}
	return q
}

// sendQuestions gives a quiz questions and returns those that are there then, nil where Whop hides their
// answers.
func sendQuestions(ctx context.Context, s *scratch, sent ...course.Question) (shown course.QuestionList, isRefused bool) {
	got, isRefused := s.try(ctx, course.KindLesson, s.part(ctx, "quiz").ID, course.Fields{course.Questions: course.QuestionList(sent)})
	shown, isShown := got.Fields[course.Questions].(course.QuestionList)
	if isShown && !isRefused && len(shown) != len(sent) {
		s.fail("the questions were not taken")
	}
	return shown, isRefused
}

// askRightAnswers looks whether the answers of a quiz come back.
func askRightAnswers(ctx context.Context, s *scratch) (found, detail string) {
	shown, isRefused := sendQuestions(ctx, s, choices("which is the first", "multiple_choice", 1, nil))
	if isRefused {
		s.fail("the question was refused")
	}
	return yesNo(shown != nil), ""
}

// askAnswerText sends the answer of a question with several right options as apply does, and then one
// that is no option at all.
func askAnswerText(ctx context.Context, s *scratch) (found, detail string) {
	if _, isRefused := sendQuestions(ctx, s, choices("which two", "multiple_select", 2, nil)); isRefused {
		if _, isRefused = sendQuestions(ctx, s, choices("which one", "multiple_select", 1, nil)); isRefused {
			s.fail("every question was refused")
		}
		return "yes, and it is refused", ""
	}
	other := choices("which are the first two", "multiple_select", 2, new("none of them"))
	shown, isRefused := sendQuestions(ctx, s, other)
	if isRefused {
		return "yes, and it is taken", ""
	}
	if len(shown) > 0 && shown[0].Text != other.Text {
		s.fail("the question was not taken")
	}
	return "no", ""
}

// askQuestionOrder sends questions, compares the order of the answer, and repeats that in reverse
// order.
func askQuestionOrder(ctx context.Context, s *scratch) (found, detail string) {
	sent := []course.Question{choices("which is the first", "multiple_choice", 1, nil), choices("which is the second", "multiple_choice", 1, nil)}
	for range 2 {
		shown, isRefused := sendQuestions(ctx, s, sent...)
		if isRefused || shown == nil {
			s.fail("Whop does not show the questions with their answers")
			return "", ""
		}
		if shown[0].Text != sent[0].Text {
			return "no", ""
		}
		sent = []course.Question{shown[1], shown[0]}
	}
	return "yes", ""
}
