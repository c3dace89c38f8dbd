package spec_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

func TestWhatIsWrittenIsFormatted(t *testing.T) {
	c, answer := pottery(), "In water"
	fields := c.Chapters[0].Lessons[2].Fields
	fields[course.Thumbnail] = course.File{Path: "courses/pottery/a.png"}
	fields[course.UnlockDays] = course.Int(3)
	fields[course.MaxAttempts] = course.Int(2)
	fields[course.EmbedType], fields[course.EmbedID] = course.Text("youtube"), course.Text("dQw4w9WgXcQ")
	fields[course.Questions] = course.QuestionList{
		{Type: "short_answer", Text: "How?", Answer: &answer, Image: &course.File{Path: "courses/pottery/a.png"}},
	}
	for path, data := range spec.Write(c) {
		formatted, problems := spec.Format(path, data)
		if diff := cmp.Diff(string(data), string(formatted)); diff != "" || len(problems) > 0 {
			t.Errorf("%s (-written +formatted):\n%s%v", path, diff, problems)
		}
	}
}
