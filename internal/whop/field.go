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
		return readFile(raw)
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
		return convert(v, func(_ int, f course.File) (any, error) { return writeFile(f) })
	case course.QuestionList:
		return convert(v, writeQuestion)
	case course.Requirement:
		return writeRequirement(v)
	}
	return nil, fmt.Errorf("no way to send a %T", value)
}
