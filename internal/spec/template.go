package spec

import (
	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// Template returns the text of a new lesson, course.yaml or chapter.yaml. A lesson and a course are
// hidden until their author takes that line out; what else a lesson of a type needs stands there to be
// filled in.
func Template(kind course.Kind, lessonType, title, key string) []byte {
	head := "title: " + yamlfile.Scalar(title) + "\nkey: " + key + "\n"
	const hidden = "visibility: hidden # take this line out when it is ready\n"
	switch kind {
	case course.KindChapter:
		return []byte(head)
	case course.KindCourse:
		return []byte(head + hidden)
	}
	return []byte("---\n" + head + "type: " + lessonType + "\n" + hidden + lessonKeys(lessonType) + "---\n\n" + placeholder[lessonType] + "\n")
}

// lessonKeys are the keys with which a type teaches.
func lessonKeys(lessonType string) string {
	const (
		video     = "# video_url: https://youtu.be/…\n"
		document  = "# main_pdf: files/….pdf\n"
		questions = "questions:\n  - question: Is this the first question?\n    answer: true\n" +
			"  - question: Which of these are right?\n    options:\n      - text: This one\n        correct: true\n      - Not this one\n"
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

// placeholder is what stands below the front matter, for the author to replace.
var placeholder = map[string]string{
	"text":            "What students learn here.",
	"video":           "What the video shows.",
	"pdf":             "What the document is about.",
	"multi":           "What the video and the document are about.",
	"quiz":            "What this quiz is about.",
	"knowledge_check": "What this is about.",
}
