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
	if decode := decoders[typeOf(field)]; decode != nil {
		return decode(data)
	}
	return nil, fmt.Errorf("decode value: there is no field %q", field)
}

var decoders = map[Type]func(data []byte) (Value, error){
	TypeText:        decode[Text],
	TypeBool:        decode[Bool],
	TypeInt:         decode[Int],
	TypeDecimal:     decode[Decimal],
	TypeFile:        decode[File],
	TypeFiles:       decode[Files],
	TypeQuestions:   decode[QuestionList],
	TypeRequirement: decode[Requirement],
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
