package emulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

var questionTypes = strings.Fields("short_answer true_false multiple_choice multiple_select")

type sentQuestion struct {
	ID      *string      `json:"id"`
	Text    *string      `json:"question_text"`
	Type    *string      `json:"question_type"`
	Answer  *string      `json:"correct_answer"`
	Image   *sentFile    `json:"image"`
	Options []sentOption `json:"options"`
}

type sentOption struct {
	ID      *string `json:"id"`
	Text    *string `json:"option_text"`
	Correct *bool   `json:"is_correct"`
}

// takeQuestions replaces all questions. A question sent with its id stays the same
// question, with the answers of its students.
func takeQuestions(c *call, l *Lesson, raw json.RawMessage) error {
	sent, err := decode[[]sentQuestion](raw)
	if err != nil {
		return err
	}
	questions := make([]Question, 0, len(sent))
	for _, s := range sent {
		q, err := makeQuestion(c, s, l.Questions)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(questions, func(other Question) bool { return other.ID == q.ID }) {
			return fmt.Errorf("names question %s twice", q.ID)
		}
		questions = append(questions, q)
	}
	if c.quirks.OldestFirst {
		questions = oldestFirst(questions, l.Questions)
	}
	l.Questions = questions
	return nil
}

// oldestFirst keeps questions in their earlier order, and puts new ones last.
func oldestFirst(questions, before []Question) []Question {
	rank := func(q Question) int {
		if at := slices.IndexFunc(before, func(old Question) bool { return old.ID == q.ID }); at >= 0 {
			return at
		}
		return len(before)
	}
	slices.SortStableFunc(questions, func(a, b Question) int { return cmp.Compare(rank(a), rank(b)) })
	return questions
}

func makeQuestion(c *call, s sentQuestion, before []Question) (Question, error) {
	if s.Text == nil || s.Type == nil || s.Answer == nil {
		return Question{}, missing("assessment_questions[].question_text, question_type, correct_answer")
	}
	if !slices.Contains(questionTypes, *s.Type) {
		return Question{}, fmt.Errorf("question_type must be one of %s", strings.Join(questionTypes, ", "))
	}
	q := Question{CreatedAt: c.now}
	var options []Option
	if s.ID != nil {
		at := slices.IndexFunc(before, func(old Question) bool { return old.ID == *s.ID })
		if at < 0 {
			return Question{}, fmt.Errorf("the lesson has no question %s", *s.ID)
		}
		q.ID, q.CreatedAt, options = before[at].ID, before[at].CreatedAt, before[at].Options
	} else {
		_, q.ID = c.world.nextID("crsaq_")
	}
	q.Text, q.Type, q.Answer = *s.Text, *s.Type, *s.Answer
	image, err := readyFile(c, s.Image, anything)
	if err != nil {
		return Question{}, err
	}
	q.Image = image
	if q.Options, err = makeOptions(c, s.Options, options); err != nil {
		return Question{}, err
	}
	return q, checkAnswer(c, q)
}

// checkAnswer is for the quirks that compare the answer with the options. (Assumed: it is not.)
func checkAnswer(c *call, q Question) error {
	var correct []string
	for _, o := range q.Options {
		if o.Correct {
			correct = append(correct, o.Text)
		}
	}
	isOne, isAll := slices.Contains(correct, q.Answer), q.Answer == strings.Join(correct, ", ")
	if len(q.Options) > 0 && (c.quirks.SingleAnswer && !isOne || c.quirks.JoinedAnswers && !isOne && !isAll) {
		return errors.New("correct_answer must be that of the options")
	}
	return nil
}

func makeOptions(c *call, sent []sentOption, before []Option) ([]Option, error) {
	options := make([]Option, 0, len(sent))
	for _, s := range sent {
		if s.Text == nil || s.Correct == nil {
			return nil, missing("assessment_questions[].options[].option_text, is_correct")
		}
		id := ""
		switch {
		case s.ID == nil:
			_, id = c.world.nextID("crsaqo_")
		case slices.ContainsFunc(before, func(old Option) bool { return old.ID == *s.ID }):
			id = *s.ID
		default:
			return nil, fmt.Errorf("the question has no option %s", *s.ID)
		}
		if slices.ContainsFunc(options, func(other Option) bool { return other.ID == id }) {
			return nil, fmt.Errorf("names option %s twice", id)
		}
		options = append(options, Option{ID: id, Text: *s.Text, Correct: *s.Correct})
	}
	return options, nil
}

// takeRequirement takes what nothing ever shows again. (Documented.)
func takeRequirement(_ *call, l *Lesson, raw json.RawMessage) error {
	sent, err := decode[*Requirement](raw)
	if err != nil {
		return err
	}
	if sent != nil && (sent.GradePercent == nil) == (sent.QuestionsCorrect == nil) {
		return errors.New("takes exactly one of minimum_grade_percent, minimum_questions_correct")
	}
	if sent != nil && sent.GradePercent != nil && (*sent.GradePercent < 0 || *sent.GradePercent > 100) {
		return errors.New("minimum_grade_percent is from 0 to 100")
	}
	l.Requirement = sent
	return nil
}

type questionView struct {
	ID        string        `json:"id"`
	Text      string        `json:"question_text"`
	Type      string        `json:"question_type"`
	Answer    *string       `json:"correct_answer"`
	Order     int           `json:"order"`
	CreatedAt string        `json:"created_at"`
	Image     *fileInLesson `json:"image"`
	Options   []optionView  `json:"options"`
}

type optionView struct {
	ID      string `json:"id"`
	Text    string `json:"option_text"`
	Correct *bool  `json:"is_correct"`
	Order   int    `json:"order"`
}

// showQuestions shows the right answers only to keys that may change them. (Documented, as
// is that lessons of other types have no questions.)
func showQuestions(c *call, l Lesson) []questionView {
	views := make([]questionView, 0, len(l.Questions))
	if l.Type != "quiz" && l.Type != "knowledge_check" {
		return views
	}
	mayKnow := c.key.may(WriteCourses) && !c.quirks.NoAnswers
	for i, q := range l.Questions {
		view := questionView{
			ID: q.ID, Text: q.Text, Type: q.Type, Order: i, CreatedAt: spellTime(q.CreatedAt),
			Answer: onlyIf(mayKnow, q.Answer), Image: showFileInLesson(c, q.Image, c.quirks.OpaqueIDs),
			Options: make([]optionView, 0, len(q.Options)),
		}
		for j, o := range q.Options {
			view.Options = append(view.Options, optionView{ID: o.ID, Text: o.Text, Correct: onlyIf(mayKnow, o.Correct), Order: j})
		}
		views = append(views, view)
	}
	return views
}
