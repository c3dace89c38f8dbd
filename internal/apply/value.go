package apply

import (
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// wire returns the values to send for fields: files by their ids, bodies with their
// destinations filled in. complete is false when a body links to lessons that do not
// exist yet.
func (w *walk) wire(fields []plan.FieldChange) (values course.Fields, complete bool, err error) {
	values, complete = course.Fields{}, true
	for _, field := range fields {
		value, whole, err := w.wireValue(field.After)
		if err != nil {
			return nil, false, fmt.Errorf("%s: %w", field.Field, err)
		}
		if field.Field == course.Attachments { // the list replaces all: it names the others' too
			files, _ := value.(course.Files)
			value = append(files, field.Keeps...)
		}
		values[field.Field] = value
		complete = complete && whole
	}
	return values, complete, nil
}

func (w *walk) wireValue(value course.Value) (wired course.Value, complete bool, err error) {
	switch v := value.(type) {
	case course.Body:
		text, complete := w.resolver().Resolve(v)
		return course.Text(text), complete, w.allUploaded(v)
	case course.File:
		file, err := w.uploaded(v)
		return file, true, err
	case course.Files:
		files := make(course.Files, len(v))
		for i := range v {
			if files[i], err = w.uploaded(v[i]); err != nil {
				return nil, false, err
			}
		}
		return files, true, nil
	case course.QuestionList:
		questions := make(course.QuestionList, len(v))
		for i, q := range v {
			if q.Image != nil {
				image, err := w.uploaded(*q.Image)
				if err != nil {
					return nil, false, err
				}
				q.Image = &image
			}
			questions[i] = q
		}
		return questions, true, nil
	}
	return value, true, nil
}

// allUploaded reports the first file of a body that has no address: the text is not to be
// written without its image.
func (w *walk) allUploaded(body course.Body) error {
	for _, ref := range body.Refs {
		if ref.File != nil && w.resolver().FileURL(ref.File.SHA256) == "" {
			return fmt.Errorf("%s was not uploaded", ref.File.Path)
		}
	}
	return nil
}

// uploaded returns the file under the id that Whop knows it by.
func (w *walk) uploaded(file course.File) (course.File, error) {
	if file.SHA256 == "" {
		return file, nil // an existing file, named by its id
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	known, ok := w.files[file.SHA256]
	if !ok {
		return course.File{}, fmt.Errorf("%s was not uploaded", file.Path)
	}
	return course.File{ID: known.ID, Name: file.Name}, nil
}

func (w *walk) resolver() course.Resolver {
	return course.Resolver{
		LessonURL: w.run.LessonURL,
		ID:        w.idOf,
		FileURL: func(sha256 string) string {
			w.mu.Lock()
			defer w.mu.Unlock()
			return w.files[sha256].URL
		},
	}
}

// idOf returns the live id behind an address, "" while it does not exist.
func (w *walk) idOf(address course.Address) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if binding := w.bindings[address]; binding != nil {
		return binding.ID
	}
	return ""
}

// sentDigest is what the state remembers of a written value: its meaning on the side of
// the files.
func (w *walk) sentDigest(value course.Value) course.Digest {
	if body, ok := value.(course.Body); ok {
		value = w.resolver().Link(body)
	}
	return course.DigestOf(value)
}
