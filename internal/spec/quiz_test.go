package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

// quiz is a lesson with the given YAML after "questions:".
func quiz(questions string) files {
	return pottery("---\nquestions:\n" + questions + "\n---\nText.\n").with(files{inChapter + "kiln.webp": "RIFF\x04\x00\x00\x00WEBP"})
}

func TestEveryTypeOfQuestionCanBeWritten(t *testing.T) {
	p := load(t, quiz(`
- question: What do you call the oven?
  answer: Kiln
  image: kiln.webp
  key: oven
- question: Clay shrinks.
  answer: true
- question: Glaze is glass.
  options: ["Yes, and false", {text: "true", correct: true}]
  type: multiple_choice
- question: Which clay fires white?
  options: [Porcelain, Terracotta]
  answer: Porcelain
- question: What is needed?
  options:
  - {text: Clay, correct: true}
  - {text: Patience, correct: true}
  - {text: Luck}
- question: How many hours?
  options: [3, {text: 8, correct: true}]
- question: Really?
  options: ["True", {text: "False", correct: true}]
`))
	yes, no := true, false
	right := func(text string) course.Option { return course.Option{Text: text, Correct: &yes} }
	wrong := func(text string) course.Option { return course.Option{Text: text, Correct: &no} }
	answer := func(text string) *string { return &text }
	image := fileOf(inChapter+"kiln.webp", "RIFF\x04\x00\x00\x00WEBP", "image/webp")
	want := course.QuestionList{
		{Type: "short_answer", Text: "What do you call the oven?", Answer: answer("Kiln"), Image: &image, Key: "oven"},
		{Type: "true_false", Text: "Clay shrinks.", Answer: answer("True"), Options: []course.Option{right("True"), wrong("False")}},
		{Type: "multiple_choice", Text: "Glaze is glass.", Answer: answer("true"), Options: []course.Option{wrong("Yes, and false"), right("true")}},
		{Type: "multiple_choice", Text: "Which clay fires white?", Answer: answer("Porcelain"), Options: []course.Option{right("Porcelain"), wrong("Terracotta")}},
		{Type: "multiple_select", Text: "What is needed?", Answer: answer("Clay, Patience"), Options: []course.Option{right("Clay"), right("Patience"), wrong("Luck")}},
		{Type: "multiple_choice", Text: "How many hours?", Answer: answer("8"), Options: []course.Option{wrong("3"), right("8")}},
		{Type: "true_false", Text: "Really?", Answer: answer("False"), Options: []course.Option{wrong("True"), right("False")}},
	}
	if diff := cmp.Diff(course.Value(want), lessonOf(t, p).Fields[course.Questions]); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
}

func TestAQuestionSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct{ questions, want string }{
		{"- question: A\n  option: [x]", "4:3: unknown key \"option\" (did you mean \"options\"?)"},
		{"- question_text: A", "3:3: an entry has no \"question\" (the text of the question)\n3:3: unknown key \"question_text\" (write `question:`)"},
		{"- question: ' '\n  answer: x", "3:3: the question is empty (write it)"},
		{"- question: A\n  options: [x, y]", "4:3: no option is marked as right (if the first is right, add `answer: \"x\"`)"},
		{"- question: A\n  options: [clay, wood]\n  answer: clai", `5:11: no option is "clai" (did you mean "clay"?)`},
		{"- question: A\n  options: [x, {text: y, correct: true}]\n  answer: x", `5:11: the answer is "x", the options say "y" (keep one of the two)`},
		{"- question: A\n  options: [x, x]\n  answer: x", `4:3: the option "x" is there twice (keep one of the two)`},
		{"- question: A\n  options: [x]\n  answer: x", "4:3: a multiple_choice question has at least 2 options"},
		{"- question: A\n  type: multiple_choice\n  options: [{text: x, correct: true}, {text: y, correct: true}]", "5:3: a multiple_choice question has one right option, here are 2 (use type: multiple_select)"},
		{"- question: A\n  type: true_false\n  answer: maybe", "5:11: no option is \"maybe\" (write `answer: true` or `answer: false`)"},
		{"- question: A\n  type: true_false\n  options: [x, y]\n  answer: x", "5:3: a true_false question has the options True and False (remove the options and write `answer: true` or `answer: false`)"},
		{"- question: A\n  type: short_answer\n  options: [x, y]", "5:3: a short_answer question has no options (remove them, or the type)"},
		{"- {question: A, answer: x, key: k}\n- {question: B, answer: x, key: k}", `4:33: the question key "k" is here twice, first on line 3 (give each question its own)`},
		{"- {question: A, answer: x}\ntype: video", "2:1: a video lesson has no questions (use type: quiz or type: knowledge_check)"},
		{"- {question: A, answer: x}\ncompletion_requirement: {minimum_questions_correct: 2}", "4:53: 2 correct answers of 1 questions cannot be reached"},
		{"- {question: A, answer: x}\ncompletion_requirement: {minimum_questions_correct: 1, minimum_grade_percent: 50}", "4:1: completion_requirement has minimum_grade_percent or minimum_questions_correct, exactly one"},
		{"- {question: A, answer: x}\ncompletion_requirement: {}", "4:1: completion_requirement has minimum_grade_percent or minimum_questions_correct, exactly one"},
		{"- {question: A, answer: x}\ncompletion_requirement: {minimum_grade_percent: 101}", "4:49: minimum_grade_percent wants a number from 0 to 100, got 101"},
		{"- {question: A, answer: [x]}", "3:25: answer wants text, got a list"},
		{"- A", "3:3: want keys with values, got the text \"A\" (write `- question: A`)"},
		{"- question: A\n  options:\n    - Fish: cod\n    - Bread\n  answer: Bread", "5:7: the colon makes keys with values of the text (write `- \"Fish: cod\"`)"},
		{"- question: A\n  options: [{text: Wild yeast, mostly, correct: true}, x]", "4:32: the comma before \"mostly\" ends the text (write `text: \"Wild yeast, mostly\"`)"},
		{"- {question: A, answer: x}\ncompletion_requirement: {minimum_grade_percent: 70%}", "4:49: minimum_grade_percent wants a number, got the text \"70%\" (write it in digits: minimum_grade_percent: 70)"},
		{"- A? #1", "3:3: want keys with values, got the text \"A?\" (write `- question: A?`)"},
	} {
		if diff := cmp.Diff(test.want, errorsOf(quiz(test.questions))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.questions, diff)
		}
	}
}

func TestWhatCompletesAQuizIsCarried(t *testing.T) {
	fields := lessonOf(t, load(t, quiz("- {question: A, answer: x}\nmax_attempts: 3\ncompletion_requirement: {minimum_grade_percent: 66.5}"))).Fields
	percent := 66.5
	want := []course.Value{course.Int(3), course.Requirement{MinimumGradePercent: &percent}}
	if diff := cmp.Diff(want, []course.Value{fields[course.MaxAttempts], fields[course.Completion]}); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestNullEmptiesAQuizAndAnEmptyListIsAList(t *testing.T) {
	for front, want := range map[string]course.Value{
		"questions: null\ncompletion_requirement: null": course.Null{},
		"type: quiz\nquestions: []":                     course.QuestionList{},
		"type: quiz\nkeep_questions: true":              nil,
	} {
		fields := lessonOf(t, load(t, pottery("---\n"+front+"\n---\nText.\n"))).Fields
		if diff := cmp.Diff(want, fields[course.Questions]); diff != "" {
			t.Errorf("%q (-want +got):\n%s", front, diff)
		}
	}
}

func TestAQuizSaysWhetherItHasQuestions(t *testing.T) {
	const want = "E LESSON:3:1: the quiz has no questions (write `questions:` with them, or `questions: []` if it is to have none)\n"
	for front, want := range map[string]string{
		"type: quiz":                                      want,
		"lesson_type: knowledge_check":                    strings.ReplaceAll(want, "quiz", "knowledge_check"),
		"type: quiz\nkeep_questions: false":               want,
		"type: quiz\nquestions: []":                       "",
		"type: quiz\nkeep_questions: true":                "",
		"keep_questions: true":                            "E LESSON:3:1: a text lesson has no questions (use type: quiz or type: knowledge_check)\n",
		"type: quiz\nquestions: []\nkeep_questions: true": "E LESSON:5:1: keep_questions and questions exclude each other (keep one of the two)\n",
		"type: quiz\nquestions:":                          "",
	} {
		if diff := cmp.Diff(want, complaints(pottery("---\ntitle: A\n"+front+"\n---\nx\n"))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", front, diff)
		}
	}
}
