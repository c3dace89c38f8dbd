package whop

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"whopsync/internal/course"
)

// Whop's member for a field has the field's name, with one exception: the hosted video
// is written as mux_asset_id and shown as video_asset.id.
const videoAsset = "video_asset"

// readField returns nil for a field that the answer does not show: unknown, not empty.
func readField(kind course.Kind, spec course.Spec, o object) (course.Value, error) {
	raw, shown := o[string(spec.Field)]
	switch {
	case spec.Read == course.ReadNever:
		return nil, nil
	case spec.Field == course.MuxAsset:
		return readVideo(o)
	case !shown:
		return nil, nil
	case isNull(raw):
		return course.Null{}, nil
	case kind == course.KindLesson && spec.Field == course.Thumbnail:
		return readThumbnail(o)
	}
	v, err := readValue(spec.Type, raw)
	if err != nil {
		return nil, fmt.Errorf("%q in the answer: %w", spec.Field, err)
	}
	return v, nil
}

// readThumbnail reads a lesson's picture, of which Whop shows no id: only its presence
// says something. Its address may change with every read, and serves to download it.
func readThumbnail(o object) (course.Value, error) {
	address, err := o.inner(string(course.Thumbnail), "url")
	return course.File{URL: address}, err
}

// readVideo reads the id of the hosted video. The course tree shows videos without ids.
func readVideo(o object) (course.Value, error) {
	raw, shown := o[videoAsset]
	switch {
	case !shown:
		return nil, nil
	case isNull(raw):
		return course.Null{}, nil
	}
	video, err := o.object(videoAsset)
	if err != nil {
		return nil, err
	}
	if id, err := video.optionalText("id"); err != nil || id != "" {
		return course.Text(id), err
	}
	return nil, nil
}

func readValue(t course.Type, raw json.RawMessage) (course.Value, error) {
	switch t {
	case course.TypeText:
		return readAs[course.Text](raw)
	case course.TypeBool:
		return readAs[course.Bool](raw)
	case course.TypeInt:
		return readAs[course.Int](raw)
	case course.TypeDecimal:
		return readDecimal(raw)
	case course.TypeFile:
		return readAsFile(raw)
	case course.TypeFiles:
		return readFiles(raw)
	case course.TypeQuestions:
		return readQuestions(raw)
	}
	return nil, errors.New("not a readable field")
}

func readAs[V course.Value](raw json.RawMessage) (course.Value, error) {
	var v V
	if json.Unmarshal(raw, &v) != nil {
		return nil, errors.New("not of the documented type")
	}
	return v, nil
}

// readDecimal takes a text, as documented, or a number.
func readDecimal(raw json.RawMessage) (course.Value, error) {
	text := string(raw)
	if unquoted, err := strconv.Unquote(text); err == nil {
		text = unquoted
	}
	decimal, ok := course.ParseDecimal(text)
	if !ok {
		return nil, errors.New("not a decimal number")
	}
	return decimal, nil
}

func readAsFile(raw json.RawMessage) (course.Value, error) { return readFile(raw) }

// readFile reads a file as courses and lessons show it. Its id need not be the id that
// was sent (not documented), and its address may be signed: neither printed nor kept.
func readFile(raw json.RawMessage) (course.File, error) {
	var f struct {
		ID           string  `json:"id"`
		Filename     *string `json:"filename"`
		ContentType  *string `json:"content_type"`
		URL          *string `json:"url"`
		SourceURL    *string `json:"source_url"`
		OptimizedURL *string `json:"optimized_url"`
	}
	if json.Unmarshal(raw, &f) != nil {
		return course.File{}, errors.New("not a file")
	}
	return course.File{
		ID:          f.ID,
		Name:        first(f.Filename),
		ContentType: first(f.ContentType),
		URL:         first(f.URL, f.SourceURL, f.OptimizedURL),
	}, nil
}

func first(texts ...*string) string {
	for _, text := range texts {
		if text != nil {
			return *text
		}
	}
	return ""
}

func readFiles(raw json.RawMessage) (course.Value, error) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil, errors.New("not a list of files")
	}
	files := course.Files{}
	for _, item := range list {
		f, err := readFile(item)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// writeFields returns the members of a request's body for exactly the given fields. A
// field that the operation does not take is an error here, because Whop may ignore it
// there without a word.
func writeFields(kind course.Kind, fields course.Fields, takes func(course.Spec) bool) (map[string]any, error) {
	members := map[string]any{}
	for field, value := range fields {
		spec, known := course.SpecOf(kind, field)
		if !known || !takes(spec) {
			return nil, fmt.Errorf("field %q cannot be sent with this request", field)
		}
		member, err := writeValue(value)
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", field, err)
		}
		members[string(field)] = member
	}
	return members, nil
}

func onCreate(spec course.Spec) bool { return spec.Create }
func onUpdate(spec course.Spec) bool { return spec.Update }

func writeValue(value course.Value) (any, error) {
	switch v := value.(type) {
	case course.Null:
		return nil, nil
	case course.Text, course.Bool, course.Int:
		return v, nil
	case course.Decimal:
		return string(v), nil
	case course.Body:
		if len(v.Refs) > 0 {
			return nil, errors.New("the text still holds places to fill in")
		}
		return v.Text, nil
	case course.File:
		return writeFile(v)
	case course.Files:
		return writeFiles(v)
	case course.QuestionList:
		return writeQuestions(v)
	case course.Requirement:
		return writeRequirement(v)
	}
	return nil, fmt.Errorf("no way to send a %T", value)
}

func writeFile(f course.File) (any, error) {
	if f.ID == "" {
		return nil, fmt.Errorf("file %q is not uploaded", f.Path)
	}
	return map[string]any{"id": f.ID}, nil
}

func writeFiles(files course.Files) (any, error) {
	list := []any{}
	for _, f := range files {
		item, err := writeFile(f)
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	return list, nil
}
