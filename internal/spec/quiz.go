package spec

import (
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// Whop's question types.
const (
	shortAnswer    = "short_answer"
	trueFalse      = "true_false"
	multipleChoice = "multiple_choice"
	multipleSelect = "multiple_select"
)

// referQuestions reads the questions of a quiz or knowledge check, and what a student
// must reach in it.
func (f *lessonFile) referQuestions() {
	f.addRequirement()
	v, ok := f.object.get("questions")
	if !ok {
		return
	}
	if kind := f.fields.Text(course.LessonType); !v.null && kind != "quiz" && kind != "knowledge_check" {
		f.report.error(v.key, "type-mismatch", "a "+kind+" lesson has no questions", "use type: quiz or type: knowledge_check")
		return
	}
	if v.null {
		f.fields[course.Questions] = course.Null{}
		return
	}
	questions := make(course.QuestionList, len(v.list))
	for i, entry := range v.list {
		questions[i] = f.question(entry, &questions[i])
	}
	f.fields[course.Questions] = questions
	f.checkDistinctQuestions(v.list)
}

// question reads one question; its image is set at place when it is known.
func (f *lessonFile) question(v value, place *course.Question) course.Question {
	o := v.object
	q := course.Question{Key: o.text("key"), Text: o.text("question"), Type: o.text("type")}
	if isBlank(q.Text) {
		f.report.error(v.at, "empty-question", "the question is empty", "write it")
	}
	for _, option := range o.values["options"].list {
		correct := option.object.values["correct"].flag
		q.Options = append(q.Options, course.Option{Text: option.object.text("text"), Correct: &correct})
	}
	if image, ok := o.get("image"); ok {
		if w, ok := wantPath(image, QuestionImage, &f.report); ok {
			w.set = func(file course.File) { place.Image = &file }
			f.wanted = append(f.wanted, w)
		}
	}
	answer, hasAnswer := o.get("answer")
	if hasAnswer {
		q.Answer = &answer.text
	}
	if q.Type == "" {
		q.Type = inferQuestion(q)
	}
	f.settleAnswer(&q, v, answer)
	return q
}

// inferQuestion returns the type that options and answer speak for.
func inferQuestion(q course.Question) string {
	switch {
	case len(q.Options) == 0 && q.Answer != nil && isTruth(*q.Answer), isTruths(q.Options):
		return trueFalse
	case len(q.Options) == 0:
		return shortAnswer
	case len(correctOf(q.Options)) > 1:
		return multipleSelect
	}
	return multipleChoice
}

func isTruth(s string) bool { return strings.EqualFold(s, "true") || strings.EqualFold(s, "false") }

func isTruths(options []course.Option) bool {
	return len(options) == 2 && isTruth(options[0].Text) && isTruth(options[1].Text)
}

func correctOf(options []course.Option) []string {
	var correct []string
	for _, o := range options {
		if *o.Correct {
			correct = append(correct, o.Text)
		}
	}
	return correct
}

// settleAnswer makes answer and options agree. Whop wants both of every question that
// has options: which one it grades by is not documented.
func (f *lessonFile) settleAnswer(q *course.Question, v, answer value) {
	fail := func(at span, rule, message, hint string) { f.report.error(at, rule, message, hint) }
	if q.Type == shortAnswer {
		switch {
		case len(q.Options) > 0:
			fail(v.object.values["options"].key, "type-mismatch", "a short_answer question has no options", "remove them, or the type")
		case q.Answer == nil:
			f.report.warn(v.at, "no-answer", "the question has no answer, so no student's can be right", "write `answer:`")
		}
		return
	}
	if q.Type == trueFalse && len(q.Options) == 0 {
		yes, no := false, false
		q.Options = []course.Option{{Text: "True", Correct: &yes}, {Text: "False", Correct: &no}}
	}
	if q.Answer != nil && len(correctOf(q.Options)) == 0 {
		f.markAnswer(q, answer)
	}
	f.checkOptions(q, v)
	joined := strings.Join(correctOf(q.Options), ", ")
	if q.Answer != nil && len(correctOf(q.Options)) > 0 && !strings.EqualFold(*q.Answer, joined) {
		fail(answer.at, "contradiction", fmt.Sprintf("the answer is %q, the options say %q", shorten(*q.Answer), shorten(joined)), "keep one of the two")
	}
	q.Answer = &joined
}

// markAnswer marks the option that the answer names.
func (f *lessonFile) markAnswer(q *course.Question, answer value) {
	texts := make([]string, len(q.Options))
	for i, o := range q.Options {
		texts[i] = o.Text
	}
	i := slices.Index(texts, answer.text)
	if i < 0 && q.Type == trueFalse {
		i = slices.IndexFunc(texts, func(s string) bool { return strings.EqualFold(s, answer.text) })
	}
	if i < 0 {
		f.report.error(answer.at, "unknown-answer", fmt.Sprintf("no option is %q", shorten(answer.text)), didYouMean(answer.text, texts))
		return
	}
	right := true
	q.Options[i].Correct = &right
}

// checkOptions counts the options, and the right ones among them.
func (f *lessonFile) checkOptions(q *course.Question, v value) {
	at := v.at
	if options, ok := v.object.get("options"); ok {
		at = options.key
	}
	seen := make(map[string]bool)
	for _, o := range q.Options {
		if isBlank(o.Text) {
			f.report.error(at, "empty-option", "an option is empty", "write it")
		}
		if seen[o.Text] {
			f.report.error(at, "duplicate-option", fmt.Sprintf("the option %q is there twice", shorten(o.Text)), "keep one of the two")
		}
		seen[o.Text] = true
	}
	_, answered := v.object.get("answer")
	switch right := len(correctOf(q.Options)); {
	case len(q.Options) < 2:
		f.report.error(at, "few-options", fmt.Sprintf("a %s question has at least 2 options", q.Type), "")
	case q.Type == trueFalse && !isTruths(q.Options):
		f.report.error(at, "type-mismatch", "a true_false question has the options True and False", "remove the options and write `answer: true` or `answer: false`")
	case right == 0 && !answered:
		f.report.error(at, "no-answer", "no option is right", "mark it: {text: …, correct: true}")
	case right > 1 && q.Type != multipleSelect:
		f.report.error(at, "many-answers", fmt.Sprintf("a %s question has one right option, here are %d", q.Type, right), "use type: multiple_select")
	}
}

// checkDistinctQuestions keeps questions apart: they are known again by key, then text.
func (f *lessonFile) checkDistinctQuestions(list []value) {
	keys, unkeyed := make(map[string]int), make(map[string]int)
	for _, v := range list {
		if key, ok := v.object.get("key"); ok {
			if line, twice := keys[key.text]; twice {
				f.report.error(key.at, "duplicate-key", fmt.Sprintf("the question key %q is here twice, first on line %d", key.text, line), "give each question its own")
			} else {
				keys[key.text] = key.at.line
			}
			continue
		}
		text := v.object.text("question")
		if line, twice := unkeyed[text]; twice {
			f.report.warn(v.at, "same-question", fmt.Sprintf("the same question is on line %d", line), "give both a `key:`, so that each keeps its students' answers")
		} else {
			unkeyed[text] = v.at.line
		}
	}
}

// addRequirement reads what completes the assessment.
func (f *lessonFile) addRequirement() {
	v, ok := f.object.get("completion_requirement")
	if !ok {
		return
	}
	if v.null {
		f.fields[course.Completion] = course.Null{}
		return
	}
	var r course.Requirement
	percent, hasPercent := v.object.get("minimum_grade_percent")
	count, hasCount := v.object.get("minimum_questions_correct")
	if hasPercent == hasCount {
		f.report.error(v.key, "one-of-two", "completion_requirement has minimum_grade_percent or minimum_questions_correct, exactly one", "")
		return
	}
	if hasPercent {
		r.MinimumGradePercent = &percent.number
	} else {
		n := int64(count.number)
		r.MinimumQuestionsCorrect = &n
		if questions, ok := f.object.get("questions"); ok && !questions.null && int(n) > len(questions.list) {
			f.report.error(count.at, "out-of-range", fmt.Sprintf("%d correct answers of %d questions cannot be reached", n, len(questions.list)), "")
		}
	}
	f.fields[course.Completion] = r
}
