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
		 "app": {"id": "app_LocalCourses01", "name": "Courses", "icon": null}, "image": null,
		 "company": {"id": "biz_LocalAcademy01", "title": "Local academy", "route": "local-academy"}}],
		"page_info": {"has_next_page": false, "has_previous_page": false, "start_cursor": "WzMsMCwwLDBd", "end_cursor": "WzMsMCwwLDBd"}}`,
		c.get("/experiences?account_id="+emulator.LocalAccount+"&app_id=app_LocalCourses01").body)
}
