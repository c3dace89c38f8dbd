package course

import (
	"encoding/json"
	"fmt"
)

// MarshalJSON writes null.
func (Null) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

// MarshalJSON writes the text alone: where it points to is told by the files beside it.
func (b Body) MarshalJSON() ([]byte, error) { return json.Marshal(b.Text) }

// UnmarshalJSON reads the values of fields, each by the type of its field.
func (f *Fields) UnmarshalJSON(data []byte) error {
	var raw map[Field]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil || raw == nil {
		return err
	}
	*f = make(Fields, len(raw))
	for field, data := range raw {
		value, err := DecodeValue(field, data)
		if err != nil {
			return err
		}
		(*f)[field] = value
	}
	return nil
}

// DecodeValue reads the value of a field as its MarshalJSON wrote it. Content comes back as
// Text.
func DecodeValue(field Field, data []byte) (Value, error) {
	if string(data) == "null" {
		return Null{}, nil
	}
	switch typeOf(field) {
	case TypeText:
		return decode[Text](data)
	case TypeBool:
		return decode[Bool](data)
	case TypeInt:
		return decode[Int](data)
	case TypeDecimal:
		return decode[Decimal](data)
	case TypeFile:
		return decode[File](data)
	case TypeFiles:
		return decode[Files](data)
	case TypeQuestions:
		return decode[QuestionList](data)
	case TypeRequirement:
		return decode[Requirement](data)
	}
	return nil, fmt.Errorf("decode value: there is no field %q", field)
}

// typeOf returns the type of a field, which is one for all kinds; -1 if there is no such field.
func typeOf(field Field) Type {
	for kind := range specs {
		if spec, ok := SpecOf(kind, field); ok {
			return spec.Type
		}
	}
	return -1
}

func decode[V Value](data []byte) (Value, error) {
	var v V
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, fmt.Errorf("decode value: %w", err)
	}
	return v, nil
}
