package http

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"whopsync/internal/state"
)

// Terraform's protocol knows one document at one address, and servers answer below it as they like. So the
// records of runs travel in that document, packed. Since each note sends all of it, they are few bytes: the newest
// ones, as long as they fit.
const mostRuns = 512 << 10

// packedRun is the record of a run in the document.
type packedRun struct {
	Name   string `json:"name"`
	Packed []byte `json:"gzip"`
}

func pack(record []byte) ([]byte, error) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write(record)
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, fmt.Errorf("pack the record: %w", err)
	}
	if packed.Len() > mostRuns {
		return nil, fmt.Errorf("%w: packed it has %d KiB, and with every note up to %d KiB of records are sent", state.ErrRunTooLong, packed.Len()>>10, mostRuns>>10)
	}
	return packed.Bytes(), nil
}

func unpacked(data []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	data, err = io.ReadAll(io.LimitReader(r, state.MaxRun+1))
	if err == nil && len(data) > state.MaxRun {
		err = state.ErrRunTooLong
	}
	return data, err
}
