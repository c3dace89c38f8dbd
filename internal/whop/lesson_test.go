package whop

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

// quizJSON is a lesson as Whop's contract shows it to a key that may edit.
const quizJSON = `{
  "id": "lesn_a1B2c3D4e5F6g", "title": "Check yourself", "order": 2,
  "lesson_type": "quiz", "visibility": "visible", "content": "Three questions.",
  "days_from_course_start_until_unlock": 3, "embed_type": null, "embed_id": null,
  "created_at": "2026-10-01T08:01:00.000Z", "thumbnail": null,
  "video_asset": {"id": "mux_1", "asset_id": "x", "signed_video_playback_token": "secret"},
  "main_pdf": {"id": "pdf_9", "filename": null, "content_type": null, "url": null},
  "attachments": [{"id": "file_a1B2c3D4e5F6g", "filename": "sheet.pdf",
                   "content_type": "application/pdf", "url": "https://cdn.example/sheet.pdf"}],
  "assessment_questions": [
    {"id": "crsaq_1", "question_text": "Which clay fires white?",
     "question_type": "multiple_choice", "correct_answer": "Porcelain", "order": 0,
     "created_at": "2026-10-01T08:02:00.000Z", "image": {"id": "img_1", "filename": "clay.png"},
     "options": [
       {"id": "crsaqo_1", "option_text": "Porcelain", "is_correct": true, "order": 0},
       {"id": "crsaqo_2", "option_text": "Terracotta", "is_correct": false, "order": 1}]},
    {"id": "crsaq_2", "question_text": "What drives out the air?",
     "question_type": "short_answer", "correct_answer": "wedging", "image": null, "options": []}]
}`

func TestLessonIsReadWithEverythingThatIsShown(t *testing.T) {
	c, _ := perform(t, script{"GET /course_lessons/lesn_a1B2c3D4e5F6g": quizJSON})
	lesson, err := c.Read(t.Context(), course.KindLesson, "lesn_a1B2c3D4e5F6g")
	if err != nil {
		t.Fatal(err)
	}
	want := &course.Resource{ID: "lesn_a1B2c3D4e5F6g", Fields: course.Fields{
		course.Title:       course.Text("Check yourself"),
		course.LessonType:  course.Text("quiz"),
		course.Visibility:  course.Text("visible"),
		course.Content:     course.Text("Three questions."),
		course.UnlockDays:  course.Int(3),
		course.EmbedType:   course.Null{},
		course.EmbedID:     course.Null{},
		course.Thumbnail:   course.Null{},
		course.MuxAsset:    course.Text("mux_1"),
		course.MainPDF:     course.File{ID: "pdf_9"},
		course.Attachments: course.Files{{ID: "file_a1B2c3D4e5F6g", Name: "sheet.pdf", ContentType: "application/pdf", URL: "https://cdn.example/sheet.pdf"}},
		course.Questions: course.QuestionList{
			{ID: "crsaq_1", Type: "multiple_choice", Text: "Which clay fires white?", Answer: new("Porcelain"), Image: &course.File{ID: "img_1", Name: "clay.png"},
				Options: []course.Option{
					{ID: "crsaqo_1", Text: "Porcelain", Correct: new(true)},
					{ID: "crsaqo_2", Text: "Terracotta", Correct: new(false)},
				}},
			{ID: "crsaq_2", Type: "short_answer", Text: "What drives out the air?", Answer: new("wedging")},
		},
	}}
	if diff := cmp.Diff(want, lesson); diff != "" {
		t.Errorf("lesson (-want +got):\n%s", diff)
	}
}

// A listed lesson is silent on what only its own page shows: unknown is not empty.
func TestListedLessonLeavesOutWhatListsDoNotShow(t *testing.T) {
	c, _ := perform(t, script{"GET /course_lessons?chapter_id=chap_1": page("",
		`{"id":"lesn_1","title":"One","order":0,"lesson_type":"text","visibility":"hidden","content":null,
		  "days_from_course_start_until_unlock":null,"embed_type":"youtube","embed_id":"x1","created_at":"2026","thumbnail":{"url":null}}`)})
	lessons, err := c.List(t.Context(), course.KindLesson, "chap_1")
	if err != nil {
		t.Fatal(err)
	}
	want := []*course.Resource{{ID: "lesn_1", Fields: course.Fields{
		course.Title:      course.Text("One"),
		course.LessonType: course.Text("text"),
		course.Visibility: course.Text("hidden"),
		course.Content:    course.Null{},
		course.UnlockDays: course.Null{},
		course.EmbedType:  course.Text("youtube"),
		course.EmbedID:    course.Text("x1"),
		course.Thumbnail:  course.File{},
	}}}
	if diff := cmp.Diff(want, lessons); diff != "" {
		t.Errorf("lessons (-want +got):\n%s", diff)
	}
}

func TestQuizWithHiddenAnswersIsUnknown(t *testing.T) {
	for name, question := range map[string]string{
		"an option that does not tell": `{"id":"crsaq_1","question_text":"?","question_type":"multiple_choice","correct_answer":"A","options":[{"id":"o","option_text":"A","is_correct":null}]}`,
		"a hidden short answer":        `{"id":"crsaq_1","question_text":"?","question_type":"short_answer","correct_answer":null,"options":[]}`,
		"a choice without options":     `{"id":"crsaq_1","question_text":"?","question_type":"true_false","correct_answer":null,"options":null}`,
	} {
		c, _ := perform(t, script{"GET /course_lessons/lesn_1": `{"id":"lesn_1","assessment_questions":[` + question + `]}`})
		lesson, err := c.Read(t.Context(), course.KindLesson, "lesn_1")
		if err != nil {
			t.Fatal(err)
		}
		if v, known := lesson.Fields[course.Questions]; known {
			t.Errorf("%s: read as %v", name, v)
		}
	}
}

func TestChoiceWithoutAnswerTextIsKnown(t *testing.T) {
	c, _ := perform(t, script{"GET /course_lessons/lesn_1": `{"id":"lesn_1","assessment_questions":[
		{"id":"crsaq_1","question_text":"?","question_type":"multiple_choice","correct_answer":null,
		 "options":[{"id":"o","option_text":"A","is_correct":true}]}]}`})
	lesson, err := c.Read(t.Context(), course.KindLesson, "lesn_1")
	if err != nil {
		t.Fatal(err)
	}
	want := course.QuestionList{{ID: "crsaq_1", Type: "multiple_choice", Text: "?", Answer: new("A"),
		Options: []course.Option{{ID: "o", Text: "A", Correct: new(true)}}}}
	if diff := cmp.Diff(want, lesson.Fields[course.Questions]); diff != "" {
		t.Errorf("its options tell the answer (-want +got):\n%s", diff)
	}
}

func TestLessonIsCreatedInItsChapter(t *testing.T) {
	c, stage := perform(t, script{"POST /course_lessons": lessonItem("lesn_1")})
	_, err := c.Create(t.Context(), course.KindLesson, "key", "chap_1", course.Fields{
		course.Title: course.Text("One"), course.LessonType: course.Text("text"),
		course.Content: course.Body{Text: "# <One>\n"}, course.UnlockDays: course.Int(2),
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"chapter_id":"chap_1","content":"# <One>\n","days_from_course_start_until_unlock":2,"lesson_type":"text","title":"One"}`
	if diff := cmp.Diff(want, stage.only().body); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

func TestLessonUpdateWritesEveryKindOfValue(t *testing.T) {
	c, stage := perform(t, script{"PATCH /course_lessons/lesn_1": lessonItem("lesn_1")})
	_, err := c.Update(t.Context(), course.KindLesson, "lesn_1", course.Fields{
		course.Visibility:  course.Text("hidden"),
		course.MuxAsset:    course.Text("mux_1"),
		course.MainPDF:     course.File{ID: "file_1"},
		course.Attachments: course.Files{{ID: "file_2"}, {ID: "file_3"}},
		course.Thumbnail:   course.Null{},
		course.MaxAttempts: course.Int(3),
		course.Completion:  course.Requirement{MinimumGradePercent: new(80.0)},
		course.Questions: course.QuestionList{
			{Key: "white", ID: "crsaq_1", Type: "multiple_select", Text: "Which?", Options: []course.Option{
				{ID: "crsaqo_1", Text: "A", Correct: new(true)}, {Text: "B", Correct: new(true)}, {Text: "C", Correct: new(false)}}},
			{Type: "short_answer", Text: "What?", Answer: new("air"), Image: &course.File{ID: "file_4"}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		`{"assessment_completion_requirement":{"minimum_grade_percent":80}`,
		`"assessment_questions":[` +
			`{"correct_answer":"A, B","id":"crsaq_1","image":null,"options":[` +
			`{"id":"crsaqo_1","is_correct":true,"option_text":"A"},{"is_correct":true,"option_text":"B"},{"is_correct":false,"option_text":"C"}],` +
			`"question_text":"Which?","question_type":"multiple_select"},` +
			`{"correct_answer":"air","image":{"id":"file_4"},"question_text":"What?","question_type":"short_answer"}]`,
		`"attachments":[{"id":"file_2"},{"id":"file_3"}]`,
		`"main_pdf":{"id":"file_1"}`,
		`"max_attempts":3`,
		`"mux_asset_id":"mux_1"`,
		`"thumbnail":null`,
		`"visibility":"hidden"}`,
	}, ",")
	if diff := cmp.Diff(want, stage.only().body); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

func TestEmptyListsAreSentAsLists(t *testing.T) {
	c, stage := perform(t, script{"PATCH /course_lessons/lesn_1": lessonItem("lesn_1")})
	if _, err := c.Update(t.Context(), course.KindLesson, "lesn_1", course.Fields{course.Attachments: course.Files(nil), course.Questions: course.QuestionList(nil)}); err != nil {
		t.Fatal(err)
	}
	if got := stage.only().body; got != `{"assessment_questions":[],"attachments":[]}` {
		t.Errorf("body %s", got)
	}
}

func TestWhatCannotBeSaidIsNotSent(t *testing.T) {
	for name, fields := range map[string]course.Fields{
		"an option without a verdict":      {course.Questions: course.QuestionList{{Type: "multiple_choice", Options: []course.Option{{Text: "A"}}}}},
		"a requirement with both measures": {course.Completion: course.Requirement{MinimumGradePercent: new(1.0), MinimumQuestionsCorrect: new(int64(1))}},
		"a requirement with no measure":    {course.Completion: course.Requirement{}},
		"an attachment without an id":      {course.Attachments: course.Files{{Path: "a.pdf"}}},
		"a question image without an id":   {course.Questions: course.QuestionList{{Type: "short_answer", Image: &course.File{Path: "a.png"}}}},
	} {
		c, stage := perform(t, nil)
		_, err := c.Update(t.Context(), course.KindLesson, "lesn_1", fields)
		if course.OutcomeOf(err) != course.OutcomeNotSent || len(stage.requests) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}
