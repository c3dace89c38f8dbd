package spec

import (
	"slices"

	"whopsync/internal/course"
)

// TextForm is what a file accepts as the text of a field.
type TextForm struct {
	Words []string // the only ones; nil: any text
	Lines bool     // more than one line
	Max   int      // characters; 0: no bound
}

// TextFormOf returns the form of a field that one key fills with a text; ok is false where
// no key does, because the files have another way to say it or none.
func TextFormOf(kind course.Kind, field course.Field) (TextForm, bool) {
	keys := map[course.Kind]grammar{course.KindCourse: courseGrammar, course.KindChapter: chapterGrammar, course.KindLesson: lessonGrammar}[kind].keys
	i := slices.IndexFunc(keys, func(k key) bool { return k.field == field })
	if i < 0 || !slices.Contains([]form{formText, formProse, formEnum}, keys[i].form) {
		return TextForm{}, false
	}
	return TextForm{Words: keys[i].enum, Lines: keys[i].form == formProse, Max: keys[i].max}, true
}

// LessonField returns the field that a key of a lesson's front matter is about.
func LessonField(name string) (course.Field, bool) {
	ownWay := map[string]course.Field{
		"video_url": course.EmbedID, "embed_type": course.EmbedID, "thumbnail": course.Thumbnail, "main_pdf": course.MainPDF,
		"attachments": course.Attachments, "questions": course.Questions, "completion_requirement": course.Completion,
	}
	if field, ok := ownWay[name]; ok {
		return field, true
	}
	i := slices.IndexFunc(lessonGrammar.keys, func(k key) bool { return k.name == name && k.field != "" })
	if i < 0 {
		return "", false
	}
	return lessonGrammar.keys[i].field, true
}
