package http

import (
	"context"
	"net/http"

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
