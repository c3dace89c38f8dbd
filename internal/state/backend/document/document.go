// Package document keeps a state, and who is writing it, as one document on a medium that
// many machines reach: a git ref, or an object of a bucket. A medium has to do one thing
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

// document is what a medium holds: the state, and who is writing it. They are one, so that
// whoever replaces the document can neither take a lock that is taken nor write with one
// that was freed: both would be replacing a version that is no longer there. While nobody
// writes, it is byte for byte the document of a file store.
type document struct {
	lock  *state.Holder
	state *state.State // nil: nothing was ever noted or saved
}

func (p document) encode() ([]byte, error) {
	lock, err := json.MarshalIndent(struct {
		Lock *state.Holder `json:"lock,omitempty"`
	}{p.lock}, "", "  ")
	switch {
	case err != nil:
		return nil, fmt.Errorf("encode lock: %w", err)
	case p.state == nil:
		return append(lock, '\n'), nil
	}
	data, err := p.state.Encode()
	if err != nil || p.lock == nil {
		return data, err
	}
	return slices.Concat(bytes.TrimSuffix(lock, []byte("\n}")), []byte(","), bytes.TrimPrefix(data, []byte("{"))), nil
}

// decode reads a document. No data at all is a place that was never written to.
func decode(data []byte) (p document, err error) {
	if len(data) == 0 {
		return document{}, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return document{}, fmt.Errorf("%w: %w", state.ErrDamaged, err)
	}
	lock := fields["lock"]
	delete(fields, "lock")
	if len(fields) > 0 {
		rest, err := json.Marshal(fields)
		if err != nil {
			return document{}, fmt.Errorf("%w: %w", state.ErrDamaged, err)
		}
		if p.state, err = state.Decode(rest); err != nil {
			return document{}, err
		}
	}
	p.lock, err = decodeHolder(lock)
	return p, err
}

// decodeHolder reads who holds a lock. What is not known of it would be lost with the next
// write, so it is refused.
func decodeHolder(data []byte) (holder *state.Holder, err error) {
	if data == nil {
		return nil, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&holder); err != nil {
		return nil, fmt.Errorf("%w: %w", state.ErrDamaged, err)
	}
	return holder, nil
}
