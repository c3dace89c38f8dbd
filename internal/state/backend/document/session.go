package document

import (
	"context"
	"errors"
	"fmt"

	"whopsync/internal/state"
)

// session is a slot whose document is a state, and its place in words.
type session struct {
	slot     Slot
	location string
}

// open begins a session with a medium.
func open(ctx context.Context, m Medium, write bool) (session, error) {
	slot, err := m.Open(ctx, write)
	return session{slot, m.Location()}, err
}

// update changes the document that is there, whoever else does so at the same time.
func (s session) update(ctx context.Context, why string, change func(*document) error) error {
	for {
		now, version, err := s.read(ctx)
		if err != nil {
			return err
		}
		if err := change(&now); err != nil {
			return err
		}
		if _, err := s.replace(ctx, version, now, why); !errors.Is(err, ErrMoved) {
			return err
		}
	}
}

func (s session) read(ctx context.Context) (document, string, error) {
	data, version, err := s.slot.Read(ctx)
	if err != nil {
		return document{}, "", state.Unread(err)
	}
	now, err := decode(data)
	if err != nil {
		return document{}, "", fmt.Errorf("read %s: %w", s.location, err)
	}
	return now, version, nil
}

// replace puts a document in the place of a version, and returns its own.
func (s session) replace(ctx context.Context, version string, next document, why string) (string, error) {
	data, err := next.encode()
	if err != nil {
		return "", err
	}
	return Replace(ctx, s.slot, version, data, why)
}
