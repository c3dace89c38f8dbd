package apply_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// academy is a course repository as it comes out of the loader: courses, and the bytes
// that they show.
type academy struct {
	courses []*course.Course
	bytes   map[string][]byte // by path
}

func (a *academy) open(path string) (io.ReadCloser, error) {
	data, ok := a.bytes[path]
	if !ok {
		return nil, fmt.Errorf("open %s: no such file", path)
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

// file puts a file into the repository.
func (a *academy) file(name, content string) course.File {
	sum := sha256.Sum256([]byte(content))
	if a.bytes == nil {
		a.bytes = map[string][]byte{}
	}
	a.bytes[name] = []byte(content)
	return course.File{Path: name, Name: path.Base(name), SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content))}
}

// read adds the courses of an outline: courses, chapters and lessons by indentation, each
// a name that may be followed by "= text". Titles are made of the names.
func (a *academy) read(outline string) *academy {
	for line := range strings.Lines(outline) {
		name, text, _ := strings.Cut(strings.TrimSpace(line), " = ")
		if name == "" {
			continue
		}
		depth := len(line) - len(strings.TrimLeft(line, "\t"))
		last := len(a.courses) - 1
		switch depth {
		case 0:
			a.courses = append(a.courses, &course.Course{Resource: resource(course.Address{Course: name})})
		case 1:
			c := a.courses[last]
			c.Chapters = append(c.Chapters, &course.Chapter{Resource: resource(c.Address.Child(name))})
		default:
			chapter := a.courses[last].Chapters[len(a.courses[last].Chapters)-1]
			lesson := &course.Lesson{Resource: resource(chapter.Address.Child(name))}
			if text == "" {
				text = "All about " + name + "."
			}
			lesson.Fields[course.Content] = a.body(text)
			chapter.Lessons = append(chapter.Lessons, lesson)
		}
	}
	return a
}

// resource has the fields that the loader gives to everything of its kind.
func resource(at course.Address) course.Resource {
	title := strings.ReplaceAll(at.Name(), "-", " ")
	fields := course.Fields{course.Title: course.Text(strings.ToUpper(title[:1]) + title[1:])}
	source := at.String()
	switch at.Kind() {
	case course.KindCourse:
		fields[course.Visibility] = course.Text(course.Visible)
		source += "/course.yaml"
	case course.KindLesson:
		fields[course.Visibility] = course.Text(course.Visible)
		fields[course.LessonType] = course.Text("text")
		source += ".md"
	}
	return course.Resource{Address: at, Fields: fields, Source: course.Source{Path: source}}
}

var destination = regexp.MustCompile(`(!?\[)([^\]]*)(\]\()(lesson|file):([^)]*)(\))`)

// body is a lesson's text, where "lesson:course/chapter/lesson" and "file:path" are
// destinations to fill in.
func (a *academy) body(text string) course.Body {
	body := course.Body{Text: text}
	for _, m := range destination.FindAllStringSubmatchIndex(text, -1) {
		ref := course.Ref{Span: course.Span{Start: m[8], End: m[11]}}
		ref.Unlink = []course.Span{{Start: m[2], End: m[3]}, {Start: m[6], End: m[13]}}
		if text[m[8]:m[9]] == "lesson" {
			ref.Lesson, _ = course.ParseAddress(text[m[10]:m[11]])
		} else {
			file := a.file(text[m[10]:m[11]], "the bytes of "+text[m[10]:m[11]])
			ref.File = &file
		}
		body.Refs = append(body.Refs, ref)
	}
	return body
}

// at returns the resource with an address, nil when there is none.
func (a *academy) at(address string) *course.Resource {
	for _, c := range a.courses {
		for r := range c.Resources() {
			if r.Address.String() == address {
				return r
			}
		}
	}
	return nil
}

// write gives a lesson another text.
func (a *academy) write(address, text string) {
	a.at(address).Fields[course.Content] = a.body(text)
}

// remove takes a lesson out.
func (a *academy) remove(address string) {
	for _, c := range a.courses {
		for _, chapter := range c.Chapters {
			for i, lesson := range chapter.Lessons {
				if lesson.Address.String() == address {
					chapter.Lessons = append(chapter.Lessons[:i:i], chapter.Lessons[i+1:]...)
					return
				}
			}
		}
	}
}

// quiz returns questions, each of a text with its right and its wrong answer.
func quiz(texts ...string) course.QuestionList {
	list := course.QuestionList{}
	for _, text := range texts {
		list = append(list, course.Question{Text: text, Type: "multiple_choice", Options: []course.Option{
			{Text: "Yes", Correct: new(true)}, {Text: "No", Correct: new(false)},
		}, Answer: new("Yes")})
	}
	return list
}

// add puts a new lesson after those of its chapter.
func (a *academy) add(address string) *course.Lesson {
	at, _ := course.ParseAddress(address)
	lesson := &course.Lesson{Resource: resource(at)}
	lesson.Fields[course.Content] = a.body("All about " + at.Name() + ".")
	for _, c := range a.courses {
		for _, chapter := range c.Chapters {
			if chapter.Address == at.Parent() {
				chapter.Lessons = append(chapter.Lessons, lesson)
			}
		}
	}
	return lesson
}

// swap lets two lessons of one chapter change places.
func (a *academy) swap(one, other string) {
	for _, c := range a.courses {
		for _, chapter := range c.Chapters {
			i := slices.IndexFunc(chapter.Lessons, func(l *course.Lesson) bool { return l.Address.String() == one })
			j := slices.IndexFunc(chapter.Lessons, func(l *course.Lesson) bool { return l.Address.String() == other })
			if i >= 0 && j >= 0 {
				chapter.Lessons[i], chapter.Lessons[j] = chapter.Lessons[j], chapter.Lessons[i]
			}
		}
	}
}
