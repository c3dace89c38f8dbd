package emulator

import (
	"fmt"
	"sync"
	"time"
)

// site is one Whop: its objects and its behaviour.
type site struct {
	clock func() time.Time

	mu     sync.Mutex
	world  *world
	store  *store
	quirks Quirks
}

// now is the time as Whop writes it: UTC, in milliseconds.
func (s *site) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// commit makes what was changed since the last commit durable, all of it or nothing.
func (s *site) commit() error { return s.store.append(s.world.takeChanges()) }

// lock returns how to unlock.
func (s *site) lock() (unlock func()) {
	s.mu.Lock()
	return s.mu.Unlock
}

func (s *site) change(change func(*world) error) error {
	defer s.lock()()
	if err := change(s.world); err != nil {
		return err
	}
	return s.commit()
}

func (s *site) make(make func(*world) (string, error)) (id string, err error) {
	err = s.change(func(w *world) error {
		id, err = make(w)
		return err
	})
	return id, err
}

// find returns what has the id.
func find[V any](m map[string]V, kind, id string) (V, error) {
	v, ok := m[id]
	if !ok {
		return v, fmt.Errorf("find %s %s: not in this world", kind, id)
	}
	return v, nil
}
