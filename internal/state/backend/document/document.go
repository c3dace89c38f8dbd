// Package document keeps a state, and who is writing it, as one document on a backend that
// many machines reach: a git ref, or an object of a bucket. A backend has to do one thing
// only, which is to tell the second of two who replace the same version. All that a
// state.Store promises follows from that here.
package document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"whopsync/internal/state"
)

// Document is the content of a slot: the state, and the holder of its lock. Both are one
// document, so no process can take a taken lock, or write after its lock was freed: either
// write would replace an old version. While the lock is free, the bytes equal the document
// of a file store.
type Document struct {
	Lock  *state.Holder
	State *state.State // nil: nothing was ever noted or saved
}

func (d Document) isHeldBy(h state.Holder) bool { return d.Lock != nil && d.Lock.ID == h.ID }

// Encode returns what Decode reads.
func (d Document) Encode() ([]byte, error) {
	lock, err := json.MarshalIndent(struct {
		Lock *state.Holder `json:"lock,omitempty"`
	}{d.Lock}, "", "  ")
	switch {
	case err != nil:
		return nil, fmt.Errorf("encode lock: %w", err)
	case d.State == nil:
		return append(lock, '\n'), nil
	}
	data, err := d.State.Encode()
	if err != nil || d.Lock == nil {
		return data, err
	}
	return slices.Concat(bytes.TrimSuffix(lock, []byte("\n}")), []byte(","), bytes.TrimPrefix(data, []byte("{"))), nil
}

// Decode reads a document. No data at all is a place that was never written to.
func Decode(data []byte) (d Document, err error) {
	if len(data) == 0 {
		return Document{}, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return Document{}, fmt.Errorf("%w: %w", state.ErrDamaged, err)
	}
	lock, isLocked := fields["lock"]
	delete(fields, "lock")
	if len(fields) > 0 {
		rest, err := json.Marshal(fields)
		if err != nil {
			return Document{}, fmt.Errorf("%w: %w", state.ErrDamaged, err)
		}
		if d.State, err = state.Decode(rest); err != nil {
			return Document{}, err
		}
	}
	if isLocked {
		err = decodeHolder(lock, &d.Lock)
	}
	return d, err
}

// decodeHolder reads the holder of a lock. Unknown fields are refused, because the next
// write would lose them.
func decodeHolder(data []byte, holder **state.Holder) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(holder); err != nil {
		return fmt.Errorf("%w: %w", state.ErrDamaged, err)
	}
	return nil
}
