package spec

import (
	"fmt"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// Template returns the text of a new lesson, course.yaml or chapter.yaml. A lesson and a course are
// hidden until their author takes that line out; what else a lesson of a type needs stands there to be
// filled in. The type of a text lesson is left out: with a video or a document it becomes another.
func Template(kind course.Kind, lessonType, title, key string) []byte {
	head := "title: " + yamlfile.Scalar(title) + "\nkey: " + key + "\n"
	const hidden = "visibility: hidden # take this line out when it is ready\n"
	switch kind {
	case course.KindChapter:
		return []byte(head)
	case course.KindCourse:
		return []byte(head + hidden)
	}
	if lessonType != "text" {
		head += "type: " + lessonType + "\n"
	}
	return []byte("---\n" + head + hidden + lessonKeys(lessonType) + "---\n\n" + placeholder[lessonType] + "\n")
}

// lessonKeys are the keys with which a type teaches.
func lessonKeys(lessonType string) string {
	const (
		video     = "# video_url: https://youtu.be/…\n"
		document  = "# main_pdf: files/….pdf\n"
		questions = "questions:\n  - question: " + firstQuestion + "\n    answer: true\n" +
			"  - question: " + secondQuestion + "\n    options:\n      - text: This one\n        correct: true\n      - " + wrongOption + "\n"
	)
	switch lessonType {
	case "video":
		return video
	case "pdf":
		return document
	case "multi":
		return video + document
	case "quiz", "knowledge_check":
		return questions
	}
	return ""
}

// Texts of a new quiz, for the author to replace.
const (
	firstQuestion  = "Is this the first question?"
	secondQuestion = "Which of these are right?"
	wrongOption    = "Not this one"
)

// placeholder is what stands below the front matter, for the author to replace.
var placeholder = map[string]string{
	"text":            "What students learn here.",
	"video":           "What the video shows.",
	"pdf":             "What the document is about.",
	"multi":           "What the video and the document are about.",
	"quiz":            "What this quiz is about.",
	"knowledge_check": "What this is about.",
}

// warnOfTemplate warns of sentences of the template that students would read.
func warnOfTemplate(f *lessonFile) {
	if f.fields.Text(course.Visibility) == course.Hidden {
		return
	}
	warn := func(at yamlfile.Span, text string) {
		f.report.Warn(at, "template-text", fmt.Sprintf("students see %q, which is a text of `whopsync new` to be replaced", text), "write your own, or `visibility: hidden` until it is ready")
	}
	number := 0
	for line := range strings.Lines(f.body.text) {
		number++
		line = strings.TrimSpace(line)
		for _, text := range placeholder {
			if line == text {
				warn(f.body.lineSpan(number, 1, len(text)), text)
			}
		}
	}
	for _, question := range f.object.Values["questions"].List {
		asked := question.Object.Values["question"]
		if asked.Text == firstQuestion || asked.Text == secondQuestion {
			warn(asked.At, asked.Text)
		}
		for _, option := range question.Object.Values["options"].List {
			if text := option.Object.Values["text"]; text.Text == wrongOption {
				warn(text.At, wrongOption)
			}
		}
	}
}
