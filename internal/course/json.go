package course

import (
	"encoding/json"
	"fmt"
)

// MarshalJSON writes null.
func (Null) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

// MarshalJSON writes the text alone: where it points to is told by the files beside it.
func (b Body) MarshalJSON() ([]byte, error) { return json.Marshal(b.Text) }

// DecodeValue reads a value of the given type as its MarshalJSON wrote it. Content comes
// back as Text.
func DecodeValue(t Type, data []byte) (Value, error) {
	if string(data) == "null" {
		return Null{}, nil
	}
	switch t {
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
	return nil, fmt.Errorf("decode value: no type %d", t)
}

func decode[V Value](data []byte) (Value, error) {
	var v V
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, fmt.Errorf("decode value: %w", err)
	}
	return v, nil
}
