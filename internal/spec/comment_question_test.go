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

func TestACommentInAQuestionThatDoesNotEndIsWarnedOf(t *testing.T) {
	got := complaints(pottery("---\ntitle: Quiz\nquestions:\n  - question: Is it wet? <!-- ask\n    answer: true\n---\n"))
	if want := "W LESSON:4:15: nothing ends the comment in this text, so students see it (write --> where it ends, or take it out)\n"; got != want {
		t.Errorf("got %s", got)
	}
}
