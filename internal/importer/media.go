package importer

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// file takes a file over, if there is one and it can be had.
func (o *object) file(field course.Field, use spec.Use) {
	shown, _ := o.live.Fields[field].(course.File)
	file, err := o.draft.assets.add(path.Dir(o.made.Source.Path), shown, use)
	if err != nil {
		o.note("its %s %v", field, err)
		return
	}
	o.made.Fields[field] = file
}

// attachments takes all of them or none: the list in a file is the list on Whop.
func (o *object) attachments() {
	shown, _ := o.live.Fields[course.Attachments].(course.Files)
	var files course.Files
	for _, attachment := range shown {
		file, err := o.draft.assets.add(path.Dir(o.made.Source.Path), attachment, spec.Attachment)
		if err != nil {
			o.note("%s", attachmentsStay(len(shown), err))
			return
		}
		files = append(files, file)
	}
	if len(files) > 0 {
		o.made.Fields[course.Attachments] = files
	}
}

func attachmentsStay(n int, because error) string {
	switch one := n == 1; {
	case one && errors.Is(because, errWithoutAssets):
		return "its attachment " + because.Error()
	case one:
		return fmt.Sprintf("its attachment stays on Whop: it %v", because)
	case errors.Is(because, errWithoutAssets):
		return fmt.Sprintf("its %d attachments stay on Whop%s", n, NotAskedFor)
	}
	return fmt.Sprintf("its %d attachments stay on Whop: one %v", n, because)
}

// questions takes all of them or none, for the same reason.
func (o *object) questions() {
	shown, known := o.live.Fields[course.Questions].(course.QuestionList)
	if !known && isQuiz(o.live) {
		o.note("its questions stay on Whop: this key does not see the answers (it lacks courses:update)")
		return
	}
	questions := make(course.QuestionList, len(shown))
	for i, q := range shown {
		if q.Image != nil {
			image, err := o.draft.assets.add(path.Dir(o.made.Source.Path), *q.Image, spec.QuestionImage)
			if err != nil {
				o.note("its questions stay on Whop: an image of one %v", err)
				return
			}
			q.Image = &image
		}
		questions[i] = o.question(q)
	}
	if len(questions) > 0 || isQuiz(o.live) {
		o.made.Fields[course.Questions] = questions
	}
}

func (o *object) question(q course.Question) course.Question {
	clean := func(s string) string {
		text := o.unsigned(strings.Trim(printable(s), "\n"))
		if text != s {
			o.note("invisible characters in its questions are left out")
		}
		return o.plainComments("its questions have", text)
	}
	q.Text = clean(q.Text)
	if q.Answer != nil {
		answer := clean(*q.Answer)
		q.Answer = &answer
	}
	options := slices.Clone(q.Options)
	for i := range options {
		options[i].Text = clean(options[i].Text)
	}
	q.Options = options
	return q
}

func isQuiz(live *course.Resource) bool {
	return course.IsAssessment(live.Fields.Text(course.LessonType))
}
