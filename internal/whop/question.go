package whop

import (
	"encoding/json"
	"errors"
	"strings"

	"whopsync/internal/course"
)

// question is a question as Whop shows it.
type question struct {
	ID      string          `json:"id"`
	Text    string          `json:"question_text"`
	Type    string          `json:"question_type"`
	Answer  *string         `json:"correct_answer"`
	Image   json.RawMessage `json:"image"`
	Options []option        `json:"options"`
}

type option struct {
	ID      string `json:"id"`
	Text    string `json:"option_text"`
	Correct *bool  `json:"is_correct"`
}

// readQuestions returns nil, unknown, when Whop hides the answers from this key: a quiz
// without its answers, taken for the whole, would be written back without them.
func readQuestions(raw json.RawMessage) (course.Value, error) {
	var shown []question
	if json.Unmarshal(raw, &shown) != nil {
		return nil, errors.New("not a list of questions")
	}
	questions := course.QuestionList{}
	for _, q := range shown {
		if !q.showsAnswer() {
			return nil, nil
		}
		read, err := q.read()
		if err != nil {
			return nil, err
		}
		questions = append(questions, read)
	}
	return questions, nil
}

// showsAnswer goes by the options where there are some.
func (q question) showsAnswer() bool {
	for _, o := range q.Options {
		if o.Correct == nil {
			return false
		}
	}
	return q.Answer != nil || len(q.Options) > 0
}

func (q question) read() (course.Question, error) {
	read := course.Question{ID: q.ID, Type: q.Type, Text: q.Text, Answer: q.Answer}
	if !isNull(q.Image) {
		image, err := readFile(q.Image)
		if err != nil {
			return course.Question{}, err
		}
		read.Image = &image
	}
	for _, o := range q.Options {
		read.Options = append(read.Options, course.Option{ID: o.ID, Text: o.Text, Correct: o.Correct})
	}
	if len(read.Options) > 0 {
		read.Answer = new(correctTexts(read.Options))
	}
	return read, nil
}

// writeQuestion sends known ids: a question or option with its id is changed, without an id
// it is created again and loses its answers.
func writeQuestion(_ int, q course.Question) (map[string]any, error) {
	item := map[string]any{"question_text": q.Text, "question_type": q.Type, "correct_answer": answerOf(q)}
	if q.ID != "" {
		item["id"] = q.ID
		item["image"] = nil // an image that it had goes, unless it is sent again
	}
	if q.Image != nil {
		image, err := writeFile(*q.Image)
		if err != nil {
			return nil, err
		}
		item["image"] = image
	}
	if len(q.Options) > 0 {
		options, err := convert(q.Options, writeOption)
		if err != nil {
			return nil, err
		}
		item["options"] = options
	}
	return item, nil
}

func writeOption(_ int, o course.Option) (map[string]any, error) {
	if o.Correct == nil {
		return nil, errors.New("an option does not say whether it is correct")
	}
	item := map[string]any{"option_text": o.Text, "is_correct": *o.Correct}
	if o.ID != "" {
		item["id"] = o.ID
	}
	return item, nil
}

// answerOf returns what to send as correct_answer, which every question must have.
func answerOf(q course.Question) string {
	if q.Answer != nil {
		return *q.Answer
	}
	return correctTexts(q.Options)
}

// correctTexts is the answer of a choice question: the texts of its correct options
// (assumed: correct_answer is documented for short answers only). It is read like that as
// well, whatever Whop shows there, so it never makes two equal questions differ.
func correctTexts(options []course.Option) string {
	var correct []string
	for _, o := range options {
		if o.Correct != nil && *o.Correct {
			correct = append(correct, o.Text)
		}
	}
	return strings.Join(correct, ", ")
}

// writeRequirement refuses what Whop refuses: both measures at once, or none.
func writeRequirement(r course.Requirement) (any, error) {
	switch {
	case r.MinimumGradePercent != nil && r.MinimumQuestionsCorrect == nil:
		return map[string]any{"minimum_grade_percent": *r.MinimumGradePercent}, nil
	case r.MinimumQuestionsCorrect != nil && r.MinimumGradePercent == nil:
		return map[string]any{"minimum_questions_correct": *r.MinimumQuestionsCorrect}, nil
	}
	return nil, errors.New("a requirement has exactly one measure")
}
