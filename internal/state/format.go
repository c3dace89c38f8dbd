package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// FormatVersion is the version of the document that this program writes and reads.
const FormatVersion = 1

// ErrDamaged is wrapped by every error about a document that cannot be trusted. Such a
// document is never overwritten.
var ErrDamaged = errors.New("the state is damaged")

// checkFormat says of a document or a header whether this program is too old for it.
// It looks at nothing else, for the rest may have changed.
func checkFormat(data []byte) error {
	var format struct {
		Version int `json:"format_version"`
	}
	if err := json.Unmarshal(data, &format); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if format.Version > FormatVersion {
		return fmt.Errorf("the state has format version %d, and this whopsync knows versions up to %d: use a newer whopsync", format.Version, FormatVersion)
	}
	if format.Version < 1 {
		return fmt.Errorf("%w: format_version is missing", ErrDamaged)
	}
	return nil
}

// decodeStrictly reads one JSON value and nothing after it. Unknown fields are refused,
// because the next save would lose them.
func decodeStrictly(data []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return fmt.Errorf("%w: something follows the end", ErrDamaged)
	}
	return nil
}
