package cli_test

import (
	"strings"
	"testing"

	"whopsync/internal/whop/emulator"
)

// A lesson that is lost or moved while its course is arranged may be the first of many: nothing
// more is sent to that course, and other courses go on.
func TestNothingMoreIsWrittenToACourseThatLostALesson(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		quirks emulator.Quirks
		want   string
	}{
		"lost":  {emulator.Quirks{ArrangeDropsLesson: true}, `lesson "Turning" (pottery/wheel/turning, lesn_`},
		"moved": {emulator.Quirks{ArrangeMovesLesson: true}, `is in chapter "Clay", and was to be in "Wheel"`},
	} {
		t.Run(name, func(t *testing.T) {
			s := openTwoCourses(t)
			s.whop.SetQuirks(test.quirks)
			s.whop.ClearLog()
			said := s.exits(4, "apply", "--yes")
			for _, want := range []string{
				test.want, "Nothing more was written to pottery in this run",
				"Not attempted: pottery/clay/drying: an earlier request has lost or moved lessons of pottery\n",
				"A lesson may be lost: look at the course on Whop before anything else. The next plan shows what is missing.\n",
			} {
				if !strings.Contains(said, want) {
					t.Errorf("%q is not said:\n%s", want, said)
				}
			}
			if strings.Contains(said, "Nothing is lost") {
				t.Errorf("said:\n%s", said)
			}
			if after := writesAfterArranging(s); len(after) != 1 {
				t.Errorf("after the order was sent, want one write, to the other course, and got %q", after)
			}
			if hidden := s.hidden(); hidden != "Kiln" {
				t.Errorf("hidden are %q, want the lesson of the other course alone", hidden)
			}
			s.whop.SetQuirks(emulator.Quirks{})
			s.whop.ClearLog()
			s.exits(0, "plan")
		})
	}
}

// openTwoCourses applies two courses, then changes the order of one and removes a file of each.
func openTwoCourses(t *testing.T) *shop {
	s := openShop(t, emulator.Options{})
	s.write("whopsync.yaml", "version: 1\ndefault_environment: test\nenvironments:\n  test:\n    experience: "+emulator.LocalExperience+"\n")
	s.write("courses/pottery/course.yaml", "title: Pottery\n")
	s.write("courses/glazes/course.yaml", "title: Glazes\n")
	for name, title := range map[string]string{
		"pottery/01-clay/01-kinds.md": "Kinds", "pottery/01-clay/02-drying.md": "Drying", "pottery/01-clay/03-wedging.md": "Wedging",
		"pottery/02-wheel/01-centering.md": "Centering", "pottery/02-wheel/02-turning.md": "Turning",
		"glazes/01-ash/01-ash.md": "Ash", "glazes/01-ash/02-kiln.md": "Kiln",
	} {
		s.write("courses/"+name, "# "+title+"\n\nAll about "+title+", in a text of its own.\n")
	}
	s.exits(0, "apply", "--yes")
	s.rename("courses/pottery/01-clay/03-wedging.md", "courses/pottery/01-clay/00-wedging.md")
	s.remove("courses/pottery/01-clay/02-drying.md")
	s.remove("courses/glazes/01-ash/02-kiln.md")
	return s
}

// writesAfterArranging returns the requests sent after an order.
func writesAfterArranging(s *shop) (after []string) {
	isArranged := false
	for _, e := range s.whop.Log() {
		if isArranged && e.Method != "GET" {
			after = append(after, e.Method+" "+e.Path)
		}
		isArranged = isArranged || strings.Contains(e.Body, `"chapters"`)
	}
	return after
}

// hidden returns the titles of the lessons that students do not see.
func (s *shop) hidden() string {
	var titles []string
	for _, c := range s.whop.Snapshot().Courses {
		for _, chapter := range c.Chapters {
			for _, lesson := range chapter.Lessons {
				if lesson.Visibility == "hidden" {
					titles = append(titles, lesson.Title)
				}
			}
		}
	}
	return strings.Join(titles, " ")
}
