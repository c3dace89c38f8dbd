package preview

import (
	"fmt"
	"strconv"
	"strings"

	"whopsync/internal/course"
)

// quiz is an assessment as a page asks and grades it.
type quiz struct {
	Graded    bool // a knowledge check is not
	Needed    string
	Attempts  int // 0: as many as one likes
	Questions []question
	Data      quizData
}

type question struct {
	Number  int
	Text    string
	Kind    string // of the input: radio, checkbox or text
	Image   string
	Options []course.Option
	Answer  string // in words
}

// quizData is what the script grades by. The rules are those of Whop's API where they are documented, and else those of the
// local Whop: a question is right when exactly its right options are chosen, or its answer is written letter by letter; the score is the
// share of the questions that are right; without a requirement, every attempt passes.
type quizData struct {
	Graded         bool           `json:"graded"`
	MinimumPercent *float64       `json:"minimum_grade_percent,omitempty"`
	MinimumCorrect *int64         `json:"minimum_questions_correct,omitempty"`
	MaxAttempts    int            `json:"max_attempts,omitempty"`
	Questions      []questionData `json:"questions"`
}

// questionData has the options that are right, from 0, or the answer of a question without options.
type questionData struct {
	Correct []int  `json:"correct,omitempty"`
	Answer  string `json:"answer,omitempty"`
}

// quizOf returns the assessment of a lesson, nil where it has none.
func quizOf(n *navLesson, places *places) *quiz {
	fields := n.lesson.Fields
	questions, _ := fields[course.Questions].(course.QuestionList)
	if len(questions) == 0 {
		return nil
	}
	q := &quiz{Graded: fields.Text(course.LessonType) != "knowledge_check"}
	q.Data.Graded = q.Graded
	if attempts, ok := fields[course.MaxAttempts].(course.Int); ok {
		q.Attempts, q.Data.MaxAttempts = int(attempts), int(attempts)
	}
	if needed, ok := fields[course.Completion].(course.Requirement); ok {
		q.Data.MinimumPercent, q.Data.MinimumCorrect = needed.MinimumGradePercent, needed.MinimumQuestionsCorrect
		q.Needed = neededWords(needed, len(questions))
	}
	for i, asked := range questions {
		q.Questions = append(q.Questions, questionOf(n, places, i, asked))
		q.Data.Questions = append(q.Data.Questions, dataOf(asked))
	}
	return q
}

func neededWords(r course.Requirement, total int) string {
	switch {
	case r.MinimumGradePercent != nil:
		return strconv.FormatFloat(*r.MinimumGradePercent, 'f', -1, 64) + " %"
	case r.MinimumQuestionsCorrect != nil:
		return fmt.Sprintf("%d of %d right", *r.MinimumQuestionsCorrect, total)
	}
	return ""
}

func questionOf(n *navLesson, places *places, i int, q course.Question) question {
	shown := question{Number: i + 1, Text: q.Text, Kind: "radio", Options: q.Options}
	switch {
	case len(q.Options) == 0:
		shown.Kind = "text"
	case q.Type == "multiple_select":
		shown.Kind = "checkbox"
	}
	if q.Image != nil {
		shown.Image = places.shown(n.path, q.Image.Path)
	}
	var right []string
	for _, option := range q.Options {
		if isCorrect(option) {
			right = append(right, option.Text)
		}
	}
	shown.Answer = strings.Join(right, "; ")
	if len(q.Options) == 0 && q.Answer != nil {
		shown.Answer = *q.Answer
	}
	return shown
}

func dataOf(q course.Question) questionData {
	var data questionData
	for i, option := range q.Options {
		if isCorrect(option) {
			data.Correct = append(data.Correct, i)
		}
	}
	if len(q.Options) == 0 && q.Answer != nil {
		data.Answer = *q.Answer
	}
	return data
}

func isCorrect(o course.Option) bool { return o.Correct != nil && *o.Correct }
