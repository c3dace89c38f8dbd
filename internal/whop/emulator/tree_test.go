package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

// outline is the ids of a course's chapters and lessons, in order.
func outline(t *testing.T, e *emulator.Emulator) string {
	t.Helper()
	var lines []string
	for _, h := range e.Snapshot().Courses[0].Chapters {
		var inside []string
		for _, l := range h.Lessons {
			inside = append(inside, l.ID)
		}
		lines = append(lines, fmt.Sprintf("%s %s: %s", h.ID, h.Title, strings.Join(inside, " ")))
	}
	return strings.Join(lines, "\n")
}

func branch(id, title string, order int, lessons ...string) string {
	return fmt.Sprintf(`{"id":%q,"title":%q,"order":%d,"lessons":[%s]}`, id, title, order, strings.Join(lessons, ","))
}

func leaf(id, chapter string, order int) string {
	return fmt.Sprintf(`{"id":%q,"title":"Wedging","order":%d,"chapter_id":%q}`, id, order, chapter)
}

func arrangement(branches ...string) string {
	return `{"chapters":[` + strings.Join(branches, ",") + `]}`
}

func TestATreeReordersRenamesAndMoves(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	course, h, l := c.course(2, 1)
	got := c.want(200, "PATCH", "/courses/"+course, arrangement(
		branch(h[0], "Clay", 1, leaf(l[0][1], h[0], 0)),
		branch(h[1], "Wheel", 0, leaf(l[0][0], h[1], 0), leaf(l[1][0], h[1], 1)),
	))
	want := fmt.Sprintf("%s Wheel: %s %s\n%s Clay: %s", h[1], l[0][0], l[1][0], h[0], l[0][1])
	if diff := cmp.Diff(want, outline(t, e)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	sameJSON(t, c.get("/courses/"+course).body, got.body)
}

func TestChapterIDDecidesWhereALessonIsNotTheArrayItStandsIn(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	course, h, l := c.course(1, 0)
	c.want(200, "PATCH", "/courses/"+course, arrangement(
		branch(h[0], "A", 0, leaf(l[0][0], h[1], 0)),
		branch(h[1], "B", 1),
	))
	if diff := cmp.Diff(fmt.Sprintf("%s A: \n%s B: %s", h[0], h[1], l[0][0]), outline(t, e)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestATreeLeavesAloneWhatItDoesNotName(t *testing.T) {
	for quirks, want := range map[bool]string{false: "0 1 2", true: "2 0 1"} {
		e := newEmulator(t, emulator.Options{Quirks: emulator.Quirks{OmittedToEnd: quirks}})
		c := call(t, e)
		course, h, l := c.course(3)
		c.want(200, "PATCH", "/courses/"+course, arrangement(branch(h[0], "A", 0, leaf(l[0][2], h[0], 2))))
		got := outline(t, e)
		for i, id := range l[0] {
			got = strings.ReplaceAll(got, id, fmt.Sprint(i))
		}
		if diff := cmp.Diff(h[0]+" A: "+want, got); diff != "" {
			t.Errorf("with omitted to the end %v (-want +got):\n%s", quirks, diff)
		}
	}
}

func TestATreeIsRefusedAsAWhole(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	course, h, l := c.course(2)
	_, foreign, foreigners := c.course(1)
	before := e.Snapshot()
	for name, test := range map[string]struct {
		status int
		tree   string
	}{
		"an unknown chapter":             {404, arrangement(branch("chap_missing", "x", 0))},
		"a chapter of another course":    {404, arrangement(branch(foreign[0], "x", 0))},
		"a lesson of another course":     {404, arrangement(branch(h[0], "x", 0, leaf(foreigners[0][0], h[0], 0)))},
		"a move to another course":       {404, arrangement(branch(h[0], "x", 0, leaf(l[0][0], foreign[0], 0)))},
		"a chapter twice":                {400, arrangement(branch(h[0], "x", 0), branch(h[0], "x", 1))},
		"a lesson twice":                 {400, arrangement(branch(h[0], "x", 0, leaf(l[0][0], h[0], 0), leaf(l[0][0], h[0], 1)))},
		"a chapter without a title":      {400, `{"chapters":[{"id":"` + h[0] + `","order":0}]}`},
		"a lesson without a chapter_id":  {400, `{"chapters":[{"id":"` + h[0] + `","title":"x","order":0,"lessons":[{"id":"` + l[0][0] + `","title":"x","order":0}]}]}`},
		"a visibility on a lesson":       {400, `{"chapters":[{"id":"` + h[0] + `","title":"x","order":0,"visibility":"hidden"}]}`},
		"a title that is too long":       {400, arrangement(branch(h[0], strings.Repeat("x", 151), 0))},
		"a bad field beside a good tree": {400, `{"chapters":[],"language":"xx"}`},
	} {
		t.Run(name, func(t *testing.T) {
			c.want(test.status, "PATCH", "/courses/"+course, test.tree)
			if diff := cmp.Diff(before, e.Snapshot()); diff != "" {
				t.Errorf("a refused tree changed (-before +after):\n%s", diff)
			}
		})
	}
}

func TestATreeMayLoseALesson(t *testing.T) {
	e := newEmulator(t, emulator.Options{Quirks: emulator.Quirks{ArrangeDropsLesson: true}})
	c := call(t, e)
	course, h, l := c.course(2)
	c.want(200, "PATCH", "/courses/"+course, arrangement(branch(h[0], "A", 0, leaf(l[0][0], h[0], 0), leaf(l[0][1], h[0], 1))))
	if diff := cmp.Diff(h[0]+" A: "+l[0][0], outline(t, e)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
