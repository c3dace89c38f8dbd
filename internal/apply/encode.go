package apply

import (
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// encoder turns values of the files into values to send: files by their ids, bodies with
// their links resolved.
type encoder struct {
	lessonURL string
	journal   *journal
}

// request is a write of some fields of an object.
type request struct {
	encode  encoder
	address course.Address
	fields  []plan.FieldChange
	values  course.Fields // to send
	// isComplete is false when a body has links to lessons that do not exist yet. Such a body is
	// remembered as a text that the files do not want.
	isComplete bool
}

func (e encoder) request(address course.Address, fields []plan.FieldChange) (request, error) {
	r := request{encode: e, address: address, fields: fields, values: course.Fields{}, isComplete: true}
	for _, field := range fields {
		value, isComplete, err := e.value(field.After)
		if err != nil {
			return r, fmt.Errorf("%s: %w", field.Field, err)
		}
		if field.Field == course.Attachments { // the list replaces all: it names the others' too
			files, _ := value.(course.Files)
			value = append(files, field.ForeignFiles...)
		}
		r.values[field.Field] = value
		r.isComplete = r.isComplete && isComplete
	}
	return r, nil
}

func (e encoder) value(value course.Value) (encoded course.Value, isComplete bool, err error) {
	switch v := value.(type) {
	case course.Body:
		text, isComplete := e.resolver().Resolve(v)
		return course.Text(text), isComplete, e.allUploaded(v)
	case course.File:
		file, err := e.uploaded(v)
		return file, true, err
	case course.Files:
		files := make(course.Files, len(v))
		for i := range v {
			if files[i], err = e.uploaded(v[i]); err != nil {
				return nil, false, err
			}
		}
		return files, true, nil
	case course.QuestionList:
		questions, err := e.questions(v)
		return questions, true, err
	}
	return value, true, nil
}

func (e encoder) questions(list course.QuestionList) (course.QuestionList, error) {
	questions := make(course.QuestionList, len(list))
	for i, q := range list {
		if q.Image != nil {
			image, err := e.uploaded(*q.Image)
			if err != nil {
				return nil, err
			}
			q.Image = &image
		}
		questions[i] = q
	}
	return questions, nil
}

// allUploaded reports the first file of a body that has no address: the text is not to be
// written without its image.
func (e encoder) allUploaded(body course.Body) error {
	for _, ref := range body.Refs {
		if ref.File != nil && e.resolver().FileURL(*ref.File) == "" {
			return fmt.Errorf("%s was not uploaded", ref.File.Path)
		}
	}
	return nil
}

// uploaded returns the file under the id that Whop knows it by.
func (e encoder) uploaded(file course.File) (course.File, error) {
	if file.SHA256 == "" {
		return file, nil // an existing file, named by its id
	}
	known, ok := e.journal.file(file, false)
	if !ok {
		return course.File{}, fmt.Errorf("%s was not uploaded", file.Path)
	}
	return course.File{ID: known.ID, Name: file.Name}, nil
}

func (e encoder) resolver() course.Resolver {
	return course.Resolver{
		LessonURL: e.lessonURL,
		ID:        e.journal.idOf,
		FileURL: func(file course.File) string {
			known, _ := e.journal.file(file, true)
			return known.URL
		},
	}
}

// digest is what the state remembers of a written value: its meaning on the side of
// the files.
func (e encoder) digest(value course.Value) course.Digest {
	if body, ok := value.(course.Body); ok {
		value = e.resolver().Link(body)
	}
	return course.DigestOf(value)
}

func (r request) digests() map[course.Field]course.Digest {
	digests := make(map[course.Field]course.Digest, len(r.fields))
	for _, field := range r.fields {
		digests[field.Field] = r.encode.digest(field.After)
	}
	return digests
}
