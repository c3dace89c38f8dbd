package emulator_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

type listed struct {
	Data []struct{ ID string }
	Info struct {
		End         *string `json:"end_cursor"`
		Start       *string `json:"start_cursor"`
		HasNext     bool    `json:"has_next_page"`
		HasPrevious bool    `json:"has_previous_page"`
	} `json:"page_info"`
}

func (l listed) ids() []string {
	var ids []string
	for _, item := range l.Data {
		ids = append(ids, item.ID)
	}
	return ids
}

func (c *caller) list(path string) listed {
	c.t.Helper()
	var l listed
	c.get(path).into(c.t, &l)
	return l
}

func TestPagesForwardAndBackwardHoldEveryItemOnce(t *testing.T) {
	for _, size := range []int{1, 2, 3, 7, 100} {
		e := newEmulator(t, emulator.Options{PageSize: size})
		c := call(t, e)
		course, _, lessons := c.course(3, 0, 4)
		want := slices.Concat(lessons...)

		var forward []string
		for path := "/course_lessons?first=100&course_id=" + course; ; {
			page := c.list(path)
			if len(page.Data) > size {
				t.Fatalf("a page of %d, the most is %d", len(page.Data), size)
			}
			forward = append(forward, page.ids()...)
			if !page.Info.HasNext {
				break
			}
			path = "/course_lessons?first=100&course_id=" + course + "&after=" + *page.Info.End
		}
		if diff := cmp.Diff(want, forward); diff != "" {
			t.Errorf("forward with pages of %d (-want +got):\n%s", size, diff)
		}

		var backward []string
		for path := "/course_lessons?last=100&course_id=" + course; ; {
			page := c.list(path)
			backward = append(page.ids(), backward...)
			if !page.Info.HasPrevious {
				break
			}
			path = "/course_lessons?last=100&course_id=" + course + "&before=" + *page.Info.Start
		}
		if diff := cmp.Diff(want, backward); diff != "" {
			t.Errorf("backward with pages of %d (-want +got):\n%s", size, diff)
		}
	}
}

func TestAPageHoldsTwentyUnlessAskedForMore(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	course, _, _ := c.course(120)
	for query, want := range map[string]int{"": 20, "&first=50": 50, "&first=1000": 100, "&last=30": 30} {
		if got := len(c.list("/course_lessons?course_id=" + course + query).Data); got != want {
			t.Errorf("%q lists %d, want %d", query, got, want)
		}
	}
	for _, query := range []string{"&first=0", "&first=-1", "&first=many", "&after=nonsense", "&page=2"} {
		c.want(400, "GET", "/course_lessons?course_id="+course+query, "")
	}
}

func TestACursorSurvivesTheDeletionOfItsItem(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	course, _, lessons := c.course(4)
	page := c.list("/course_lessons?first=2&course_id=" + course)
	if err := e.Dashboard.Delete(lessons[0][1]); err != nil {
		t.Fatal(err)
	}
	next := c.list("/course_lessons?course_id=" + course + "&after=" + *page.Info.End)
	if diff := cmp.Diff(lessons[0][2:], next.ids()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEmptyListsHaveNoCursors(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	course, _, _ := c.course()
	sameJSON(t, `{"data":[],"page_info":{"end_cursor":null,"start_cursor":null,"has_next_page":false,"has_previous_page":false}}`,
		c.get("/course_lessons?course_id="+course).body)
}

func BenchmarkListTenThousandLessons(b *testing.B) {
	e := newEmulator(b, emulator.Options{})
	c := call(b, e)
	course, chapters, _ := c.course(0)
	for i := range 10_000 {
		content := fmt.Sprintf("Lesson %d", i)
		if _, err := e.Dashboard.AddLesson(chapters[0], emulator.Lesson{Title: "x", Content: &content}); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		path := "/course_lessons?first=100&course_id=" + course
		for page := c.list(path); page.Info.HasNext; page = c.list(path + "&after=" + *page.Info.End) {
		}
		e.ClearLog()
	}
}

func BenchmarkCreateLesson(b *testing.B) {
	e := newEmulator(b, emulator.Options{})
	c := call(b, e)
	_, chapters, _ := c.course(0)
	for b.Loop() {
		c.make("/course_lessons", `{"chapter_id":"`+chapters[0]+`","lesson_type":"text","title":"x","content":"clay"}`)
	}
}
