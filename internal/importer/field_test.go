package importer_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"strings"
	"testing"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/spec"
)

// The test ranges over the table of fields, so a new field is a part of it.
func TestEveryFieldThatWhopShowsIsTakenOverOrNamed(t *testing.T) {
	for _, kind := range []course.Kind{course.KindCourse, course.KindChapter, course.KindLesson} {
		for _, s := range course.Specs(kind) {
			if s.Read == course.ReadNever {
				continue
			}
			t.Run(string(kind)+" "+string(s.Field), func(t *testing.T) {
				live, of := shown(kind, s)
				all, err := importer.New("courses", "", nil, nil, nil, serve).Import(t.Context(), live)
				if err != nil {
					t.Fatal(err)
				}
				got := all[0]
				said := strings.Join(messages(got), "\n")
				taken, ok := made(got.Course, kind).Fields[s.Field]
				switch {
				case s.Field == course.MuxAsset && strings.Contains(said, "video"): // people see no such id
				case !ok:
					t.Errorf("it is not in the files; notes:\n%s", said)
				case !isFiles(s) && !course.Same(taken, of.Fields[s.Field]):
					t.Errorf("the files say %v, Whop %v", taken, of.Fields[s.Field])
				}
			})
		}
	}
}

// shown is a course of which one resource shows a value of a field, and that resource.
func shown(kind course.Kind, s course.Spec) (*course.Course, *course.Resource) {
	titled := func(id string) course.Resource {
		return course.Resource{ID: id, Fields: course.Fields{course.Title: course.Text("A title")}}
	}
	lesson := &course.Lesson{Resource: titled("lesn_1")}
	chapter := &course.Chapter{Resource: titled("chap_1"), Lessons: []*course.Lesson{lesson}}
	live := &course.Course{Resource: titled("cors_1"), Chapters: []*course.Chapter{chapter}}
	of := map[course.Kind]*course.Resource{course.KindCourse: &live.Resource, course.KindChapter: &chapter.Resource, course.KindLesson: &lesson.Resource}[kind]
	of.Fields[s.Field] = example(kind, s)
	if s.Field == course.EmbedType || s.Field == course.EmbedID {
		of.Fields[course.EmbedType], of.Fields[course.EmbedID] = course.Text("youtube"), course.Text("dQw4w9WgXcQ")
	}
	return live, of
}

func example(kind course.Kind, s course.Spec) course.Value {
	switch s.Type {
	case course.TypeBool:
		return course.Bool(true)
	case course.TypeInt:
		return course.Int(3)
	case course.TypeDecimal:
		return course.Decimal("1.5")
	case course.TypeFile:
		return course.File{URL: "https://x.example/" + string(s.Field)}
	case course.TypeFiles:
		return course.Files{{ID: "file_1", Name: "a.txt", URL: "https://x.example/a.txt"}}
	case course.TypeQuestions:
		answer := "Mud"
		return course.QuestionList{{ID: "crsaq_1", Type: "short_answer", Text: "What is clay?", Answer: &answer}}
	}
	if form, _ := spec.TextFormOf(kind, s.Field); form.Words != nil {
		return course.Text(form.Words[len(form.Words)-1])
	}
	return course.Text("A few words")
}

// serve is a network that has a PDF where one is asked for, and else a picture.
func serve(_ context.Context, address string, _ int64) ([]byte, error) {
	if strings.HasSuffix(address, "pdf") {
		return []byte("%PDF-1.7\nx"), nil
	}
	var out bytes.Buffer
	err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 1, 1)))
	return out.Bytes(), err
}

// made is the resource of a kind that the files of such a course declare.
func made(c *course.Course, kind course.Kind) *course.Resource {
	switch kind {
	case course.KindCourse:
		return &c.Resource
	case course.KindChapter:
		return &c.Chapters[0].Resource
	}
	return &c.Chapters[0].Lessons[0].Resource
}

func isFiles(s course.Spec) bool { return s.Type == course.TypeFile || s.Type == course.TypeFiles }
