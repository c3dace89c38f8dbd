package spec

import (
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// grammarOf returns the grammar of a file, by its name, and the keys that whopsync.yaml
// ignores.
func grammarOf(name string, ignored []string) (g yamlfile.Grammar, ok bool) {
	switch base := path.Base(name); {
	case base == ConfigFile:
		return configGrammar, true
	case base == courseFile:
		g = courseGrammar
	case base == chapterFile:
		g = chapterGrammar
	case isLessonName(base):
		g = lessonGrammar
	default:
		return yamlfile.Grammar{}, false
	}
	g.Ignored = slices.Concat(g.Ignored, ignored)
	return g, true
}

// Schema is the JSON Schema of one kind of file, for completion and errors in editors.
type Schema struct {
	Name string // "course" is that of course.yaml
	JSON []byte
}

// Schemas returns the schemas of all kinds of files, which let the keys pass that whopsync.yaml
// names under ignore_keys.
func Schemas(ignored ...string) []Schema {
	var schemas []Schema
	for _, name := range []string{ConfigFile, courseFile, chapterFile, "lesson.md"} {
		g, _ := grammarOf(name, ignored)
		schemas = append(schemas, Schema{strings.TrimSuffix(name, path.Ext(name)), yamlfile.Schema(g)})
	}
	return schemas
}

// TextForm is what a file accepts as the text of a field.
type TextForm struct {
	Words []string // the only ones; nil: any text
	Lines bool     // more than one line
	Max   int      // characters; 0: no bound
}

// TextFormOf returns the form of a field that one key fills with a text; ok is false where
// no key does, because the files have another way to say it or none.
func TextFormOf(kind course.Kind, field course.Field) (TextForm, bool) {
	keys := map[course.Kind]yamlfile.Grammar{course.KindCourse: courseGrammar, course.KindChapter: chapterGrammar, course.KindLesson: lessonGrammar}[kind].Keys
	i := slices.IndexFunc(keys, func(k yamlfile.Key) bool { return k.Field == field })
	if i < 0 || !slices.Contains([]yamlfile.Form{yamlfile.FormText, yamlfile.FormProse, yamlfile.FormEnum}, keys[i].Form) {
		return TextForm{}, false
	}
	return TextForm{Words: keys[i].Enum, Lines: keys[i].Form == yamlfile.FormProse, Max: keys[i].Max}, true
}

// LessonField returns the field that a key of a lesson's front matter is about; of an embedded
// video, which has two, its id.
func LessonField(name string) (course.Field, bool) {
	if name == "video_url" || name == "embed_type" {
		return course.EmbedID, true
	}
	i := slices.IndexFunc(lessonGrammar.Keys, func(k yamlfile.Key) bool { return k.Name == name && k.Field != "" })
	if i < 0 {
		return "", false
	}
	return lessonGrammar.Keys[i].Field, true
}
