package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

// outline is what a course shows: titles, the type of a lesson, and "hidden" for what is.
func (c *caller) outline(id string) []string {
	c.t.Helper()
	var full struct {
		Chapters []struct {
			Title   string
			Lessons []struct{ ID string }
		}
	}
	c.get("/courses/"+id).into(c.t, &full)
	lines := []string{}
	for _, chapter := range full.Chapters {
		lines = append(lines, chapter.Title)
		for _, l := range chapter.Lessons {
			var lesson struct {
				Title, Visibility string
				Type              string `json:"lesson_type"`
				Content           *string
			}
			c.get("/course_lessons/"+l.ID).into(c.t, &lesson)
			if lesson.Content != nil {
				c.t.Errorf("the lesson of a new course has content: %q", *lesson.Content)
			}
			lines = append(lines, strings.TrimSuffix(fmt.Sprintf("  %s, %s, %s", lesson.Title, lesson.Type, lesson.Visibility), ", visible"))
		}
	}
	return lines
}

func TestANewCourseComesWithAChapterAndALesson(t *testing.T) {
	for name, test := range map[string]struct {
		seed emulator.Seed
		want []string
	}{
		"as seen":        {emulator.Seed{}, []string{"Chapter 1", "  Lesson 1, text", "Clay"}},
		"none":           {emulator.Seed{None: true}, []string{"Clay"}},
		"last":           {emulator.Seed{Last: true}, []string{"Clay", "Chapter 1", "  Lesson 1, text"}},
		"another number": {emulator.Seed{Number: 12}, []string{"Chapter 12", "  Lesson 12, text", "Clay"}},
		"no lesson":      {emulator.Seed{Empty: true}, []string{"Chapter 1", "Clay"}},
		"another type":   {emulator.Seed{Type: "multi"}, []string{"Chapter 1", "  Lesson 1, multi", "Clay"}},
		"hidden":         {emulator.Seed{Hidden: true}, []string{"Chapter 1", "  Lesson 1, text, hidden", "Clay"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := call(t, seeding(t, emulator.Options{Quirks: emulator.Quirks{Seed: test.seed}}))
			id := c.make("/courses", `{"experience_id":"`+emulator.LocalExperience+`","title":"Pottery"}`)
			c.make("/course_chapters", `{"course_id":"`+id+`","title":"Clay"}`)
			if diff := cmp.Diff(test.want, c.outline(id)); diff != "" {
				t.Errorf("the new course (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatANewCourseComesWithMayBeShownLater(t *testing.T) {
	for last, want := range map[bool][]string{
		false: {"Chapter 1", "  Lesson 1, text", "Clay"},
		true:  {"Clay", "Chapter 1", "  Lesson 1, text"},
	} {
		c := call(t, seeding(t, emulator.Options{Quirks: emulator.Quirks{Seed: emulator.Seed{After: 2, Last: last}}}))
		made := c.want(200, "POST", "/courses", `{"experience_id":"`+emulator.LocalExperience+`","title":"Pottery"}`)
		var answer struct {
			ID       string
			Chapters []any
		}
		made.into(t, &answer)
		c.make("/course_chapters", `{"course_id":"`+answer.ID+`","title":"Clay"}`)
		list := c.get("/course_lessons?course_id=" + answer.ID).body
		if len(answer.Chapters) > 0 || strings.Contains(list, "Lesson") {
			t.Errorf("the answer of the create or the first read shows it: %v, %s", answer.Chapters, list)
		}
		if diff := cmp.Diff([]string{"Clay"}, c.outline(answer.ID)); diff != "" {
			t.Errorf("at the second read (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, c.outline(answer.ID)); diff != "" {
			t.Errorf("at the third read (-want +got):\n%s", diff)
		}
	}
}

// The create's answer shows it, and what comes later has the same ids with it and without.
func TestWhatANewCourseComesWithTakesNoNumbers(t *testing.T) {
	ids := func(seed emulator.Seed) []string {
		c := call(t, seeding(t, emulator.Options{Quirks: emulator.Quirks{Seed: seed}}))
		id, chapters, lessons := c.course(2, 1)
		return append(append([]string{id}, chapters...), lessons[0]...)
	}
	if diff := cmp.Diff(ids(emulator.Seed{None: true}), ids(emulator.Seed{})); diff != "" {
		t.Errorf("ids (-without +with):\n%s", diff)
	}
}

func TestACourseMadeOnTheDashboardIsEmpty(t *testing.T) {
	e := seeding(t, emulator.Options{})
	if _, err := e.Dashboard.AddCourse(emulator.LocalExperience, "Glazing"); err != nil {
		t.Fatal(err)
	}
	if chapters := e.Snapshot().Courses[0].Chapters; len(chapters) > 0 {
		t.Errorf("it holds %v", chapters)
	}
}

func TestOnlyTheCoursesAppPutsAChapterIntoANewCourse(t *testing.T) {
	c := call(t, seeding(t, emulator.Options{}))
	for experience, want := range map[string][]string{
		emulator.LocalExperience: {"Chapter 1", "  Lesson 1, text"},
		emulator.LocalChat:       {},
	} {
		id := c.make("/courses", `{"experience_id":"`+experience+`","title":"Pottery"}`)
		if diff := cmp.Diff(want, c.outline(id)); diff != "" {
			t.Errorf("in %s (-want +got):\n%s", experience, diff)
		}
	}
}
