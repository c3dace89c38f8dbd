package spec

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
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
func referQuestions(f *lessonFile) {
	addRequirement(f)
	v, ok := f.object.Get("questions")
	keep, keeps := f.object.Get(keepQuestions)
	if ok && keeps {
		f.report.Error(keep.Key, "two-names", keepQuestions+" and questions exclude each other", "keep one of the two")
	}
	switch {
	case keep.Flag:
		f.isAssessment(keep.Key)
	case !ok:
		f.missQuestions()
	}
	if !ok || v.Null || !f.isAssessment(v.Key) {
		return
	}
	questions := make(course.QuestionList, len(v.List))
	for i, entry := range v.List {
		questions[i] = questionOf(f, entry, &questions[i])
	}
	f.fields[course.Questions] = questions
	checkDistinctQuestions(&f.report, v.List)
}

// isAssessment refuses what only a quiz or knowledge check has, where the lesson is none.
func (f *lessonFile) isAssessment(key yamlfile.Span) bool {
	kind := f.fields.Text(course.LessonType)
	if !course.IsAssessment(kind) {
		f.report.Error(key, "type-mismatch", "a "+kind+" lesson has no questions", "use type: quiz or type: knowledge_check")
	}
	return course.IsAssessment(kind)
}

// missQuestions refuses a quiz without a word about questions: it would be published
// without any.
func (f *lessonFile) missQuestions() {
	kind := f.fields.Text(course.LessonType)
	if !course.IsAssessment(kind) || f.object.IsWrong("questions") {
		return
	}
	at := cmp.Or(f.object.Values["type"].Key, f.object.Values["lesson_type"].Key)
	f.report.Error(at, "no-questions", "the "+kind+" has no questions", "write `questions:` with them, or `questions: []` if it is to have none")
}

// questionOf reads one question; its image is set later, at place.
func questionOf(f *lessonFile, v yamlfile.Value, place *course.Question) course.Question {
	o := v.Object
	q := course.Question{Key: o.Text("key"), Text: o.Text("question"), Type: o.Text("type")}
	if isBlank(q.Text) {
		f.report.Error(v.At, "empty-question", "the question is empty", "write it")
	}
	for _, option := range o.Values["options"].List {
		q.Options = append(q.Options, course.Option{Text: option.Object.Text("text"), Correct: new(option.Object.Values["correct"].Flag)})
	}
	if image, ok := o.Get("image"); ok {
		f.wantPath(image, QuestionImage, func(file course.File) { place.Image = &file })
	}
	answer, hasAnswer := o.Get("answer")
	if hasAnswer {
		q.Answer = &answer.Text
	}
	if q.Type == "" {
		q.Type = inferQuestion(q)
	}
	settleAnswer(&f.report, &q, v, answer)
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

// settleAnswer makes answer and options agree. Whop wants both for every question with
// options; it does not document which one it grades by.
func settleAnswer(r *yamlfile.Report, q *course.Question, v, answer yamlfile.Value) {
	if q.Type == shortAnswer {
		switch {
		case len(q.Options) > 0:
			r.Error(v.Object.Values["options"].Key, "type-mismatch", "a short_answer question has no options", "remove them, or the type")
		case q.Answer == nil:
			r.Warn(v.At, "no-answer", "the question has no answer, so no student's can be right", "write `answer:`")
		case v.Object.Text("type") == "" && len(*q.Answer) > 1 && truthMeant(*q.Answer) != "":
			r.Warn(answer.At, "yes-or-no", fmt.Sprintf("students have to write the word %q as their answer", *q.Answer),
				fmt.Sprintf("did you mean `answer: %s`? If they are to write it, add `type: %s`", truthMeant(*q.Answer), shortAnswer))
		}
		return
	}
	if q.Type == trueFalse && len(q.Options) == 0 {
		q.Options = []course.Option{{Text: "True", Correct: new(false)}, {Text: "False", Correct: new(false)}}
	}
	if q.Answer != nil && len(correctOf(q.Options)) == 0 {
		markAnswer(r, q, answer)
	}
	checkOptions(r, q, v)
	joined := strings.Join(correctOf(q.Options), ", ")
	if q.Answer != nil && len(correctOf(q.Options)) > 0 && !strings.EqualFold(*q.Answer, joined) {
		r.Error(answer.At, "contradiction", fmt.Sprintf("the answer is %q, the options say %q", yamlfile.Shorten(*q.Answer), yamlfile.Shorten(joined)), "keep one of the two")
	}
	q.Answer = &joined
}

// markAnswer marks the option that the answer names.
func markAnswer(r *yamlfile.Report, q *course.Question, answer yamlfile.Value) {
	texts := make([]string, len(q.Options))
	for i, o := range q.Options {
		texts[i] = o.Text
	}
	i := slices.Index(texts, answer.Text)
	if i < 0 && q.Type == trueFalse {
		i = slices.IndexFunc(texts, func(s string) bool { return strings.EqualFold(s, answer.Text) })
	}
	if i < 0 {
		r.Error(answer.At, "unknown-answer", fmt.Sprintf("no option is %q", yamlfile.Shorten(answer.Text)), cmp.Or(r.DidYouMean(answer.Text, texts), answerHint(q, answer.Text, texts)))
		return
	}
	q.Options[i].Correct = new(true)
}

// truthMeant is the true or false that a yes or no stands for, and that YAML reads elsewhere; "" for others.
func truthMeant(answer string) string {
	return map[string]string{"yes": "true", "y": "true", "no": "false", "n": "false"}[strings.ToLower(answer)]
}

// answerHint says what an answer can be.
func answerHint(q *course.Question, answer string, options []string) string {
	truth := truthMeant(answer)
	switch {
	case q.Type == trueFalse && truth != "":
		return "write `answer: " + truth + "`"
	case q.Type == trueFalse:
		return "write `answer: true` or `answer: false`"
	case len(options) == 0:
		return "write `options:`"
	}
	for i, option := range options {
		options[i] = strconv.Quote(yamlfile.Shorten(option))
	}
	const most = 10
	if len(options) > most {
		options = append(options[:most], "…")
	}
	return "the options are " + strings.Join(options, ", ")
}

// checkOptions counts the options, and the right ones among them.
func checkOptions(r *yamlfile.Report, q *course.Question, v yamlfile.Value) {
	at := v.At
	if options, ok := v.Object.Get("options"); ok {
		at = options.Key
	}
	seen := make(map[string]bool)
	for _, o := range q.Options {
		if isBlank(o.Text) {
			r.Error(at, "empty-option", "an option is empty", "write it")
		}
		if seen[o.Text] {
			r.Error(at, "duplicate-option", fmt.Sprintf("the option %q is there twice", yamlfile.Shorten(o.Text)), "keep one of the two")
		}
		seen[o.Text] = true
	}
	_, answered := v.Object.Get("answer")
	switch right := len(correctOf(q.Options)); {
	case len(q.Options) < 2:
		r.Error(at, "few-options", fmt.Sprintf("a %s question has at least 2 options", q.Type), "")
	case q.Type == trueFalse && !isTruths(q.Options):
		r.Error(at, "type-mismatch", "a true_false question has the options True and False", "remove the options and write `answer: true` or `answer: false`")
	case right == 0 && !answered:
		r.Error(at, "no-answer", "no option is marked as right", rightHint(q))
	case right > 1 && q.Type != multipleSelect:
		r.Error(at, "many-answers", fmt.Sprintf("a %s question has one right option, here are %d", q.Type, right), "use type: multiple_select")
	}
}

// rightHint shows how an option is marked as right.
func rightHint(q *course.Question) string {
	text := yamlfile.Quoted(yamlfile.Shorten(q.Options[0].Text))
	if q.Type == multipleSelect {
		return "if the first is right, write it as `- {text: " + text + ", correct: true}`"
	}
	return "if the first is right, add `answer: " + text + "`"
}

// checkDistinctQuestions keeps questions apart: they are known again by key, then text.
func checkDistinctQuestions(r *yamlfile.Report, list []yamlfile.Value) {
	type name struct{ key, text string }
	first := make(map[name]int)
	for _, v := range list {
		key, isKeyed := v.Object.Get("key")
		called, at := name{text: v.Object.Text("question")}, v.At
		if isKeyed {
			called, at = name{key: key.Text}, key.At
		}
		line, twice := first[called]
		switch {
		case !twice:
			first[called] = at.Line
		case isKeyed:
			r.Error(at, "duplicate-key", fmt.Sprintf("the question key %q is here twice, first on line %d", key.Text, line), "give each question its own")
		default:
			r.Warn(at, "same-question", fmt.Sprintf("the same question is on line %d", line), "give both a `key:`, so that each keeps its students' answers")
		}
	}
}

// addRequirement reads what completes the assessment.
func addRequirement(f *lessonFile) {
	v, ok := f.object.Get("completion_requirement")
	if !ok || v.Null {
		return
	}
	var r course.Requirement
	percent, hasPercent := v.Object.Get("minimum_grade_percent")
	count, hasCount := v.Object.Get("minimum_questions_correct")
	if hasPercent == hasCount {
		f.report.Error(v.Key, "one-of-two", "completion_requirement has minimum_grade_percent or minimum_questions_correct, exactly one", "")
		return
	}
	if hasPercent {
		r.MinimumGradePercent = &percent.Number
	} else {
		n := int64(count.Number)
		r.MinimumQuestionsCorrect = &n
		if questions, ok := f.object.Get("questions"); ok && !questions.Null && int(n) > len(questions.List) {
			f.report.Error(count.At, "out-of-range", fmt.Sprintf("%d correct answers of %d questions cannot be reached", n, len(questions.List)), "")
		}
	}
	f.fields[course.Completion] = r
}
