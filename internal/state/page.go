package state

import (
	"encoding/json"
	"fmt"
)

// page is what a shared place holds: the state, and who is writing it. They are one
// document, so that whoever replaces it can neither take a lock that is taken nor write
// with one that was freed: both would be replacing a page that is no longer there. While
// nobody writes, a page is byte for byte the document of a file store.
type page struct {
	lock  *Holder
	state *State // nil: nothing was ever noted or saved
}

// pageJSON is a page in JSON: the state with one more field.
type pageJSON struct {
	Lock *Holder `json:"lock,omitempty"`
	*State
}

func (p page) encode() ([]byte, error) {
	if p.state != nil {
		if err := p.state.check(); err != nil {
			return nil, fmt.Errorf("encode state: %w", err)
		}
	}
	data, err := json.MarshalIndent(pageJSON{p.lock, p.state}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode state: %w", err)
	}
	return append(data, '\n'), nil
}

// decodePage reads a page. No data at all is a place that was never written to.
func decodePage(data []byte) (page, error) {
	if len(data) == 0 {
		return page{}, nil
	}
	var format struct {
		Version *int `json:"format_version"`
	}
	if err := json.Unmarshal(data, &format); err != nil {
		return page{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if format.Version == nil {
		var empty struct {
			Lock *Holder `json:"lock"`
		}
		err := decodeStrictly(data, &empty)
		return page{lock: empty.Lock}, err
	}
	if err := checkFormat(data); err != nil {
		return page{}, err
	}
	p := pageJSON{State: New("")}
	if err := decodeStrictly(data, &p); err != nil {
		return page{}, err
	}
	p.Bindings, p.Files = orEmpty(p.Bindings), orEmpty(p.Files)
	return page{p.Lock, p.State}, p.State.check()
}
