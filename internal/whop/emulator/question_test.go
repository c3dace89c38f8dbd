package emulator_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

const twoQuestions = `{"lesson_type":"quiz","assessment_questions":[
	{"question_text":"Which clay fires white?","question_type":"multiple_choice","correct_answer":"Porcelain","options":[
		{"option_text":"Porcelain","is_correct":true},{"option_text":"Terracotta","is_correct":false}]},
	{"question_text":"What is wedging for?","question_type":"short_answer","correct_answer":"air"}]}`

type quiz struct {
	Questions []struct {
		ID      string
		Options []struct{ ID string }
	} `json:"assessment_questions"`
}

func (q quiz) ids() []string {
	var ids []string
	for _, question := range q.Questions {
		ids = append(ids, question.ID)
		for _, option := range question.Options {
			ids = append(ids, option.ID)
		}
	}
	return ids
}

func TestAQuizReadsBackWithIdsAndOrder(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	_, _, lessons := c.course(1)
	got := c.want(200, "PATCH", "/course_lessons/"+lessons[0][0], twoQuestions)
	var q quiz
	got.into(t, &q)
	ids := q.ids()
	var shown struct {
		Questions any `json:"assessment_questions"`
	}
	got.into(t, &shown)
	sameJSON(t, strings.NewReplacer("Q0", ids[0], "O0", ids[1], "O1", ids[2], "Q1", ids[3]).Replace(`[
		{"id": "Q0", "question_text": "Which clay fires white?", "question_type": "multiple_choice", "correct_answer": "Porcelain", "order": 0,
		 "created_at": "2026-10-01T08:00:00.000Z", "image": null, "options": [
		   {"id": "O0", "option_text": "Porcelain", "is_correct": true, "order": 0},
		   {"id": "O1", "option_text": "Terracotta", "is_correct": false, "order": 1}]},
		{"id": "Q1", "question_text": "What is wedging for?", "question_type": "short_answer", "correct_answer": "air", "order": 1,
		 "created_at": "2026-10-01T08:00:00.000Z", "image": null, "options": []}]`), toJSON(t, shown.Questions))
}

func TestOnlyIDsThatAreSentSurvive(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	_, _, lessons := c.course(1)
	lesson := "/course_lessons/" + lessons[0][0]
	var before, after quiz
	c.want(200, "PATCH", lesson, twoQuestions).into(t, &before)
	ids := before.ids()
	c.want(200, "PATCH", lesson, `{"assessment_questions":[
		{"id":"`+ids[3]+`","question_text":"Why wedge?","question_type":"short_answer","correct_answer":"air"},
		{"id":"`+ids[0]+`","question_text":"Which clay?","question_type":"multiple_choice","correct_answer":"Porcelain","options":[
			{"id":"`+ids[2]+`","option_text":"Red clay","is_correct":false},{"option_text":"Porcelain","is_correct":true}]}]}`).into(t, &after)
	kept := after.ids()
	if diff := cmp.Diff([]string{ids[3], ids[0], ids[2]}, kept[:3]); diff != "" {
		t.Errorf("kept ids (-want +got):\n%s", diff)
	}
	if kept[3] == ids[1] {
		t.Error("an option without an id was given an old one")
	}
	c.want(200, "PATCH", lesson, twoQuestions).into(t, &after)
	for _, id := range after.ids() {
		for _, old := range kept {
			if id == old {
				t.Errorf("%s survived without being sent", id)
			}
		}
	}
}

func TestQuestionsAreRefusedAsAWhole(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	_, _, lessons := c.course(2)
	lesson := "/course_lessons/" + lessons[0][0]
	var q quiz
	c.want(200, "PATCH", lesson, twoQuestions).into(t, &q)
	before := c.get(lesson).body
	id, option := q.Questions[0].ID, q.Questions[0].Options[0].ID
	question := func(extra string) string {
		return `{"question_text":"x","question_type":"multiple_choice","correct_answer":""` + extra + `}`
	}
	for _, body := range []string{
		`{"assessment_questions":[{"question_text":"x","question_type":"short_answer"}]}`,
		`{"assessment_questions":[{"question_text":"x","question_type":"essay","correct_answer":"x"}]}`,
		`{"assessment_questions":[` + question(`,"order":0`) + `]}`,
		`{"assessment_questions":[` + question(`,"id":"crsaq_missing"`) + `]}`,
		`{"assessment_questions":[` + question(`,"id":"`+id+`"`) + `,` + question(`,"id":"`+id+`"`) + `]}`,
		`{"assessment_questions":[` + question(`,"options":[{"option_text":"x"}]`) + `]}`,
		`{"assessment_questions":[` + question(`,"options":[{"option_text":"x","is_correct":true,"id":"`+option+`"}]`) + `]}`,
		`{"assessment_completion_requirement":{"minimum_grade_percent":70,"minimum_questions_correct":1}}`,
		`{"assessment_completion_requirement":{}}`,
		`{"assessment_completion_requirement":{"minimum_grade_percent":101}}`,
		`{"max_attempts":0}`,
	} {
		c.want(400, "PATCH", lesson, body)
	}
	sameJSON(t, before, c.get(lesson).body)
}

func TestAnswersAreShownToWritersAlone(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	e.AddKey(emulator.ReadOnlyKey("apik_reader"))
	c := call(t, e)
	_, _, lessons := c.course(1)
	c.want(200, "PATCH", "/course_lessons/"+lessons[0][0], twoQuestions)
	got := c.as("apik_reader").get("/course_lessons/" + lessons[0][0]).body
	if strings.Contains(got, `"air"`) || strings.Contains(got, `"is_correct":true`) || !strings.Contains(got, `"correct_answer":null`) {
		t.Errorf("a reader sees %s", got)
	}
}

func TestALessonOfAnotherTypeShowsNoQuestions(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	_, _, lessons := c.course(1)
	c.want(200, "PATCH", "/course_lessons/"+lessons[0][0], twoQuestions)
	if got := c.want(200, "PATCH", "/course_lessons/"+lessons[0][0], `{"lesson_type":"text"}`).body; !strings.Contains(got, `"assessment_questions":[]`) {
		t.Errorf("got %s", got)
	}
}
