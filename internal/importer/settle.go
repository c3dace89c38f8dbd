package importer

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/markdown"
	"whopsync/internal/spec"
)

// settle loads the future files, and removes from the draft the cause of each problem until
// none is left: a broken link, an invalid question, at last a lesson, which then stays on
// Whop.
func (d *draft) settle() (*course.Course, map[string][]byte, error) {
	// Each round takes something out of every lesson that is complained about: a field, or
	// links of its text, or at last the lesson.
	for range 8 + len(course.Specs(course.KindLesson)) {
		files := spec.Write(d.course)
		project, problems := spec.Load(spec.NewRepo(d.tree(files)), "")
		problems = slices.DeleteFunc(problems, func(p spec.Problem) bool { return p.Severity != spec.SeverityError })
		if len(problems) == 0 && len(project.Courses) == 1 {
			for _, file := range project.Files {
				files[file.Path] = d.assets.data[file.Path]
			}
			return project.Courses[0], files, nil
		}
		if err := d.mend(files, problems); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, errors.New("its files do not become valid")
}

// tree is a repository of nothing but this course.
func (d *draft) tree(files map[string][]byte) fs.FS {
	tree := map[string][]byte{spec.ConfigFile: fmt.Appendf(nil, "version: 1\ncourses: [%q]\n", d.assets.dir)}
	maps.Copy(tree, files)
	maps.Copy(tree, d.assets.data)
	return newMemory(tree)
}

// mend takes something out of every lesson that has a problem.
func (d *draft) mend(files map[string][]byte, problems spec.Problems) error {
	byPath := map[string]spec.Problems{}
	for _, p := range problems {
		byPath[p.Path] = append(byPath[p.Path], p)
	}
	for _, chapter := range d.course.Chapters {
		chapter.Lessons = slices.DeleteFunc(chapter.Lessons, func(lesson *course.Lesson) bool {
			wrong := byPath[lesson.Source.Path]
			delete(byPath, lesson.Source.Path)
			return len(wrong) > 0 && !d.mendLesson(lesson, files[lesson.Source.Path], wrong)
		})
	}
	if len(byPath) > 0 { // nothing that a course could hold
		first := slices.Min(slices.Collect(maps.Keys(byPath)))
		return fmt.Errorf("its files are not valid: %s", byPath[first][0])
	}
	return nil
}

// mendLesson reports whether there was something to take out short of the whole lesson.
func (d *draft) mendLesson(lesson *course.Lesson, file []byte, wrong spec.Problems) bool {
	live := d.origins[lesson.Source.Path]
	text := lesson.Fields.Text(course.Content)
	above := bytes.Count(file[:len(file)-len(text)], []byte("\n"))
	if inText := problemsBelow(wrong, above); len(inText) > 0 {
		if mended := d.disarm(live, text, inText); mended != text {
			lesson.Fields[course.Content] = course.Text(mended)
			return true
		}
	} else if field, ok := faulty(lesson.Fields, file, wrong[0]); ok {
		delete(lesson.Fields, field)
		if field == course.EmbedID {
			delete(lesson.Fields, course.EmbedType)
		}
		d.notes.add(live, "its %s on Whop: %s", stays(field), wrong[0].Message)
		return true
	}
	d.notes.add(live, "is left out: %s", wrong[0].Message)
	return false
}

// faulty returns the front matter field of a problem. If the line does not tell, it is the
// last field of the table: the first fields identify the lesson.
func faulty(fields course.Fields, file []byte, problem spec.Problem) (course.Field, bool) {
	needed := []course.Field{course.Title, course.LessonType, course.Content, course.Visibility}
	canGo := func(field course.Field) bool { return fields[field] != nil && !slices.Contains(needed, field) }
	if field, ok := spec.LessonField(keyAt(file, problem.Line)); ok && canGo(field) {
		return field, true
	}
	for _, s := range slices.Backward(course.Specs(course.KindLesson)) {
		if canGo(s.Field) {
			return s.Field, true
		}
	}
	return "", false
}

// keyAt returns the key of a front matter to whose value a line belongs: values go on in lines
// that are indented.
func keyAt(file []byte, line int) string {
	lines := strings.Split(string(file), "\n")
	for i := min(line, len(lines)) - 1; i >= 0; i-- {
		if key, _, ok := strings.Cut(lines[i], ":"); ok && strings.TrimLeft(key, " -") == key {
			return key
		}
	}
	return ""
}

// stays says of a field in words that it stays on Whop.
func stays(field course.Field) string {
	words := map[course.Field]string{course.Questions: "questions stay", course.EmbedID: "video stays",
		course.UnlockDays: "day of opening stays", course.Attachments: "attachments stay"}
	return cmp.Or(words[field], string(field)+" stays")
}

// problemsBelow returns the problems after a line, counted from there.
func problemsBelow(problems spec.Problems, line int) spec.Problems {
	var below spec.Problems
	for _, p := range problems {
		if p.Line > line {
			p.Line -= line
			below = append(below, p)
		}
	}
	return below
}

// disarm removes the destinations with problems: a link becomes its text, an image its
// alternative text.
func (d *draft) disarm(live *course.Resource, text string, problems spec.Problems) string {
	body := course.Body{Text: text}
	for _, dest := range markdown.Parse(text).Destinations() {
		at := slices.IndexFunc(problems, func(p spec.Problem) bool { return p.Line == dest.Line && p.Col == dest.Col })
		if at < 0 {
			continue
		}
		if dest.Image {
			d.notes.add(live, "an image in its text leads nowhere; the file has only its alternative text: %s", problems[at].Message)
		} else {
			d.notes.add(live, "a link in its text leads nowhere and is plain text in the file: %s", problems[at].Message)
		}
		ref := course.Ref{Span: course.Span{Start: dest.Start, End: dest.End}}
		for _, s := range dest.Unlink {
			ref.Unlink = append(ref.Unlink, course.Span(s))
		}
		body.Refs = append(body.Refs, ref)
	}
	return body.Fill(func(course.Ref) (string, bool) { return "", false })
}
