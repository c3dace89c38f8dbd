package emulator_test

import (
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

func TestProgressIsListedByLessonByCourseAndByState(t *testing.T) {
	e := newEmulator(t, emulator.Options{PageSize: 2})
	c := call(t, e)
	course, _, lessons := c.course(3)
	ada, bob := must(e.Dashboard.AddStudent(course, "Ada Lovelace"))(t), must(e.Dashboard.AddStudent(course, "Bob"))(t)
	for _, err := range []error{e.Dashboard.Complete(ada, lessons[0][0]), e.Dashboard.Start(ada, lessons[0][1]), e.Dashboard.Complete(bob, lessons[0][0]), e.Dashboard.Start(bob, lessons[0][0])} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for query, want := range map[string]int{
		"lesson_id=" + lessons[0][0]:                          2,
		"lesson_id=" + lessons[0][1]:                          1,
		"lesson_id=" + lessons[0][1] + "&completed=true":      0,
		"lesson_id=" + lessons[0][2]:                          0,
		"course_id=" + course + "&completed=false":            1,
		"course_id=" + course + "&user_id=" + bob:             1,
		"lesson_id=" + lessons[0][0] + "&course_id=" + course: 2,
	} {
		if got := len(c.list("/course_lesson_interactions?" + query).Data); got != want {
			t.Errorf("%s lists %d, want %d", query, got, want)
		}
	}
	if page := c.list("/course_lesson_interactions?course_id=" + course); len(page.Data) != 2 || !page.Info.HasNext {
		t.Errorf("a page of three in twos is %+v", page)
	}
	c.want(404, "GET", "/course_lesson_interactions?lesson_id=lesn_missing", "")
	c.want(400, "GET", "/course_lesson_interactions?completed=maybe", "")
}

func TestStudentsAndInteractionsAnswerEveryDocumentedKeyAndNoOther(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	course, chapters, lessons := c.course(3)
	ada := must(e.Dashboard.AddStudent(course, "Ada"))(t)
	must(e.Dashboard.AddStudent(course, "Bob"))(t)
	if err := e.Dashboard.Complete(ada, lessons[0][0]); err != nil {
		t.Fatal(err)
	}
	world := e.Snapshot()
	user := `{"id":"` + ada + `","name":"Ada","username":"` + strings.ToLower(strings.TrimPrefix(ada, "user_")) + `"}`
	inCourse := `"course":{"id":"` + course + `","title":"Pottery","experience":{"id":"` + emulator.LocalExperience + `"}}`

	student := `"id":"` + world.Students[0].ID + `","user":` + user + `,"completed_lessons_count":1,"total_lessons_count":3,"completion_rate":33.33,
		"first_interaction_at":"2026-10-01T08:00:00.000Z","last_interaction_at":"2026-10-01T08:00:00.000Z"`
	sameJSON(t, `{`+student+`,`+inCourse+`}`, c.get("/course_students/"+world.Students[0].ID).body)
	var students struct{ Data any }
	c.get("/course_students?keyword=ada&course_id="+course).into(t, &students)
	sameJSON(t, `[{`+student+`}]`, toJSON(t, students.Data))

	interaction := `"id":"` + world.Interactions[0].ID + `","completed":true,"created_at":"2026-10-01T08:00:00.000Z",
		"lesson":{"id":"` + lessons[0][0] + `","title":"Wedging","chapter":{"id":"` + chapters[0] + `"}},"user":` + user
	sameJSON(t, `{`+interaction+`,`+inCourse+`}`, c.get("/course_lesson_interactions/"+world.Interactions[0].ID).body)
	var interactions struct{ Data any }
	c.get("/course_lesson_interactions?lesson_id="+lessons[0][0]).into(t, &interactions)
	sameJSON(t, `[{`+interaction+`}]`, toJSON(t, interactions.Data))
}

func TestADeletedLessonTakesItsProgressAlongAndAMovedOneDoesNot(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	course, chapters, lessons := c.course(2, 0)
	ada := must(e.Dashboard.AddStudent(course, "Ada"))(t)
	for _, lesson := range lessons[0] {
		if err := e.Dashboard.Complete(ada, lesson); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Dashboard.MoveLesson(lessons[0][0], chapters[1]); err != nil {
		t.Fatal(err)
	}
	c.want(200, "DELETE", "/course_chapters/"+chapters[0], "")
	left := e.Snapshot().Interactions
	if len(left) != 1 || left[0].Lesson != lessons[0][0] {
		t.Errorf("the progress left is %+v", left)
	}
	c.want(200, "DELETE", "/courses/"+course, "")
	if w := e.Snapshot(); len(w.Interactions) != 0 || len(w.Students) != 0 {
		t.Errorf("left are %+v and %+v", w.Interactions, w.Students)
	}
}

func TestAUserTakesALessonAndAnAccountDoesNot(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	key := emulator.WeakKey("apik_user")
	key.User = "user_ada"
	e.AddKey(key)
	c := call(t, e)
	course, _, lessons := c.course(2)
	first := "/course_lessons/" + lessons[0][0]
	c.want(403, "POST", first+"/start", "")

	ada := c.as("apik_user")
	if got := ada.want(200, "POST", first+"/start", "").body; got != "true" {
		t.Errorf("start answered %s", got)
	}
	ada.want(200, "POST", first+"/mark_as_completed", "")
	var progress struct {
		Completed int                  `json:"completed_lessons_count"`
		Started   *string              `json:"started_at"`
		Resume    *struct{ ID string } `json:"resume_lesson"`
	}
	ada.get("/courses/"+course).into(t, &progress)
	if progress.Completed != 1 || progress.Started == nil || progress.Resume == nil || progress.Resume.ID != lessons[0][1] {
		t.Errorf("the course shows Ada %+v", progress)
	}
	c.get("/courses/"+course).into(t, &progress)
	if progress.Completed != 0 || progress.Started != nil || progress.Resume != nil {
		t.Errorf("the course shows the account %+v", progress)
	}
}

func TestAnAssessmentIsGraded(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	key := emulator.WeakKey("apik_user")
	key.User = "user_ada"
	e.AddKey(key)
	c := call(t, e)
	_, _, lessons := c.course(1)
	lesson := "/course_lessons/" + lessons[0][0]
	var q quiz
	c.want(200, "PATCH", lesson, twoQuestions).into(t, &q)
	c.want(200, "PATCH", lesson, `{"assessment_completion_requirement":{"minimum_grade_percent":60}}`)
	ada := c.as("apik_user")
	choice := `{"question_id":"` + q.Questions[0].ID + `","selected_option_ids":["` + q.Questions[0].Options[0].ID + `"]}`
	text := `{"question_id":"` + q.Questions[1].ID + `","answer_text":"air"}`
	var got struct {
		Correct int     `json:"result_correct"`
		Grade   float64 `json:"result_grade"`
		Passed  bool    `json:"result_passing_grade"`
	}
	ada.want(200, "POST", lesson+"/submit_assessment", `{"answers":[`+choice+`]}`).into(t, &got)
	if got.Correct != 1 || got.Grade != 50 || got.Passed {
		t.Errorf("one right answer is %+v", got)
	}
	ada.want(200, "POST", lesson+"/submit_assessment", `{"answers":[`+choice+`,`+text+`]}`).into(t, &got)
	if got.Correct != 2 || got.Grade != 100 || !got.Passed || !e.Snapshot().Interactions[0].Completed {
		t.Errorf("two right answers are %+v", got)
	}
}
