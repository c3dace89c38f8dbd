package spec

import (
	"strings"
	"testing"

	"whopsync/internal/course"
)

// Comments in questions and options stay home as those in texts do. What is nothing but a comment is an
// answer, as in a course about HTML, and so is code.
func TestCommentsInQuestionsStayHome(t *testing.T) {
	p := load(t, pottery(`---
title: Quiz
questions:
  - question: Which clay <!-- ask Bob --> is white? {/* really */}
    options: ["Stoneware %% no %%", {text: "<!-- yes --> Porcelain", correct: true}, "<!-- a -->", "`+"`<!-- b -->`"+`"]
  - question: What is slip?
    answer: Liquid <!-- or wet --> clay
---
`))
	questions := p.Courses[0].Chapters[0].Lessons[1].Fields[course.Questions].(course.QuestionList)
	var said []string
	for _, q := range questions {
		said = append(said, q.Text)
		for _, o := range q.Options {
			said = append(said, o.Text)
		}
		said = append(said, *q.Answer)
	}
	want := "Which clay  is white?|Stoneware|Porcelain|<!-- a -->|`<!-- b -->`|Porcelain|What is slip?|Liquid  clay"
	if got := strings.Join(said, "|"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestCommentsInTextsOfYAMLStayHome(t *testing.T) {
	p := load(t, pottery("---\ntitle: Kilns <!-- secret --> %% and more %%\n---\nText.\n").with(files{
		"courses/pottery/course.yaml":          "title: Pottery {/* secret */}\ntagline: \"%% secret %% Clay\"\ndescription: |\n  One.\n\n  <!-- secret -->\n\n  Two.\n",
		"courses/pottery/01-clay/chapter.yaml": "title: '%% secret %% What \\<!-- does'\n",
		"courses/pottery/01-clay/01-kinds.md":  "---\ntitle: The mark `<!-- a -->`\n---\nText.\n",
		"courses/glazes/course.yaml":           "title: Glazes\ndescription: '<!-- secret -->'\n",
		"courses/glazes/01-a/01-a.md":          "Text.\n",
	}))
	var said []string
	for _, c := range p.Courses {
		for r := range c.Resources() {
			said = append(said, r.Title(), r.Fields.Text(course.Tagline), r.Fields.Text(course.Description))
		}
	}
	want := "Glazes|||A|||A|||Pottery|Clay|One.\n\n\nTwo.|\\What <!-- does|||The mark `<!-- a -->`|||Kilns||"
	if got := strings.Join(said, "|"); got != strings.ReplaceAll(want, "\\", "") {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := p.Courses[0].Fields[course.Description]; got != course.Value(course.Null{}) {
		t.Errorf("a description that is a comment is %v", got)
	}
}

func TestACommentInYAMLThatDoesNotEndIsRefused(t *testing.T) {
	const open = ": nothing ends the comment in this text, so students would see it (write --> where it ends; if it is no comment, write \\<!-- and no double quotes around the text)\n"
	for front, want := range map[string]string{
		"title: Quiz\nquestions:\n  - question: Is it wet? <!-- ask\n    answer: true\n": "E LESSON:4:15" + open,
		"title: Kilns <!-- ask\n":                  "E LESSON:2:8" + open,
		"title: What \\<!-- does\n":                "",
		"title: <!-- ask Bob -->\n":                "E LESSON:2:8: the title is empty (write one)\n",
		"title: Kilns\n<!-- ask -->\ntype: text\n": "E LESSON:3:1: a comment in YAML begins with # (write # before each of its lines, and take its other marks out)\n",
		"<!-- ask -->\ntitle: Kilns\n":             "E LESSON:2:1: a comment in YAML begins with # (write # before each of its lines, and take its other marks out)\n",
		"title: Kilns\n<!-- ask -->\n":             "E LESSON:3:1: a comment in YAML begins with # (write # before each of its lines, and take its other marks out)\n",
		"<!--\nask: Bob\n-->\ntitle: Kilns\n":      "E LESSON:2:1: a comment in YAML begins with # (write # before each of its lines, and take its other marks out)\n",
		"title: Kilns\n%% ask %%\n":                "E LESSON:3:1: a comment in YAML begins with # (write # before each of its lines, and take its other marks out)\n",
		"title: Kilns\n{/* ask: Bob */}\n":         "E LESSON:3:1: a comment in YAML begins with # (write # before each of its lines, and take its other marks out)\n",
		"title: Kilns\n// ask\ntype: text\n":       "E LESSON:3:1: a comment in YAML begins with # (write # before each of its lines, and take its other marks out)\n",
		"<!-- only -->\n":                          "E LESSON:2:1: a comment in YAML begins with # (write # before each of its lines, and take its other marks out)\n",
	} {
		if got := complaints(pottery("---\n" + front + "---\nText.\n")); got != want {
			t.Errorf("%q: got %swant %s", front, got, want)
		}
	}
}
