package spec

import (
	"path"
	"strconv"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/yamlfile"
)

// Write returns the files that declare a course, by path, as a person would write them:
// only what Load would not assume by itself. It is Load's inverse for courses made on
// Whop, and so knows no protection and no order beside that of the file names.
//
// What stands in c:
//
//	Source.Path       of the course its course.yaml, of a chapter its folder, of a lesson its file
//	Key               of everything, where it has one
//	PublishAt         of a lesson that is to wait, in the place of its visibility
//	Fields            values and nothing Null; files by their Path; content as Body or Text
func Write(c *course.Course) map[string][]byte {
	files := map[string][]byte{c.Source.Path: courseYAML(c)}
	for _, chapter := range c.Chapters {
		if text := chapterYAML(chapter); text != nil {
			files[path.Join(chapter.Source.Path, chapterFile)] = text
		}
		for _, lesson := range chapter.Lessons {
			files[lesson.Source.Path] = lessonMarkdown(&lesson.Resource)
		}
	}
	return files
}

func courseYAML(c *course.Course) []byte {
	w := yamlWriter{dir: path.Dir(c.Source.Path)}
	w.fields(courseGrammar.Keys, c.Key, c.Fields)
	return []byte(w.out.String())
}

// chapterYAML returns nil when the folder's name says it all. A chapter without lessons
// needs a file, for else its folder would not be one.
func chapterYAML(c *course.Chapter) []byte {
	fields := c.Fields
	if len(c.Lessons) > 0 && c.Title() == parseName(path.Base(c.Source.Path)).words() {
		fields = nil
	}
	w := yamlWriter{dir: c.Source.Path}
	w.fields(chapterGrammar.Keys, c.Key, fields)
	if w.out.Len() == 0 {
		return nil
	}
	return []byte(w.out.String())
}

// lessonMarkdown returns a lesson's file, formatted. The title always stands in the front matter: a
// heading that the text begins with is then a part of the text, whatever it says.
func lessonMarkdown(r *course.Resource) []byte {
	w := yamlWriter{dir: path.Dir(r.Source.Path)}
	w.line("---")
	fields := r.Fields.Clone()
	if kind := fields.Text(course.LessonType); kind == "" || kind == typeOf(fields) {
		delete(fields, course.LessonType)
	}
	w.video(fields)
	if !r.PublishAt.IsZero() {
		w.line(publishAt + ": " + yamlfile.FormatMoment(r.PublishAt))
		delete(fields, course.Visibility)
	}
	w.fields(lessonGrammar.Keys, r.Key, fields)
	if fields[course.Questions] == nil && course.IsAssessment(r.Fields.Text(course.LessonType)) {
		w.line(keepQuestions + ": true")
	}
	w.line("---")
	w.out.WriteString(r.Fields.Text(course.Content))
	formatted, _ := Format(r.Source.Path, []byte(w.out.String()))
	return formatted
}

// typeOf is the type that Load infers from the other fields.
func typeOf(fields course.Fields) string {
	return inferType(func(key string) bool {
		field, _ := LessonField(key)
		return fields[field] != nil
	})
}

// yamlWriter writes the YAML of one file of the folder dir.
type yamlWriter struct {
	dir string
	out strings.Builder
}

func (w *yamlWriter) line(s string) { w.out.WriteString(s + "\n") }

func (w *yamlWriter) text(key, value string) { w.line(key + ": " + yamlfile.Scalar(value)) }

// fields writes the key "key" and fields in the order of the table. What only says the same as
// another key is not written.
func (w *yamlWriter) fields(keys []yamlfile.Key, key string, fields course.Fields) {
	for _, k := range keys {
		if k.Form == yamlfile.FormKey && key != "" {
			w.text(k.Name, key)
		}
		if k.Rivals != nil {
			continue
		}
		switch v := fields[k.Field].(type) {
		case course.Text:
			if string(v) != k.Absent {
				w.line(k.Name + ": " + yamlfile.Block(string(v), "  "))
			}
		case course.Decimal:
			w.line(k.Name + ": " + string(v))
		case course.Bool:
			w.line(k.Name + ": " + strconv.FormatBool(bool(v)))
		case course.Int:
			w.line(k.Name + ": " + strconv.FormatInt(int64(v), 10))
		case course.File:
			w.text(k.Name, Relative(w.dir, v.Path))
		case course.Files:
			w.line(k.Name + ":")
			for _, file := range v {
				w.line("  - " + yamlfile.Scalar(Relative(w.dir, file.Path)))
			}
		case course.QuestionList:
			w.questions(v)
		}
	}
}

// video writes the address of an embedded video where one says the same as type and id, and
// takes these two out of the fields.
func (w *yamlWriter) video(fields course.Fields) {
	kind, id := fields.Text(course.EmbedType), fields.Text(course.EmbedID)
	address := VideoURL(kind, id)
	if k, i, ok := ParseVideo(address); ok && k == kind && i == id {
		w.text("video_url", address)
		delete(fields, course.EmbedType)
		delete(fields, course.EmbedID)
	}
}

func (w *yamlWriter) questions(questions course.QuestionList) {
	if len(questions) == 0 {
		w.line("questions: []")
		return
	}
	w.line("questions:")
	for _, q := range questions {
		w.line("  - question: " + yamlfile.Block(q.Text, "      "))
		if q.Key != "" {
			w.line("    key: " + yamlfile.Scalar(q.Key))
		}
		plain := isPlainTruth(q)
		if plain {
			q.Options = nil
		}
		if q.Type != inferQuestion(q) {
			w.line("    type: " + q.Type)
		}
		switch {
		case plain:
			w.line("    answer: " + strings.ToLower(*q.Answer))
		case len(q.Options) == 0 && q.Answer != nil:
			w.line("    answer: " + yamlfile.Block(*q.Answer, "      "))
		}
		if q.Image != nil {
			w.line("    image: " + yamlfile.Scalar(Relative(w.dir, q.Image.Path)))
		}
		if len(q.Options) > 0 {
			w.options(q.Options)
		}
	}
}

// isPlainTruth reports questions to which "answer: true" or "answer: false" says it all.
func isPlainTruth(q course.Question) bool {
	if q.Type != trueFalse || q.Answer == nil || !isTruth(*q.Answer) {
		return false
	}
	return len(q.Options) == 0 || len(q.Options) == 2 && q.Options[0].Text == "True" && q.Options[1].Text == "False"
}

func (w *yamlWriter) options(options []course.Option) {
	w.line("    options:")
	for _, o := range options {
		if o.Correct != nil && *o.Correct {
			w.line("      - text: " + yamlfile.Block(o.Text, "          "))
			w.line("        correct: true")
			continue
		}
		w.line("      - " + yamlfile.Block(o.Text, "        "))
	}
}
