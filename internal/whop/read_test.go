package whop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

// outline shows a course as chapter: lessons, with the body of each lesson as proof that
// its fields were read.
func outline(c *course.Course) []string {
	var lines []string
	line := func(name string, lessons []*course.Lesson) {
		var parts []string
		for _, lesson := range lessons {
			parts = append(parts, lesson.ID+" "+lesson.Fields.Text(course.Content))
		}
		lines = append(lines, name+": "+strings.Join(parts, ", "))
	}
	for _, chapter := range c.Chapters {
		line(chapter.ID, chapter.Lessons)
	}
	if len(c.Unlisted) > 0 {
		line("unlisted", c.Unlisted)
	}
	return lines
}

func TestAgreeingTreeAndListAreAllThatIsRead(t *testing.T) {
	c, stage := perform(t, script{
		"GET /courses/cors_1":                  courseItem("cors_1", chapterItem("chap_1", "lesn_2", "lesn_1"), chapterItem("chap_2")),
		"GET /course_lessons?course_id=cors_1": page("", lessonItem("lesn_1"), lessonItem("lesn_2")),
	})
	got, err := c.ReadCourse(t.Context(), "cors_1", Want{Known: []string{"lesn_1", "lesn_2"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"chap_1: lesn_2 Body of lesn_2, lesn_1 Body of lesn_1", "chap_2: "}
	if diff := cmp.Diff(want, outline(got)); diff != "" {
		t.Errorf("course (-want +got):\n%s", diff)
	}
	if len(stage.requests) != 2 {
		t.Errorf("requests: %v", stage.lines())
	}
}

func TestAThousandLessonsCostElevenRequests(t *testing.T) {
	script := script{}
	var chapters, items []string
	for i := range 20 {
		var lessons []string
		for j := range 50 {
			id := fmt.Sprintf("lesn_%d", 50*i+j)
			lessons = append(lessons, id)
			items = append(items, lessonItem(id))
		}
		chapters = append(chapters, chapterItem(fmt.Sprintf("chap_%d", i), lessons...))
	}
	script["GET /courses/cors_1"] = courseItem("cors_1", chapters...)
	after := ""
	for i := range 10 {
		next := fmt.Sprintf("c%d", i+1)
		if i == 9 {
			next = ""
		}
		script["GET /course_lessons?"+after+"course_id=cors_1"] = page(next, items[100*i:100*i+100]...)
		after = "after=" + next + "&"
	}
	c, stage := perform(t, script)
	got, err := c.ReadCourse(t.Context(), "cors_1", Want{})
	if err != nil {
		t.Fatal(err)
	}
	if got.LessonCount() != 1000 || len(stage.requests) != 11 {
		t.Errorf("%d lessons in %d requests", got.LessonCount(), len(stage.requests))
	}
}

func TestDetailsAreReadOnlyWhereWanted(t *testing.T) {
	c, stage := perform(t, script{
		"GET /courses/cors_1":                  courseItem("cors_1", chapterItem("chap_1", "lesn_1", "lesn_2")),
		"GET /course_lessons?course_id=cors_1": page("", lessonItem("lesn_1"), lessonItem("lesn_2")),
		"GET /course_lessons/lesn_2":           `{"id":"lesn_2","title":"Two","content":"Detail","main_pdf":null}`,
	})
	got, err := c.ReadCourse(t.Context(), "cors_1", Want{Detail: func(id string) bool { return id == "lesn_2" }})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"chap_1: lesn_1 Body of lesn_1, lesn_2 Detail"}, outline(got)); diff != "" {
		t.Errorf("course (-want +got):\n%s", diff)
	}
	if _, known := got.Chapters[0].Lessons[1].Fields[course.MainPDF]; !known || len(stage.requests) != 3 {
		t.Errorf("pdf known: %t; requests: %v", known, stage.lines())
	}
}

func TestWhereTreeAndListDisagreeNothingIsLost(t *testing.T) {
	const tree, list = "GET /courses/cors_1", "GET /course_lessons?course_id=cors_1"
	const chapters = "GET /course_chapters?course_id=cors_1"
	lessonsOf := func(chapter string) string { return "GET /course_lessons?chapter_id=" + chapter }
	for name, test := range map[string]struct {
		script script
		known  []string
		want   []string
	}{
		"the tree cut a chapter's lessons short": {
			script: script{
				tree:                courseItem("cors_1", chapterItem("chap_1"), chapterItem("chap_2", "lesn_1", "lesn_2")),
				list:                page("", lessonItem("lesn_1"), lessonItem("lesn_2"), lessonItem("lesn_3")),
				chapters:            page("", chapterItem("chap_1"), chapterItem("chap_2")),
				lessonsOf("chap_2"): page("", lessonItem("lesn_1"), lessonItem("lesn_3"), lessonItem("lesn_2")), // the fullest is asked first
			},
			want: []string{"chap_1: ", "chap_2: lesn_1 Body of lesn_1, lesn_3 Body of lesn_3, lesn_2 Body of lesn_2"},
		},
		"the tree left a chapter out": {
			script: script{
				tree:                courseItem("cors_1", chapterItem("chap_2", "lesn_2")),
				list:                page("", lessonItem("lesn_1"), lessonItem("lesn_2")),
				chapters:            page("", chapterItem("chap_1"), chapterItem("chap_2")),
				lessonsOf("chap_1"): page("", lessonItem("lesn_1")),
			},
			want: []string{"chap_1: lesn_1 Body of lesn_1", "chap_2: lesn_2 Body of lesn_2"},
		},
		"the tree is cut at a round number of chapters": {
			script: script{
				tree:                 courseItem("cors_1", numbered(50)...),
				list:                 page(""),
				chapters:             page("", numbered(51)...),
				lessonsOf("chap_50"): page(""),
			},
			want: emptyChapters(51),
		},
		"no chapter shows a listed lesson": {
			script: script{
				tree:                courseItem("cors_1", chapterItem("chap_1", "lesn_1")),
				list:                page("", lessonItem("lesn_1"), lessonItem("lesn_2")),
				chapters:            page("", chapterItem("chap_1")),
				lessonsOf("chap_1"): page("", lessonItem("lesn_1")),
			},
			known: []string{"lesn_2"},
			want:  []string{"chap_1: lesn_1 Body of lesn_1", "unlisted: lesn_2 Body of lesn_2"},
		},
		"the list left one lesson out": {
			script: script{
				tree:                         courseItem("cors_1", chapterItem("chap_1", "lesn_1", "lesn_2")),
				list:                         page("", lessonItem("lesn_1")),
				"GET /course_lessons/lesn_2": lessonItem("lesn_2"),
			},
			want: []string{"chap_1: lesn_1 Body of lesn_1, lesn_2 Body of lesn_2"},
		},
		"the list left out many": {
			script: script{
				tree:                         courseItem("cors_1", chapterItem("chap_1", "lesn_1", "lesn_2", "lesn_3")),
				list:                         page(""),
				lessonsOf("chap_1"):          page("", lessonItem("lesn_1"), lessonItem("lesn_2")),
				"GET /course_lessons/lesn_3": lessonItem("lesn_3"),
			},
			want: []string{"chap_1: lesn_1 Body of lesn_1, lesn_2 Body of lesn_2, lesn_3 Body of lesn_3"},
		},
		"a known lesson is hidden from both, another is deleted": {
			script: script{
				tree:                         courseItem("cors_1", chapterItem("chap_1", "lesn_1")),
				list:                         page("", lessonItem("lesn_1")),
				"GET /course_lessons/lesn_8": lessonItem("lesn_8"),
				"GET /course_lessons/lesn_9": 404,
			},
			known: []string{"lesn_9", "lesn_8", "lesn_1", "lesn_8"},
			want:  []string{"chap_1: lesn_1 Body of lesn_1", "unlisted: lesn_8 Body of lesn_8"},
		},
		"the chapter list lacks a chapter of the tree": {
			script: script{
				tree:                         courseItem("cors_1", chapterItem("chap_1", "lesn_1"), chapterItem("chap_2", "lesn_2")),
				list:                         page("", lessonItem("lesn_1"), lessonItem("lesn_3")),
				chapters:                     page("", chapterItem("chap_1")),
				lessonsOf("chap_1"):          page("", lessonItem("lesn_3"), lessonItem("lesn_1")),
				"GET /course_lessons/lesn_2": lessonItem("lesn_2"), // readable, so it must not look deleted
			},
			want: []string{"chap_1: lesn_3 Body of lesn_3, lesn_1 Body of lesn_1", "unlisted: lesn_2 Body of lesn_2"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, stage := perform(t, test.script)
			got, err := c.ReadCourse(t.Context(), "cors_1", Want{Known: test.known})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, outline(got)); diff != "" {
				t.Errorf("course (-want +got):\n%s", diff)
			}
			if len(stage.requests) != len(test.script) {
				t.Errorf("want every scripted request once, got %v", stage.lines())
			}
		})
	}
}

func numbered(n int) []string {
	var chapters []string
	for i := range n {
		chapters = append(chapters, chapterItem(fmt.Sprintf("chap_%d", i)))
	}
	return chapters
}

func emptyChapters(n int) []string {
	var lines []string
	for i := range n {
		lines = append(lines, fmt.Sprintf("chap_%d: ", i))
	}
	return lines
}

func TestACourseThatCannotBeReadWholeIsAnError(t *testing.T) {
	const tree, list = "GET /courses/cors_1", "GET /course_lessons?course_id=cors_1"
	whole := courseItem("cors_1", chapterItem("chap_1", "lesn_1"))
	for name, test := range map[string]struct {
		script   script
		want     Want
		notFound bool
	}{
		"it is gone":                        {script: script{tree: 404, list: 404}, notFound: true},
		"its list is gone":                  {script: script{tree: whole, list: 404}},
		"its list is refused":               {script: script{tree: whole, list: 403}},
		"its tree is refused":               {script: script{tree: 403, list: page("")}},
		"a lesson of the tree is gone":      {script: script{tree: whole, list: page(""), "GET /course_lessons/lesn_1": 404}},
		"a lesson is gone when looked at":   {script: script{tree: whole, list: page("", lessonItem("lesn_1")), "GET /course_lessons/lesn_1": 404}, want: Want{Detail: func(string) bool { return true }}},
		"a known lesson is refused":         {script: script{tree: whole, list: page("", lessonItem("lesn_1")), "GET /course_lessons/lesn_2": 403}, want: Want{Known: []string{"lesn_2"}}},
		"a known lesson answers as another": {script: script{tree: whole, list: page("", lessonItem("lesn_1")), "GET /course_lessons/lesn_2": lessonItem("lesn_3")}, want: Want{Known: []string{"lesn_2"}}},
		"a known id is none":                {script: script{tree: whole, list: page("", lessonItem("lesn_1"))}, want: Want{Known: []string{"../../x"}}},
		"a lesson moves meanwhile": {script: script{
			tree:                                    courseItem("cors_1", chapterItem("chap_1", "lesn_1"), chapterItem("chap_2")),
			list:                                    page("", lessonItem("lesn_1"), lessonItem("lesn_2")),
			"GET /course_chapters?course_id=cors_1": page("", chapterItem("chap_1"), chapterItem("chap_2")),
			"GET /course_lessons?chapter_id=chap_1": page(""),
			"GET /course_lessons?chapter_id=chap_2": page("", lessonItem("lesn_1"), lessonItem("lesn_2")),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := perform(t, test.script)
			got, err := c.ReadCourse(t.Context(), "cors_1", test.want)
			if err == nil {
				t.Fatalf("got %v", outline(got))
			}
			if IsNotFound(err) != test.notFound {
				t.Errorf("IsNotFound is %t for %v", !test.notFound, err)
			}
		})
	}
}

func TestInterruptEndsAReadingAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		var lessons []string
		for i := range 40 {
			lessons = append(lessons, fmt.Sprintf("lesn_%d", i))
		}
		script := script{
			"GET /courses/cors_1":                  courseItem("cors_1", chapterItem("chap_1", lessons...)),
			"GET /course_lessons?course_id=cors_1": page("", mapped(lessons, lessonItem)...),
			"GET /course_lessons/lesn_0":           lessonItem("lesn_0"),
		}
		c, stage := perform(t, script)
		_, err := c.ReadCourse(ctx, "cors_1", Want{Detail: func(id string) bool { interrupt(); return true }})
		if !errors.Is(err, context.Canceled) || len(stage.requests) != 2 {
			t.Errorf("%d requests: %v", len(stage.requests), err)
		}
	})
}

func TestTheListIsNotWaitedForWhenThereIsNoCourse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := perform(t, script{"GET /courses/cors_1": 404, "GET /course_lessons?course_id=cors_1": limited("Retry-After", "50")})
		start := time.Now()
		if _, err := c.ReadCourse(t.Context(), "cors_1", Want{}); !IsNotFound(err) || time.Since(start) > 0 {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
	})
}

func mapped(list []string, f func(string) string) []string {
	list = slices.Clone(list)
	for i := range list {
		list[i] = f(list[i])
	}
	return list
}
