package whop

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

// potteryJSON is a course as Whop's contract shows it.
const potteryJSON = `{
  "id": "cors_a1B2c3D4e5F6g", "title": "Pottery basics", "tagline": null,
  "description": "Six weeks at the wheel.", "cover_image": null,
  "thumbnail": {"id": "img_7", "filename": "cover.png", "content_type": "image/png",
                "optimized_url": "https://cdn.example/o.png", "source_url": "https://cdn.example/s.png"},
  "language": "en", "visibility": "hidden", "order": "1.0",
  "require_completing_lessons_in_order": false,
  "certificate_after_completion_enabled": null,
  "created_at": "2026-10-01T08:00:00.000Z", "updated_at": "2026-10-01T08:00:00.000Z",
  "chapters_count": 1, "total_lessons_count": 1, "resume_lesson": null,
  "chapters": [
    {"id": "chap_a1B2c3D4e5F6g", "title": "Clay", "order": 0, "lessons": [
      {"id": "lesn_a1B2c3D4e5F6g", "title": "Kinds of clay", "order": 0, "lesson_type": "video",
       "thumbnail": {"url": "https://cdn.example/t.png?sig=1"},
       "video_asset": {"signed_playback_id": "secret", "duration_seconds": 61}}]},
    {"id": "chap_b2C3d4E5f6G7h", "title": "Wheel", "order": 4, "lessons": []}
  ]
}`

func pottery() *course.Course {
	return &course.Course{
		Resource: course.Resource{ID: "cors_a1B2c3D4e5F6g", Fields: course.Fields{
			course.Title:       course.Text("Pottery basics"),
			course.Tagline:     course.Null{},
			course.Description: course.Text("Six weeks at the wheel."),
			course.Language:    course.Text("en"),
			course.CourseOrder: course.Decimal("1"),
			course.InOrder:     course.Bool(false),
			course.Certificate: course.Null{},
			course.Thumbnail:   course.File{ID: "img_7", Name: "cover.png", ContentType: "image/png", URL: "https://cdn.example/s.png"},
			course.Visibility:  course.Text("hidden"),
		}},
		Chapters: []*course.Chapter{
			{
				Resource: course.Resource{ID: "chap_a1B2c3D4e5F6g", Fields: course.Fields{course.Title: course.Text("Clay")}},
				Lessons: []*course.Lesson{{Resource: course.Resource{ID: "lesn_a1B2c3D4e5F6g", Fields: course.Fields{
					course.Title:      course.Text("Kinds of clay"),
					course.LessonType: course.Text("video"),
					course.Thumbnail:  course.File{URL: "https://cdn.example/t.png?sig=1"},
				}}}},
			},
			{Resource: course.Resource{ID: "chap_b2C3d4E5f6G7h", Fields: course.Fields{course.Title: course.Text("Wheel")}}},
		},
	}
}

func TestTreeIsReadWithWhatItShowsAndNoMore(t *testing.T) {
	c, _ := perform(t, script{"GET /courses/cors_a1B2c3D4e5F6g": potteryJSON})
	tree, err := c.ReadTree(t.Context(), "cors_a1B2c3D4e5F6g")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(pottery(), tree); diff != "" {
		t.Errorf("tree (-want +got):\n%s", diff)
	}
}

func TestTreeThatIsNotWholeIsAnError(t *testing.T) {
	for name, body := range map[string]string{
		"no chapters":              `{"id":"cors_1","title":"x"}`,
		"chapters that are null":   `{"id":"cors_1","title":"x","chapters":null}`,
		"another course":           courseItem("cors_2"),
		"a chapter twice":          courseItem("cors_1", chapterItem("chap_1"), chapterItem("chap_1")),
		"a lesson in two chapters": courseItem("cors_1", chapterItem("chap_1", "lesn_1"), chapterItem("chap_2", "lesn_1")),
		"a chapter among lessons":  courseItem("cors_1", chapterItem("chap_1", "chap_2")),
		"an order that is a word":  `{"id":"cors_1","order":"first","chapters":[]}`,
	} {
		c, _ := perform(t, script{"GET /courses/cors_1": body})
		if _, err := c.ReadTree(t.Context(), "cors_1"); err == nil {
			t.Errorf("%s: was accepted", name)
		}
	}
}

func TestCoursesAreListedWithoutChapters(t *testing.T) {
	c, _ := perform(t, script{"GET /courses?experience_id=exp_1": page("", `{"id":"cors_1","title":"One","order":2.50}`, `{"id":"cors_2","title":null}`)})
	courses, err := c.List(t.Context(), course.KindCourse, "exp_1")
	if err != nil {
		t.Fatal(err)
	}
	want := []*course.Resource{
		{ID: "cors_1", Fields: course.Fields{course.Title: course.Text("One"), course.CourseOrder: course.Decimal("2.5")}},
		{ID: "cors_2", Fields: course.Fields{course.Title: course.Null{}}},
	}
	if diff := cmp.Diff(want, courses); diff != "" {
		t.Errorf("courses (-want +got):\n%s", diff)
	}
}

func TestCourseIsCreatedWithExactlyTheGivenFields(t *testing.T) {
	c, stage := perform(t, script{"POST /courses": courseItem("cors_1")})
	created, err := c.Create(t.Context(), course.KindCourse, "key-9", "exp_1", course.Fields{
		course.Title:       course.Text("Töpfern <1> & more"),
		course.CourseOrder: course.Decimal("1.5"),
		course.InOrder:     course.Bool(true),
		course.Certificate: course.Null{},
		course.Visibility:  course.Text("hidden"),
		course.Thumbnail:   course.File{ID: "file_1", Path: "cover.png"},
	})
	if err != nil || created.ID != "cors_1" {
		t.Fatalf("%v, %v", created, err)
	}
	request := stage.only()
	const want = `{"certificate_after_completion_enabled":null,"experience_id":"exp_1","order":"1.5",` +
		`"require_completing_lessons_in_order":true,"thumbnail":{"id":"file_1"},"title":"Töpfern <1> & more","visibility":"hidden"}`
	if diff := cmp.Diff(want, request.body); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	if key := request.header.Get("Idempotency-Key"); key != "key-9" {
		t.Errorf("idempotency key %q", key)
	}
}

func TestCourseUpdateSendsOnlyWhatChanged(t *testing.T) {
	c, stage := perform(t, script{"PATCH /courses/cors_1": courseItem("cors_1")})
	if _, err := c.Update(t.Context(), course.KindCourse, "cors_1", course.Fields{course.Description: course.Null{}}); err != nil {
		t.Fatal(err)
	}
	if got := stage.only().body; got != `{"description":null}` {
		t.Errorf("body %s", got)
	}
}

func TestArrangeSendsTheWholeTreeInOrder(t *testing.T) {
	c, stage := perform(t, script{"PATCH /courses/cors_a1B2c3D4e5F6g": potteryJSON})
	tree := pottery().Chapters
	tree[0], tree[1] = tree[1], tree[0]
	answer, err := c.Arrange(t.Context(), "cors_a1B2c3D4e5F6g", tree)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"chapters":[` +
		`{"id":"chap_b2C3d4E5f6G7h","lessons":[],"order":0,"title":"Wheel"},` +
		`{"id":"chap_a1B2c3D4e5F6g","lessons":[{"chapter_id":"chap_a1B2c3D4e5F6g","id":"lesn_a1B2c3D4e5F6g","order":0,"title":"Kinds of clay"}],"order":1,"title":"Clay"}]}`
	if diff := cmp.Diff(want, stage.only().body); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(pottery(), answer); diff != "" {
		t.Errorf("the answer is not what Whop shows (-want +got):\n%s", diff)
	}
}

func TestDeleteIsDoneWhenItIsGone(t *testing.T) {
	for name, answer := range map[string]any{"true": "true", "gone": 404, "empty": "", "object": `{"deleted":true}`} {
		c, _ := perform(t, script{"DELETE /course_chapters/chap_1": answer})
		if err := c.Delete(t.Context(), course.KindChapter, "chap_1"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	c, _ := perform(t, script{"DELETE /course_chapters/chap_1": 403})
	if err := c.Delete(t.Context(), course.KindChapter, "chap_1"); course.OutcomeOf(err) != course.OutcomeRefused {
		t.Errorf("forbidden: %v", err)
	}
}
