package spec_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

func TestReviseChangesTheLinesOfWhatChanged(t *testing.T) {
	text := "Other.\n"
	for _, test := range []struct {
		name, file, data string
		rev              spec.Revision
		want             string
	}{
		{"a heading is the title", "01-a.md", "# Clay\n\nText.\n", spec.Revision{Was: course.Fields{course.Title: course.Text("Clay")}, Fields: course.Fields{course.Title: course.Text("Loam")}}, "# Loam\n\nText.\n"},
		{"a heading below a line", "01-a.md", "Clay\n====\nText.\n", spec.Revision{Was: course.Fields{course.Title: course.Text("Clay")}, Fields: course.Fields{course.Title: course.Text("Loam")}}, "Loam\n====\nText.\n"},
		{"a title that no heading says", "01-a.md", "# Clay\n\nText.\n", spec.Revision{Was: course.Fields{course.Title: course.Text("Clay")}, Fields: course.Fields{course.Title: course.Text("`a`")}}, "---\ntitle: \"`a`\"\n---\nText.\n"},
		{"key and heading", "01-a.md", "---\ntitle: Clay\n---\n# Clay\n\nText.\n", spec.Revision{Was: course.Fields{course.Title: course.Text("Clay")}, Fields: course.Fields{course.Title: course.Text("Loam")}}, "---\ntitle: Loam\n---\n# Loam\n\nText.\n"},
		{"the file's name", "01-clay.md", "Text.\n", spec.Revision{Was: course.Fields{course.Title: course.Text("Clay")}, Fields: course.Fields{course.Title: course.Text("Loam")}}, "---\ntitle: Loam\n---\nText.\n"},
		{"a chapter without a file", "01-clay/chapter.yaml", "", spec.Revision{Fields: course.Fields{course.Title: course.Text("Loam")}}, "title: Loam\n"},
		{"line ends", "01-a.md", "---\r\ntitle: a\r\n---\r\nText.\r\n", spec.Revision{Fields: course.Fields{course.Visibility: course.Text("hidden")}, Text: &text}, "---\r\ntitle: a\r\nvisibility: hidden\r\n---\r\nOther.\r\n"},
		{"mixed line ends", "01-a.md", "---\ntitle: a\r\n---\r\nText.\r\n", spec.Revision{Fields: course.Fields{course.UnlockDays: course.Int(3)}}, "---\ntitle: a\r\ndays_from_course_start_until_unlock: 3\n---\r\nText.\r\n"},
		{"visible again", "01-a.md", "---\ntitle: a\nvisibility: hidden # for now\n---\n", spec.Revision{Fields: course.Fields{course.Visibility: course.Text("visible")}}, "---\ntitle: a\n---\n"},
		{"another video", "01-a.md", "---\nvideo_url: https://youtu.be/aaaaaaaaaaa\n---\n", spec.Revision{
			Was:    course.Fields{course.EmbedType: course.Text("youtube"), course.EmbedID: course.Text("aaaaaaaaaaa")},
			Fields: course.Fields{course.EmbedID: course.Text("bbbbbbbbbbb")}}, "---\nvideo_url: https://youtu.be/bbbbbbbbbbb\n---\n"},
		{"no video", "01-a.md", "---\ntype: video\nembed_type: youtube\nembed_id: aaaaaaaaaaa\n---\n", spec.Revision{
			Was:    course.Fields{course.EmbedType: course.Text("youtube"), course.EmbedID: course.Text("aaaaaaaaaaa")},
			Fields: course.Fields{course.EmbedID: course.Null{}, course.EmbedType: course.Null{}}}, "---\ntype: video\n---\n"},
		{"a type by its other name", "01-a.md", "---\nlesson_type: quiz\nquestions: []\n---\n", spec.Revision{Fields: course.Fields{course.LessonType: course.Text("knowledge_check")}}, "---\nlesson_type: knowledge_check\nquestions: []\n---\n"},
		{"a question", "01-a.md", "---\nquestions:\n  - question: 'Why?'   # easy\n    options: [{text: a, correct: true}, b]\n\n  - question: How?\n    answer: so\n---\n", spec.Revision{
			Was: course.Fields{course.Questions: course.QuestionList{
				{Text: "Why?", Type: "multiple_choice", Answer: new("a"), Options: []course.Option{{Text: "a", Correct: new(true)}, {Text: "b", Correct: new(false)}}},
				{Text: "How?", Type: "short_answer", Answer: new("so")}}},
			Fields: course.Fields{course.Questions: course.QuestionList{
				{Text: "Why?", Type: "multiple_choice", Answer: new("a"), Options: []course.Option{{Text: "a", Correct: new(true)}, {Text: "b", Correct: new(false)}}},
				{Text: "How?", Type: "short_answer", Answer: new("thus")},
				{Text: "When?", Type: "short_answer", Answer: new("now")}}},
		}, "---\nquestions:\n  - question: 'Why?'   # easy\n    options: [{text: a, correct: true}, b]\n\n  - question: How?\n    answer: thus\n  - question: When?\n    answer: now\n---\n"},
	} {
		got, err := spec.Revise(test.file, []byte(test.data), test.rev)
		if diff := cmp.Diff(test.want, string(got)); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", test.name, err, diff)
		}
	}
}
