package emulator_test

import (
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

func TestAChapterKnowsItsLessons(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	course, chapters, lessons := c.course(1, 0)
	want := strings.NewReplacer("CHAPTER", chapters[0], "LESSON", lessons[0][0]).Replace(
		`{"id":"CHAPTER","title":"Clay","order":0,"lessons":[{"id":"LESSON","title":"Wedging","order":0}]}`)
	sameJSON(t, want, c.want(200, "PATCH", "/course_chapters/"+chapters[0], `{"title":"Clay"}`).body)
	sameJSON(t, want, c.get("/course_chapters/"+chapters[0]).body)

	var list struct{ Data []any }
	c.get("/course_chapters?course_id="+course).into(t, &list)
	sameJSON(t, strings.NewReplacer("A0", chapters[0], "B1", chapters[1]).Replace(
		`[{"id":"A0","title":"Clay","order":0},{"id":"B1","title":"Chapter B","order":1}]`), toJSON(t, list.Data))
}

func TestChaptersRefuseWhatTheyCannotTake(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	course, chapters, _ := c.course(0)
	c.want(404, "POST", "/course_chapters", `{"course_id":"cors_missing","title":"x"}`)
	c.want(400, "POST", "/course_chapters", `{"title":"x"}`)
	c.want(400, "POST", "/course_chapters", `{"course_id":"`+course+`","order":3}`)
	c.want(400, "PATCH", "/course_chapters/"+chapters[0], `{}`)
	c.want(400, "PATCH", "/course_chapters/"+chapters[0], `{"title":null}`)
	c.want(400, "PATCH", "/course_chapters/"+chapters[0], `{"title":"`+strings.Repeat("é", 151)+`"}`)
	c.want(200, "PATCH", "/course_chapters/"+chapters[0], `{"title":"`+strings.Repeat("é", 150)+`"}`)
	c.want(400, "GET", "/course_chapters", "")
	c.want(404, "GET", "/course_chapters?course_id=cors_missing", "")
	if got := c.want(200, "POST", "/course_chapters", `{"course_id":"`+course+`","title":null}`).body; !strings.Contains(got, `"title":"Untitled"`) {
		t.Errorf("a chapter without a title is %s", got)
	}
}

func TestANewLessonAnswersEveryDocumentedKeyAndNoOther(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	_, chapters, _ := c.course(0)
	got := c.want(200, "POST", "/course_lessons", `{"chapter_id":"`+chapters[0]+`","lesson_type":"video","title":"Centring",
		"content":"Slow hands.","days_from_course_start_until_unlock":3,"embed_type":"youtube","embed_id":"abc"}`)
	var made struct{ ID string }
	got.into(t, &made)
	item := `"id":"` + made.ID + `","title":"Centring","order":0,"lesson_type":"video","visibility":"visible","content":"Slow hands.",
		"days_from_course_start_until_unlock":3,"embed_type":"youtube","embed_id":"abc","created_at":"2026-10-01T08:00:00.000Z","thumbnail":null`
	sameJSON(t, `{`+item+`,"video_asset":null,"main_pdf":null,"attachments":[],"assessment_questions":[]}`, got.body)
	sameJSON(t, got.body, c.get("/course_lessons/"+made.ID).body)

	var list struct{ Data []any }
	c.get("/course_lessons?chapter_id="+chapters[0]).into(t, &list)
	sameJSON(t, `[{`+item+`}]`, toJSON(t, list.Data))
}

func TestCreateAndUpdateOfALessonTakeDifferentFields(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	_, chapters, lessons := c.course(1)
	for _, field := range []string{`"visibility":"hidden"`, `"attachments":[]`, `"main_pdf":null`, `"mux_asset_id":null`, `"assessment_questions":[]`,
		`"assessment_completion_requirement":null`, `"max_attempts":1`, `"order":1`} {
		c.want(400, "POST", "/course_lessons", `{"chapter_id":"`+chapters[0]+`","lesson_type":"text",`+field+`}`)
	}
	lesson := "/course_lessons/" + lessons[0][0]
	c.want(400, "PATCH", lesson, `{"order":1}`)
	c.want(400, "PATCH", lesson, `{"chapter_id":"`+chapters[0]+`"}`)
	got := c.want(200, "PATCH", lesson, `{"visibility":"hidden","attachments":null,"main_pdf":null,"mux_asset_id":null,"assessment_questions":null,
		"assessment_completion_requirement":{"minimum_grade_percent":70},"max_attempts":3,"lesson_type":"quiz"}`)
	for _, secret := range []string{"max_attempts", "assessment_completion_requirement", "chapter_id", "course_id", "updated_at"} {
		if strings.Contains(got.body, secret) {
			t.Errorf("the answer shows %s", secret)
		}
	}
}

func TestAPatchKeepsWhatItDoesNotName(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	_, _, lessons := c.course(1)
	var before, after map[string]any
	c.get("/course_lessons/"+lessons[0][0]).into(t, &before)
	c.want(200, "PATCH", "/course_lessons/"+lessons[0][0], `{"content":"More clay","title":null,"lesson_type":null}`).into(t, &after)
	before["content"], before["title"] = "More clay", "Untitled"
	sameJSON(t, toJSON(t, before), toJSON(t, after))
}

func TestLessonsRefuseWhatIsTooLong(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	_, _, lessons := c.course(1)
	lesson := "/course_lessons/" + lessons[0][0]
	c.want(200, "PATCH", lesson, `{"title":"`+strings.Repeat("é", 120)+`"}`)
	c.want(400, "PATCH", lesson, `{"title":"`+strings.Repeat("é", 121)+`"}`)
	c.want(200, "PATCH", lesson, `{"content":"`+strings.Repeat("é", 65_000)+`"}`)
	c.want(400, "PATCH", lesson, `{"content":"`+strings.Repeat("é", 65_001)+`"}`)
	c.want(400, "PATCH", lesson, `{"lesson_type":"assignment"}`)
	c.want(400, "PATCH", lesson, `{"embed_type":"vimeo"}`)
	c.want(400, "PATCH", lesson, `{"days_from_course_start_until_unlock":-1}`)
}

func TestDeletesLeaveGapsUnlessAskedToRenumber(t *testing.T) {
	for _, renumber := range []bool{false, true} {
		e := newEmulator(t, emulator.Options{Quirks: emulator.Quirks{RenumberAfterDelete: renumber}})
		c := call(t, e)
		_, chapters, lessons := c.course(3, 0, 0)
		c.want(200, "DELETE", "/course_lessons/"+lessons[0][1], "")
		c.want(200, "DELETE", "/course_chapters/"+chapters[1], "")
		last := e.Snapshot().Courses[0]
		want := map[bool][2]int{false: {2, 2}, true: {1, 1}}[renumber]
		if got := [2]int{last.Chapters[1].Order, last.Chapters[0].Lessons[1].Order}; got != want {
			t.Errorf("with renumbering %v the last chapter and lesson are number %v, want %v", renumber, got, want)
		}
	}
}

func TestQuirksChangeWhatIsSaved(t *testing.T) {
	for name, test := range map[string]struct {
		quirks      emulator.Quirks
		patch, want string
	}{
		"content is tidied":      {emulator.Quirks{TidyMarkdown: true}, `{"content":"* clay  \n  * slip\n\n"}`, `"content":"- clay\n  - slip"`},
		"an empty text is null":  {emulator.Quirks{EmptyIsNull: true}, `{"content":""}`, `"content":null`},
		"a title is cut":         {emulator.Quirks{CutTitles: true}, `{"title":"` + strings.Repeat("x", 200) + `"}`, `"title":"` + strings.Repeat("x", 120) + `"`},
		"null changes nothing":   {emulator.Quirks{IgnoreNull: true}, `{"content":null}`, `"content":"Clay"`},
		"null empties otherwise": {emulator.Quirks{}, `{"content":null}`, `"content":null`},
		"a field is not taken":   {emulator.Quirks{IgnoreFields: []string{"content"}}, `{"content":"new"}`, `"content":"Clay"`},
		"an unknown field":       {emulator.Quirks{LaxFields: true}, `{"glaze":"blue"}`, `"content":"Clay"`},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEmulator(t, emulator.Options{})
			c := call(t, e)
			_, _, lessons := c.course(1)
			e.SetQuirks(test.quirks)
			if got := c.want(200, "PATCH", "/course_lessons/"+lessons[0][0], test.patch).body; !strings.Contains(got, test.want) {
				t.Errorf("got %s, want it to hold %s", got, test.want)
			}
		})
	}
}

func TestNewThingsCanBeHidden(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{Quirks: emulator.Quirks{NewHidden: true}}))
	course, _, lessons := c.course(1)
	for _, path := range []string{"/courses/" + course, "/course_lessons/" + lessons[0][0]} {
		if got := c.get(path).body; !strings.Contains(got, `"visibility":"hidden"`) {
			t.Errorf("%s is %s", path, got)
		}
	}
}
