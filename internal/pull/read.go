package pull

import (
	"context"
	"errors"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

var errUnreadable = errors.New("the file cannot be read")

// take finds out what the file of a job is to say.
func take(ctx context.Context, in *Input, reader *importer.Reader, s *sender, j *job) error {
	for _, pair := range [][2]course.Field{{course.EmbedType, course.EmbedID}, {course.EmbedID, course.EmbedType}} {
		if slices.Contains(j.fields, pair[0]) && !slices.Contains(j.fields, pair[1]) {
			j.fields = append(j.fields, pair[1])
		}
	}
	data, err := in.Repo.Read(j.file)
	if err != nil && j.file == j.declared.Source.Path {
		return err
	}
	j.before = data
	if in.Fetch != nil {
		shown := &course.Resource{Fields: course.Fields{}}
		for _, field := range j.fields {
			shown.Fields[field] = j.live.Fields[field]
		}
		if err := reader.Fetch(ctx, in.Fetch, j.in, shown); err != nil {
			return err
		}
	}
	taken, notes := reader.Fields(j.in, j.kind(), j.live, j.file, append([]course.Field{course.Title}, j.fields...))
	j.notes, j.wish = append(j.notes, notes...), course.Fields{}
	for _, field := range slices.Clone(j.fields) {
		rule, _ := course.SpecOf(j.kind(), field)
		live := j.live.Fields[field]
		switch value, ok := taken[field]; {
		case ok:
			j.wish[field] = value
		case course.IsEmpty(live), rule.Cleared() != nil && course.Same(live, rule.Cleared()):
			j.wish[field] = course.Null{}
		default:
			j.leave(field, "")
		}
	}
	s.learn(reader)
	if questions, ok := j.wish[course.Questions].(course.QuestionList); ok {
		j.wish[course.Questions] = asLoaded(questions, j.binding.Questions, s.files)
	}
	return nil
}

// asLoaded gives questions the form in which files are loaded.
func asLoaded(questions course.QuestionList, known []state.Question, files map[string]course.File) course.QuestionList {
	out := slices.Clone(questions)
	for i := range out {
		q := &out[i]
		for _, k := range known {
			if k.ID == q.ID {
				q.Key = k.Key
			}
		}
		if q.Image != nil {
			file := files[q.Image.Path]
			q.Image = &file
		}
		var correct []string
		q.Options = slices.Clone(q.Options)
		for at, o := range q.Options {
			if o.Correct == nil {
				q.Options[at].Correct = new(bool)
			} else if *o.Correct {
				correct = append(correct, o.Text)
			}
		}
		if len(q.Options) > 0 {
			q.Answer = new(strings.Join(correct, ", "))
		}
	}
	return out
}

// version is the file with what Whop shows in some fields, and what it includes, by path.
func (s *sender) version(j *job, fields []course.Field) (map[string][]byte, error) {
	return s.revise(j, map[string][]byte{j.file: j.before}, j.declared.Fields, fields)
}

// revise returns a version of the files, of which that of the job says what was gives, with what Whop shows in some fields. Of
// files that are not among them, those of the repository hold.
func (s *sender) revise(j *job, files map[string][]byte, was course.Fields, fields []course.Field) (map[string][]byte, error) {
	revised := map[string][]byte{}
	rev := spec.Revision{Was: was, Fields: course.Fields{}}
	for _, field := range fields {
		if field != course.Content {
			rev.Fields[field] = j.wish[field]
			continue
		}
		m, err := s.text(j, files, was)
		if err != nil {
			return nil, err
		}
		for at, text := range m.included {
			data, err := s.read(files, at)
			if err != nil {
				return nil, err
			}
			was, _ := spec.Body(at, data)
			if revised[at], err = spec.Revise(at, data, spec.Revision{Text: new(ending(text, was))}); err != nil {
				return nil, err
			}
		}
		for _, note := range m.notes {
			j.note(note)
		}
		rev.Text = &m.own
		if _, also := rev.Fields[course.Title]; !also {
			rev.Fields[course.Title] = was[course.Title] // which the new text is not to change
		}
	}
	if _, also := rev.Fields[course.LessonType]; !also && j.kind() == course.KindLesson {
		rev.Fields[course.LessonType] = was[course.LessonType] // which is not to follow from what was written
	}
	data, err := spec.Revise(j.file, files[j.file], rev)
	if err != nil {
		return nil, err
	}
	revised[j.file] = data
	return revised, nil
}

// text merges what Whop shows of the job's text into that of a version of its file.
func (s *sender) text(j *job, files map[string][]byte, was course.Fields) (merging, error) {
	own, ok := spec.Body(j.file, files[j.file])
	if !ok {
		return merging{}, errUnreadable
	}
	shown, rich := importer.Markdown(j.live.Fields.Text(course.Content))
	t := texts{file: j.file, own: own, title: was.Text(course.Title), shown: shown, local: j.wish.Text(course.Content), files: files}
	if !rich {
		t.got = s.known(j, course.Content).Got
	}
	if _, isEmpty := j.wish[course.Content].(course.Null); isEmpty {
		t.shown, t.local = "", ""
	}
	return s.merged(t)
}
