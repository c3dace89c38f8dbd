package http

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

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

// Keep has the next write take a record along.
func (s *slot) Keep(_ context.Context, serial int64, record []byte) error {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write(record)
	if err = errors.Join(err, w.Close()); err != nil {
		return fmt.Errorf("pack the record: %w", err)
	}
	if packed.Len() > mostRuns {
		return fmt.Errorf("%w: packed it has %d KiB, and with every note up to %d KiB of records are sent", state.ErrRunTooLong, packed.Len()>>10, mostRuns>>10)
	}
	s.kept, s.keptSerial = &packedRun{Packed: packed.Bytes()}, serial
	return nil
}

// withKept returns the records that the next write takes along.
func (s *slot) withKept() []packedRun {
	isKept := func(run packedRun) bool { return bytes.Equal(run.Packed, s.kept.Packed) } // and the answer was lost
	if s.kept == nil || slices.ContainsFunc(s.runs, isKept) {
		return s.runs
	}
	byName := map[string]packedRun{}
	var names []string
	for _, run := range s.runs {
		byName[run.Name], names = run, append(names, run.Name)
	}
	name := state.NextRunName(s.store.at.Env, s.keptSerial, names)
	byName[name], names = packedRun{name, s.kept.Packed}, append(names, name)
	names = state.RunsOf(s.store.at.Env, names)
	size := func(name string) int { return len(byName[name].Packed) }
	var runs []packedRun
	for _, name := range names[len(state.Outdated(names, size, mostRuns)):] {
		runs = append(runs, byName[name])
	}
	return runs
}

// Runs reads the records in the document.
func (s *slot) Runs(ctx context.Context, want func([]string) []string) ([]state.Run, error) {
	return s.store.Runs(ctx, want)
}

// Runs reads the records in the document.
func (h *store) Runs(ctx context.Context, want func([]string) []string) ([]state.Run, error) {
	now, err := h.get(ctx)
	if err != nil {
		return nil, err
	}
	packed := map[string][]byte{}
	var names []string
	for _, run := range now.Runs {
		packed[run.Name], names = run.Packed, append(names, run.Name)
	}
	var runs []state.Run
	for _, name := range state.Wanted(state.RunsOf(h.at.Env, names), want) {
		data, err := unpacked(packed[name])
		if err != nil {
			return nil, fmt.Errorf("read run %s in %s: %w", name, h.Location(), err)
		}
		runs = append(runs, state.Run{Name: name, Data: data})
	}
	return runs, nil
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
