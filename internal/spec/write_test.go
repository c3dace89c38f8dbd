package spec_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/spec"
	"whopsync/internal/testscale"
)

// pottery is a course with something of everything that Write knows.
func pottery() *course.Course {
	yes, no, answer, truth := true, false, "In water: a day", "False"
	at := func(path string, fields course.Fields) course.Resource {
		return course.Resource{Source: course.Source{Path: path}, Fields: fields}
	}
	return &course.Course{
		Resource: at("courses/pottery/course.yaml", course.Fields{
			course.Title: course.Text("Pottery: basics"), course.Tagline: course.Text("no"), course.Description: course.Text("Six weeks.\n\n  Bring an apron. "),
			course.Language: course.Text("en"), course.Visibility: course.Text("hidden"), course.CourseOrder: course.Decimal("1.5"), course.InOrder: course.Bool(true),
		}),
		Chapters: []*course.Chapter{
			{Resource: at("courses/pottery/01-kinds-of-clay", course.Fields{course.Title: course.Text("Kinds of clay")}), Lessons: []*course.Lesson{
				{Resource: at("courses/pottery/01-kinds-of-clay/01-wedging.md", course.Fields{
					course.Title: course.Text("1.10"), course.LessonType: course.Text("text"), course.Visibility: course.Text("visible"),
					course.UnlockDays: course.Int(0), course.Content: course.Body{Text: "---\n# Not the title\n\n  trailing  \n\n"},
				})},
				{Resource: at("courses/pottery/01-kinds-of-clay/02-film.md", course.Fields{
					course.Title: course.Text("# Film"), course.LessonType: course.Text("text"), course.Visibility: course.Text("visible"),
					course.EmbedType: course.Text("youtube"), course.EmbedID: course.Text("dQw4w9WgXcQ"), course.Content: course.Body{},
				})},
				{Resource: at("courses/pottery/01-kinds-of-clay/03-quiz.md", course.Fields{
					course.Title: course.Text("Quiz"), course.LessonType: course.Text("quiz"), course.Visibility: course.Text("visible"), course.Content: course.Body{},
					course.Questions: course.QuestionList{
						{Type: "short_answer", Text: "How do you\nkeep clay?", Answer: &answer},
						{Type: "true_false", Text: "Clay is dry", Answer: &truth, Options: []course.Option{{Text: "True", Correct: &no}, {Text: "False", Correct: &yes}}},
						{Type: "multiple_select", Text: "- which?", Answer: ptr("3"), Options: []course.Option{{Text: "a: b", Correct: &no}, {Text: "3", Correct: &yes}}},
					},
				})},
			}},
			{Resource: at("courses/pottery/02-wheel", course.Fields{course.Title: course.Text("Wheel")})},
		},
	}
}

func ptr(s string) *string { return &s }

func load(t *testing.T, files map[string][]byte) *course.Course {
	t.Helper()
	tree := fstest.MapFS{"whopsync.yaml": {Data: []byte("version: 1\n")}}
	for path, data := range files {
		tree[path] = &fstest.MapFile{Data: data}
	}
	project, problems := spec.Load(spec.NewRepo(tree), "")
	if problems.HasErrors() {
		t.Fatalf("%v\n%s", problems, files["courses/c/01-c/01-l.md"])
	}
	return project.Courses[0]
}

func TestWriteWritesWhatAPersonWould(t *testing.T) {
	want := map[string]string{
		"courses/pottery/course.yaml": `title: "Pottery: basics"
tagline: "no"
description: |-
  Six weeks.

    Bring an apron. 
language: en
visibility: hidden
order: 1.5
require_completing_lessons_in_order: true
`,
		"courses/pottery/01-kinds-of-clay/01-wedging.md": "---\ntitle: \"1.10\"\ndays_from_course_start_until_unlock: 0\n---\n---\n# Not the title\n\n  trailing  \n\n",
		"courses/pottery/01-kinds-of-clay/02-film.md":    "---\ntitle: \"# Film\"\ntype: text\nvideo_url: https://youtu.be/dQw4w9WgXcQ\n---\n",
		"courses/pottery/01-kinds-of-clay/03-quiz.md": `---
title: Quiz
questions:
  - question: |-
      How do you
      keep clay?
    answer: "In water: a day"
  - question: Clay is dry
    answer: false
  - question: "- which?"
    type: multiple_select
    options:
      - "a: b"
      - text: "3"
        correct: true
---
`,
		"courses/pottery/02-wheel/chapter.yaml": "title: Wheel\n",
	}
	got := map[string]string{}
	for path, data := range spec.Write(pottery()) {
		got[path] = string(data)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestLoadReadsBackWhatWriteWrote(t *testing.T) {
	want := pottery()
	got := load(t, spec.Write(want))
	var wants, gots []course.Fields
	for r := range want.Resources() {
		wants = append(wants, r.Fields)
	}
	for r := range got.Resources() {
		gots = append(gots, r.Fields)
	}
	if diff := cmp.Diff(wants, gots); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestFmtHasNothingToDoWithWhatWriteWrote(t *testing.T) {
	for path, data := range spec.Write(pottery()) {
		after, problems := spec.Format(path, data)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if diff := cmp.Diff(string(data), string(after)); diff != "" {
			t.Errorf("%s (-written +formatted):\n%s", path, diff)
		}
	}
}

// The characters that YAML gives a meaning to, in every order that chance finds.
func TestEveryTextComesBack(t *testing.T) {
	parts := []string{"a", "b c", " ", "  ", "\n", "\n\n", "\t", ":", ": ", "#", " #", "-", "- ", "?", "!", "&", "*", "'", `"`, `\`, "|", ">", "%", "@", "`", "{", "}", "[", "]", ",",
		"yes", "null", "~", "1", "0x1", "1e3", "2024-01-01", "---", "...", "<<", "=", "é", "日本", "🏺", "\u00a0", "\ufffd"}
	random := rand.New(rand.NewPCG(1, 2))
	for range testscale.Rounds(3000, 5) {
		var text strings.Builder
		for range 1 + random.IntN(6) {
			text.WriteString(parts[random.IntN(len(parts))])
		}
		s := text.String()
		line := strings.NewReplacer("\n", " ", "\t", " ").Replace(s)
		if strings.TrimSpace(line) == "" || strings.Contains(s, "%%") || strings.Contains(s, "<!--") {
			continue // import makes text of what begins like a comment, before it is written
		}
		at := func(path string) course.Resource {
			return course.Resource{Source: course.Source{Path: path}, Fields: course.Fields{course.Title: course.Text(line)}}
		}
		c := &course.Course{Resource: at("courses/c/course.yaml"), Chapters: []*course.Chapter{{Resource: at("courses/c/01-c"), Lessons: []*course.Lesson{{Resource: at("courses/c/01-c/01-l.md")}}}}}
		right, wrong, answer := true, false, "the right one"
		c.Fields[course.Description] = course.Text(s)
		c.Chapters[0].Lessons[0].Fields = course.Fields{
			course.Title: course.Text(line), course.LessonType: course.Text("quiz"), course.Content: course.Text("x"),
			course.Questions: course.QuestionList{{Type: "multiple_choice", Text: s, Answer: &answer, Options: []course.Option{{Text: answer, Correct: &right}, {Text: s, Correct: &wrong}}}},
		}
		read := load(t, spec.Write(c))
		question := read.Chapters[0].Lessons[0].Fields[course.Questions].(course.QuestionList)[0]
		got := []string{read.Title(), read.Fields.Text(course.Description), read.Chapters[0].Title(), read.Chapters[0].Lessons[0].Title(), question.Text, question.Options[1].Text}
		if diff := cmp.Diff([]string{line, s, line, line, s, s}, got); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", s, diff)
		}
	}
}
