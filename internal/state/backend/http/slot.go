package http

import (
	"bytes"
	"context"
	"net/http"
	"slices"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/document"
)

// slot makes one document of the state and the lock, which the server keeps apart, for as long
// as the lock is the holder's.
type slot struct {
	store  *store
	holder state.Holder

	serial     int64 // of the envelope on the server
	isKnown    bool  // serial is, and runs are
	runs       []packedRun
	kept       *packedRun // goes along with the next write, which names it
	keptSerial int64
}

// Read returns the document as we would write it, for a server may store it otherwise.
func (s *slot) Read(ctx context.Context) ([]byte, string, error) {
	holder, err := s.store.Holder(ctx)
	if err != nil {
		return nil, "", err
	}
	now, err := s.get(ctx)
	if err != nil {
		return nil, "", err
	}
	data, err := document.Document{Lock: holder, State: now.State}.Encode()
	return data, string(data), err
}

func (s *slot) get(ctx context.Context) (envelope, error) {
	now, err := s.store.get(ctx)
	s.serial, s.runs, s.isKnown = now.Serial, now.Runs, err == nil
	return now, err
}

// Swap looks at the lock before each try. A good server refuses by itself what comes without
// it; a lax one would take what is sent again after the lock has gone to another.
func (s *slot) Swap(ctx context.Context, _ string, data []byte, _ string) (string, error) {
	holder, err := s.store.Holder(ctx)
	if err != nil {
		return "", err
	}
	if holder == nil || holder.ID != s.holder.ID {
		return "", document.Denied(document.ErrMoved)
	}
	next, err := document.Decode(data)
	if err != nil {
		return "", err
	}
	if next.Lock == nil {
		return string(data), s.store.free(ctx, s.holder)
	}
	return string(data), s.post(ctx, next.State)
}

func (s *slot) post(ctx context.Context, next *state.State) error {
	if !s.isKnown {
		if _, err := s.get(ctx); err != nil {
			return err
		}
	}
	runs := s.withKept()
	body, err := envelope{s.serial + 1, next, runs}.encode()
	if err != nil {
		return err
	}
	s.isKnown = false
	answer, err := s.store.server.send(ctx, request{method: http.MethodPost, id: s.holder.ID, body: body})
	if err == nil && isConflict(answer.status) {
		err = document.Denied(document.ErrMoved)
	}
	if err == nil {
		err = answer.error()
	}
	if err != nil {
		return err
	}
	s.serial, s.runs, s.kept, s.isKnown = s.serial+1, runs, nil, true
	return nil
}

func (s *slot) Close() error { return nil }

// Keep has the next write take a record along.
func (s *slot) Keep(_ context.Context, serial int64, record []byte) error {
	packed, err := pack(record)
	if err != nil {
		return err
	}
	s.kept, s.keptSerial = &packedRun{Packed: packed}, serial
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
