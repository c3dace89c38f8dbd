package emulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

func TestAPersonBuildsACourseWithoutARequest(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	course := must(e.Dashboard.AddCourse(emulator.LocalExperience, "Pottery"))(t)
	clay, wheel := must(e.Dashboard.AddChapter(course, "Clay"))(t), must(e.Dashboard.AddChapter(course, "Wheel"))(t)
	content := "Slow hands."
	a := must(e.Dashboard.AddLesson(clay, emulator.Lesson{Title: "A", Content: &content}))(t)
	b := must(e.Dashboard.AddLesson(clay, emulator.Lesson{Title: "B", Type: "video", Visibility: "hidden"}))(t)
	d := must(e.Dashboard.AddLesson(wheel, emulator.Lesson{Title: "C"}))(t)

	for _, err := range []error{
		e.Dashboard.MoveLesson(b, wheel),
		e.Dashboard.Reorder(wheel, b, d),
		e.Dashboard.Reorder(course, wheel),
		e.Dashboard.RenameChapter(clay, "Earth"),
		e.Dashboard.EditLesson(a, func(l *emulator.Lesson) { l.Title, l.ID, l.Chapter = "Aa", "lesn_forged", wheel }),
		e.Dashboard.HideLesson(d),
		e.Dashboard.EditCourse(course, func(k *emulator.Course) { k.Visibility = "hidden" }),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	want := fmt.Sprintf("%s Wheel: %s %s\n%s Earth: %s", wheel, b, d, clay, a)
	if diff := cmp.Diff(want, outline(t, e)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	l, _ := e.Snapshot().Lesson(a)
	if l.Title != "Aa" || l.Type != "text" || l.Visibility != "visible" || *l.Content != content {
		t.Errorf("the lesson is %+v", l)
	}
	if n := len(e.Log()); n != 0 {
		t.Errorf("%d requests in the log", n)
	}
}

func must(id string, err error) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
}

func TestAPersonIsToldWhatIsNotThere(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	_, err := e.Dashboard.AddChapter("cors_missing", "x")
	if want := "find course cors_missing: not in this world"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	for _, err := range []error{
		e.Dashboard.Delete("lesn_missing"), e.Dashboard.EditLesson("lesn_missing", nil), e.Dashboard.EditCourse("cors_missing", nil), e.Dashboard.RenameChapter("chap_missing", ""),
		e.Dashboard.MoveLesson("lesn_missing", ""), e.Dashboard.Reorder("chap_missing"), e.Dashboard.FailFile("file_missing"), e.Dashboard.Start("user_x", "lesn_missing"),
	} {
		if err == nil {
			t.Error("no error for what is missing")
		}
	}
}

func TestTheDashboardsEditorSavesItsOwnDocument(t *testing.T) {
	e := newEmulator(t, emulator.Options{Quirks: emulator.Quirks{DashboardJSONOnEdit: true}})
	c := call(t, e)
	_, _, lessons := c.course(1)
	id := lessons[0][0]
	if err := e.Dashboard.EditLesson(id, func(l *emulator.Lesson) { l.Title = "only the title" }); err != nil {
		t.Fatal(err)
	}
	if l, _ := e.Snapshot().Lesson(id); *l.Content != "Clay" {
		t.Errorf("an edit of the title made the content %s", *l.Content)
	}
	if err := e.Dashboard.EditLesson(id, func(l *emulator.Lesson) { l.Content = new("One.\n\nTwo.") }); err != nil {
		t.Fatal(err)
	}
	var got struct{ Content string }
	c.get("/course_lessons/"+id).into(t, &got)
	if !strings.HasPrefix(got.Content, `{"type":"doc",`) || !json.Valid([]byte(got.Content)) {
		t.Errorf("the content is %s", got.Content)
	}
	sameJSON(t, `{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"One."}]},{"type":"paragraph","content":[{"type":"text","text":"Two."}]}]}`, got.Content)
	c.want(200, "PATCH", "/course_lessons/"+id, `{"content":"plain again"}`)
	if l, _ := e.Snapshot().Lesson(id); *l.Content != "plain again" {
		t.Errorf("a write through the API made the content %s", *l.Content)
	}
}

func TestASnapshotIsACopy(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	_, _, lessons := c.course(1)
	c.want(200, "PATCH", "/course_lessons/"+lessons[0][0], twoQuestions)
	before := e.Snapshot()
	spoiled := e.Snapshot()
	l := &spoiled.Courses[0].Chapters[0].Lessons[0]
	*l.Content, l.Questions[0].Options[0].Text, *spoiled.Courses[0].Title = "x", "x", "x"
	if diff := cmp.Diff(before, e.Snapshot()); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

func TestOneSeedGivesOneWorld(t *testing.T) {
	build := func(seed uint64) emulator.World {
		e := newEmulator(t, emulator.Options{Seed: seed})
		busy(t, e, func() {})
		return e.Snapshot()
	}
	if diff := cmp.Diff(build(1), build(1)); diff != "" {
		t.Errorf("twice the same seed (-one +two):\n%s", diff)
	}
	if cmp.Equal(build(1), build(2)) {
		t.Error("two seeds gave one world")
	}
}

func TestIDsHaveBothOfTheirLengths(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	lengths := map[string]map[int]bool{"cors_": {}, "chap_": {}, "lesn_": {}}
	for range 4 {
		course, chapters, lessons := c.course(3)
		for _, id := range append(append(chapters, course), lessons[0]...) {
			lengths[id[:5]][len(id)] = true
		}
	}
	want := map[string]map[int]bool{"cors_": {18: true, 27: true}, "chap_": {18: true}, "lesn_": {18: true, 27: true}}
	if diff := cmp.Diff(want, lengths); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
