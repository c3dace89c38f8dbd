package emulator

import (
	"encoding/json"
	"slices"
)

func startLesson(c *call) (any, error) { return interactAs(c, false) }

func completeLesson(c *call) (any, error) { return interactAs(c, true) }

// interactAs records what the key's user does. A key of an account has no user to do it.
func interactAs(c *call, completed bool) (any, error) {
	l, err := lessonForUser(c)
	if err != nil {
		return nil, err
	}
	c.world.interact(l, c.key.User, completed, c.now)
	return true, nil
}

func lessonForUser(c *call) (*lesson, error) {
	if c.key.User == "" {
		return nil, &refusal{Status: 403, Type: "forbidden", Message: "This acts for a user, and the API key is an account's"}
	}
	return c.lessonByID(c.id)
}

// draftAnswers is what a student hands in.
type draftAnswers struct {
	Answers []sentAnswer
}

type sentAnswer struct {
	Question string   `json:"question_id"`
	Text     *string  `json:"answer_text"`
	Options  []string `json:"selected_option_ids"`
}

var answerColumns = []column[draftAnswers]{
	{"answers", required, never, value(func(d *draftAnswers) *[]sentAnswer { return &d.Answers })},
}

// submitAssessment grades at once, and completes the lesson when the grade passes.
func submitAssessment(c *call) (any, error) {
	l, err := lessonForUser(c)
	if err != nil {
		return nil, err
	}
	var draft draftAnswers
	if err := take(c, &draft, answerColumns, onCreate); err != nil {
		return nil, err
	}
	correct := 0
	for _, q := range l.Questions {
		at := slices.IndexFunc(draft.Answers, func(a sentAnswer) bool { return a.Question == q.ID })
		if at >= 0 && q.isAnsweredBy(draft.Answers[at]) {
			correct++
		}
	}
	passed := l.Requirement.isMetBy(correct, len(l.Questions))
	c.world.interact(l, c.key.User, passed, c.now)
	return showGrade(c, l, correct, passed), nil
}

func (q Question) isAnsweredBy(a sentAnswer) bool {
	if len(q.Options) == 0 {
		return a.Text != nil && *a.Text == q.Answer
	}
	for _, o := range q.Options {
		if o.Correct != slices.Contains(a.Options, o.ID) {
			return false
		}
	}
	return true
}

// isMetBy lets any attempt pass where nothing is required. (Assumed.)
func (r *Requirement) isMetBy(correct, total int) bool {
	switch {
	case r == nil:
		return true
	case r.QuestionsCorrect != nil:
		return correct >= *r.QuestionsCorrect
	}
	return percent(correct, total) >= *r.GradePercent
}

func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(10_000*part/whole) / 100
}

type gradeView struct {
	ID        string          `json:"id"`
	CreatedAt string          `json:"created_at"`
	UpdatedAt string          `json:"updated_at"`
	Grade     float64         `json:"result_grade"`
	Correct   int             `json:"result_correct"`
	Questions int             `json:"result_question_count"`
	Passed    bool            `json:"result_passing_grade"`
	Graded    json.RawMessage `json:"result_graded_questions"`
	Percent   float64         `json:"score_percent"`
	User      userView        `json:"user"`
	Lesson    gradedLesson    `json:"lesson"`
}

type gradedLesson struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

func showGrade(c *call, l *lesson, correct int, passed bool) gradeView {
	_, id := c.world.nextID("crsar_")
	at, grade := spellTime(c.now), percent(correct, len(l.Questions))
	return gradeView{
		ID: id, CreatedAt: at, UpdatedAt: at,
		Grade: grade, Percent: grade, Correct: correct, Questions: len(l.Questions), Passed: passed,
		Graded: json.RawMessage("{}"),
		User:   showUser(l.chapter.course.students[c.key.User]), Lesson: gradedLesson{l.ID, l.Title},
	}
}
