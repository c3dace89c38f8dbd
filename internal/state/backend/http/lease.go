package http

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/document"
)

// lease is the right to write that a server's lock gives.
type lease struct {
	store  *store
	holder state.Holder

	known    bool // version and now are what the server holds
	version  string
	now      envelope
	released bool
}

// check asks the server whether the lock is still ours.
func (l *lease) check(ctx context.Context) error {
	if l.released {
		return state.ErrLeaseLost
	}
	holder, err := l.store.Holder(ctx)
	if err != nil {
		return err
	}
	if holder == nil || holder.ID != l.holder.ID {
		return state.ErrLeaseLost
	}
	return nil
}

// Load gets the document while the lock is ours.
func (l *lease) Load(ctx context.Context) (*state.State, error) {
	if err := l.check(ctx); err != nil {
		return nil, err
	}
	if err := l.learn(ctx); err != nil || l.now.State == nil {
		return nil, err
	}
	return l.now.State.Clone(), nil
}

func (l *lease) learn(ctx context.Context) error {
	data, version, err := l.Read(ctx)
	if err != nil {
		return err
	}
	l.now = envelope{}
	if data != nil {
		l.now, err = decodeEnvelope(data)
	}
	l.version, l.known = version, err == nil
	return err
}

// Note writes all of s, which the entries are in.
func (l *lease) Note(ctx context.Context, s *state.State, entries []state.Entry) error {
	if err := state.CheckEntries(entries); err != nil {
		return fmt.Errorf("note: %w", err)
	}
	return l.put(ctx, s, s.Clone())
}

// Save writes s under the next serial.
func (l *lease) Save(ctx context.Context, s *state.State) error {
	saved := s.Clone()
	saved.Serial++
	err := l.put(ctx, s, saved)
	if err == nil {
		s.Serial = saved.Serial
	}
	return l.store.copies.Keep(saved, err)
}

// put writes next, which has grown from base.
func (l *lease) put(ctx context.Context, base, next *state.State) error {
	if !l.known {
		if err := l.learn(ctx); err != nil {
			return err
		}
	}
	if err := state.CheckBase(l.now.State, base, l.store.Location()); err != nil {
		return l.lostOr(ctx, err)
	}
	written := envelope{l.now.Serial + 1, next}
	data, err := written.encode()
	if err != nil {
		return err
	}
	l.known = false
	version, err := document.Replace(ctx, l, l.version, data, "")
	switch {
	case errors.Is(err, state.ErrLeaseLost):
		return state.ErrLeaseLost
	case errors.Is(err, document.ErrMoved):
		return l.lostOr(ctx, fmt.Errorf("%s was written to by something that did not ask for the lock", l.store.Location()))
	case err != nil:
		return fmt.Errorf("write %s: %w", l.store.Location(), err)
	}
	l.version, l.now, l.known = version, written, true
	return nil
}

// lostOr returns ErrLeaseLost instead of an error that comes of it.
func (l *lease) lostOr(ctx context.Context, err error) error {
	if lost := l.check(ctx); lost != nil {
		return lost
	}
	return err
}

// Release gives the lock back, if it is still ours. An answer that is lost is not missed:
// what counts is who holds the lock then.
func (l *lease) Release(ctx context.Context) error {
	err := l.check(ctx)
	if err == nil {
		if err = l.store.free(ctx, l.holder); err != nil && errors.Is(l.check(ctx), state.ErrLeaseLost) {
			err = nil
		}
	}
	l.released = true
	if errors.Is(err, state.ErrLeaseLost) {
		return nil
	}
	return err
}

// These three make of a server a slot, for as long as the lock is ours.

// Read returns the document as we would write it, for a server may store it otherwise.
func (l *lease) Read(ctx context.Context) ([]byte, string, error) {
	now, err := l.store.get(ctx)
	if err != nil || now.State == nil {
		return nil, "", err
	}
	data, err := now.encode()
	return data, versionOf(data), err
}

// Swap looks at the lock before each try. A good server refuses by itself what comes without
// it; a lax one would take what is sent again after the lock has gone to another.
func (l *lease) Swap(ctx context.Context, _ string, data []byte, _ string) (string, error) {
	if err := l.check(ctx); errors.Is(err, state.ErrLeaseLost) {
		return "", document.Denied(err)
	} else if err != nil {
		return "", err
	}
	answer, err := l.store.server.send(ctx, request{method: http.MethodPost, id: l.holder.ID, body: data})
	if err != nil {
		return "", err
	}
	if isConflict(answer.status) {
		return "", document.Denied(document.ErrMoved)
	}
	return versionOf(data), answer.error()
}

func (l *lease) Close() error { return nil }

func versionOf(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }
