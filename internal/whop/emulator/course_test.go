package emulator_test

import (
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

func TestANewCourseAnswersEveryDocumentedKeyAndNoOther(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	got := c.want(200, "POST", "/courses", `{"experience_id":"`+emulator.LocalExperience+`","title":"Pottery basics","visibility":"hidden"}`)
	var made struct{ ID string }
	got.into(t, &made)
	sameJSON(t, strings.ReplaceAll(`{
		"id": "ID", "title": "Pottery basics", "tagline": null,
		"description": null, "cover_image": null, "thumbnail": null,
		"language": "en", "visibility": "hidden", "order": "1.0",
		"require_completing_lessons_in_order": false,
		"certificate_after_completion_enabled": null,
		"created_at": "2026-10-01T08:00:00.000Z", "updated_at": "2026-10-01T08:00:00.000Z",
		"chapters_count": 0, "total_lessons_count": 0, "completed_lessons_count": 0,
		"total_duration_seconds": 0, "latest_lesson_created_at": null,
		"started_at": null, "lesson_unlock_days": [], "resume_lesson": null,
		"chapters": []
	}`, "ID", made.ID), got.body)
}

func TestTheLocalWorldHoldsACoursesExperience(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	sameJSON(t, `{"data": [
		{"id": "exp_LocalCourses01", "name": "Courses", "order": null, "is_public": false, "created_at": "2026-10-01T08:00:00.000Z",
		 "app": {"id": "app_0vPZThfBpAwLo", "name": "Courses", "icon": null}, "image": null,
		 "company": {"id": "biz_LocalAcademy01", "title": "Local academy", "route": "local-academy"}}],
		"page_info": {"has_next_page": false, "has_previous_page": false, "start_cursor": "WzMsMCwwLDBd", "end_cursor": "WzMsMCwwLDBd"}}`,
		c.get("/experiences?account_id="+emulator.LocalAccount+"&app_id=app_0vPZThfBpAwLo").body)
}

func TestACourseShowsItsTree(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	id, chapters, lessons := c.course(1)
	var tree struct{ Chapters any }
	c.get("/courses/"+id).into(t, &tree)
	want := strings.NewReplacer("CHAPTER", chapters[0], "LESSON", lessons[0][0]).Replace(`{"Chapters": [
		{"id": "CHAPTER", "title": "Chapter A", "order": 0, "lessons": [
			{"id": "LESSON", "title": "Wedging", "order": 0, "lesson_type": "text", "thumbnail": null, "video_asset": null}]}]}`)
	sameJSON(t, want, toJSON(t, tree))
}

func TestAListedCourseHasNoTree(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	id, _, _ := c.course(2)
	var full map[string]any
	c.get("/courses/"+id).into(t, &full)
	delete(full, "chapters")
	var list struct{ Data []map[string]any }
	c.get("/courses?experience_id="+emulator.LocalExperience).into(t, &list)
	sameJSON(t, toJSON(t, []any{full}), toJSON(t, list.Data))
}

func TestCreateAndUpdateOfACourseTakeDifferentFields(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	id, _, _ := c.course()
	for _, field := range []string{`"description":"x"`, `"language":"de"`, `"chapters":[]`, `"slug":"x"`} {
		c.want(400, "POST", "/courses", `{"experience_id":"`+emulator.LocalExperience+`","title":"x",`+field+`}`)
	}
	c.want(400, "PATCH", "/courses/"+id, `{"experience_id":"`+emulator.LocalExperience+`"}`)
	c.want(400, "PATCH", "/courses/"+id, `{"cover_image":"https://example.com/x.png"}`)
	got := c.want(200, "PATCH", "/courses/"+id, `{
		"title":"Advanced pottery","tagline":"Turn","description":"Six weeks","language":"de","visibility":"hidden","order":"7",
		"require_completing_lessons_in_order":true,"certificate_after_completion_enabled":true}`)
	var changed map[string]any
	got.into(t, &changed)
	for _, key := range []string{"id", "created_at", "updated_at", "chapters", "thumbnail", "cover_image", "resume_lesson", "started_at",
		"lesson_unlock_days", "latest_lesson_created_at", "chapters_count", "total_lessons_count", "completed_lessons_count", "total_duration_seconds"} {
		delete(changed, key)
	}
	sameJSON(t, `{"title":"Advanced pottery","tagline":"Turn","description":"Six weeks","language":"de","visibility":"hidden","order":"7.0",
		"require_completing_lessons_in_order":true,"certificate_after_completion_enabled":true}`, toJSON(t, changed))
}

func TestARefusalNamesTheParameter(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	experience := `"experience_id":"` + emulator.LocalExperience + `"`
	for body, want := range map[string]string{
		`{` + experience + `}`:                                `{"type":"invalid_request_error","message":"Missing required parameter: title","code":"parameter_missing","param":"title"}`,
		`{` + experience + `,"title":null}`:                   `{"type":"invalid_request_error","message":"title: must not be null","code":"parameter_invalid","param":"title"}`,
		`{` + experience + `,"title":7}`:                      `{"type":"invalid_request_error","message":"title: must not be a number","code":"parameter_invalid","param":"title"}`,
		`{` + experience + `,"title":"x","order":"soon"}`:     `{"type":"invalid_request_error","message":"order: must be a decimal number in a string","code":"parameter_invalid","param":"order"}`,
		`{` + experience + `,"title":"x","visibility":"dim"}`: `{"type":"invalid_request_error","message":"visibility: must be one of visible, hidden","code":"parameter_invalid","param":"visibility"}`,
		`{` + experience + `,"title":"x","description":""}`:   `{"type":"invalid_request_error","message":"description: unknown parameter","code":"parameter_invalid","param":"description"}`,
		`[]`: `{"type":"invalid_request_error","message":"The request body is no JSON object","code":"invalid_json","param":null}`,
		`{`:  `{"type":"invalid_request_error","message":"The request body is no JSON object","code":"invalid_json","param":null}`,
	} {
		sameJSON(t, `{"error":`+want+`}`, c.want(400, "POST", "/courses", body).body)
	}
	sameJSON(t, `{"error":{"type":"not_found","message":"Resource not found","code":null,"param":null}}`,
		c.want(404, "POST", "/courses", `{"experience_id":"exp_missing","title":"x"}`).body)
}

func TestDeletingACourseTakesEverythingInIt(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	id, chapters, lessons := c.course(2, 1)
	if got := c.want(200, "DELETE", "/courses/"+id, "").body; got != "true" {
		t.Errorf("delete answered %s, want a bare true", got)
	}
	for _, path := range []string{"/courses/" + id, "/course_chapters/" + chapters[0], "/course_lessons/" + lessons[1][0]} {
		c.want(404, "GET", path, "")
	}
	c.want(404, "DELETE", "/courses/"+id, "")
	if left := e.Snapshot().Courses; len(left) != 0 {
		t.Errorf("courses left: %v", left)
	}
}

func TestCoursesSortByTheirDecimalOrder(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	for _, order := range []string{"10", "2", "2.5", "-1"} {
		c.make("/courses", `{"experience_id":"`+emulator.LocalExperience+`","title":"x","order":"`+order+`"}`)
	}
	c.make("/courses", `{"experience_id":"`+emulator.LocalExperience+`","title":"last"}`)
	var list struct{ Data []struct{ Order string } }
	c.get("/courses?experience_id="+emulator.LocalExperience).into(t, &list)
	sameJSON(t, `[{"Order":"-1.0"},{"Order":"2.0"},{"Order":"2.5"},{"Order":"10.0"},{"Order":"11.0"}]`, toJSON(t, list.Data))
}

func TestCourseListsNeedAFilterAndKnowBothNamesOfTheAccount(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	c.course()
	c.want(400, "GET", "/courses", "")
	c.want(404, "GET", "/courses?experience_id=exp_missing", "")
	c.want(404, "GET", "/courses?account_id=biz_other", "")
	c.want(400, "GET", "/courses?experience="+emulator.LocalExperience, "")
	byAccount := c.get("/courses?account_id=" + emulator.LocalAccount).body
	sameJSON(t, byAccount, c.get("/courses?company_id="+emulator.LocalAccount).body)

	e.SetQuirks(emulator.Quirks{AccountIDOnly: true})
	c.want(400, "GET", "/courses?company_id="+emulator.LocalAccount, "")
	e.SetQuirks(emulator.Quirks{CompanyIDOnly: true})
	sameJSON(t, `{"error":{"type":"invalid_request_error","message":"account_id: unknown parameter","code":"parameter_invalid","param":"account_id"}}`,
		c.want(400, "GET", "/courses?account_id="+emulator.LocalAccount, "").body)
	e.SetQuirks(emulator.Quirks{UnknownListsEmpty: true})
	sameJSON(t, `{"data":[],"page_info":{"end_cursor":null,"start_cursor":null,"has_next_page":false,"has_previous_page":false}}`,
		c.get("/courses?experience_id=exp_missing").body)
}
