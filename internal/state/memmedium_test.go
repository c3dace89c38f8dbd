package state

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"

	"whopsync/internal/testscale"
)

// memMedium is a page in memory, on the other side of a line that loses requests and
// answers.
type memMedium struct {
	mu      sync.Mutex
	data    []byte
	version int
	swaps   int
	tries   map[string]int // how often each page was to be put in the place of each version
	fault   func(try int) lineFault
}

type lineFault int

const (
	lineWorks      lineFault = iota
	losesRequest             // and nothing happened
	losesAnswer              // and it happened all the same
	refusesForGood           // as a server does that wants another key
)

var errLine = errors.New("the line is dead")

func (m *memMedium) open(context.Context, bool) (cell, error) { return m, nil }
func (m *memMedium) location() string                         { return "memory" }
func (m *memMedium) close() error                             { return nil }

func (m *memMedium) read(context.Context) ([]byte, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.version == 0 {
		return nil, "", nil
	}
	return slices.Clone(m.data), strconv.Itoa(m.version), nil
}

func (m *memMedium) swap(_ context.Context, version string, data []byte, _ string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.swaps++
	fault := lineWorks
	if m.fault != nil {
		if m.tries == nil {
			m.tries = map[string]int{}
		}
		m.tries[version+string(data)]++
		fault = m.fault(m.tries[version+string(data)])
	}
	switch fault {
	case losesRequest:
		return "", errLine
	case refusesForGood:
		return "", &deniedError{errLine}
	}
	if version != "" && version != strconv.Itoa(m.version) || version == "" && m.version != 0 {
		return "", errMoved
	}
	m.version++
	m.data = slices.Clone(data)
	if fault == losesAnswer {
		return "", errLine
	}
	return strconv.Itoa(m.version), nil
}

func (m *memMedium) store(t *testing.T) *pageStore {
	return &pageStore{medium: m, copies: copies{OS{}, t.TempDir(), "local"}}
}

func TestPageStoreConforms(t *testing.T) {
	testStore(t, testscale.Rounds(25, 1), func(t *testing.T) place {
		m := &memMedium{}
		return func() Store { return m.store(t) }
	})
}

// The suite once more, over a line on which half of all that is written goes wrong.
func TestPageStoreConformsOverABadLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		random := rand.New(rand.NewPCG(3, 4))
		for _, promise := range promises(3) {
			m := &memMedium{fault: func(try int) lineFault {
				if try == swapTries { // when a store would give up
					return lineWorks
				}
				return lineFault(random.IntN(3))
			}}
			promise.test(t, func() Store { return m.store(t) })
			if t.Failed() {
				t.Fatalf("promise: %s", promise.name)
			}
		}
	})
}

func TestARefusalIsNotAskedForAgain(t *testing.T) {
	m := &memMedium{fault: func(int) lineFault { return refusesForGood }}
	if _, err := m.store(t).Lock(t.Context(), holderNamed("1")); !errors.Is(err, errLine) || m.swaps != 1 {
		t.Errorf("got %v after %d tries, want the refusal after one", err, m.swaps)
	}
}

func TestASharedSaveThatFailsLeavesACopyAndSaysWhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memMedium{}
		store := m.store(t)
		lease := mustLock(t, store, "1")
		s := New("lineage-1")
		s.Replay(note(1))
		m.fault = func(int) lineFault { return losesRequest }
		err := lease.Save(t.Context(), s)
		path := store.copies.dir + "/local.state.json.errored"
		want := "save state: write memory: the line is dead; a copy is at " + path + ", and the journal still holds what was noted"
		if err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
		if copied, err := Decode(mustRead(t, path)); err != nil || !hasNote(copied, 1) || copied.Serial != 1 || s.Serial != 0 {
			t.Errorf("the copy: %v", err)
		}
		m.fault = nil
		mustRelease(t, lease)
		mustEqual(t, nil, mustLoad(t, store))
	})
}

// A save whose answer never came took place; the lock must not stay because of it.
func TestALeaseIsGivenBackAlsoWhenItIsNotKnownWhatIsStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memMedium{}
		store := m.store(t)
		lease := mustLock(t, store, "1")
		m.mu.Lock()
		m.version++ // as if by such a save
		m.mu.Unlock()
		mustRelease(t, lease)
		if holder, err := store.Holder(t.Context()); holder != nil || err != nil {
			t.Errorf("held by %v (%v), want nobody", holder, err)
		}
	})
}

func TestAPageAtRestIsTheDocument(t *testing.T) {
	s := pottery()
	got, err := page{state: s}.encode()
	if err != nil || string(got) != document(t, s) {
		t.Errorf("got %s (%v)", got, err)
	}
}

func TestADamagedPageIsReportedAndLeftAsItIs(t *testing.T) {
	for name, data := range map[string]string{
		"no JSON":       "{",
		"cut short":     `{"lock": {"id": "1"`,
		"foreign field": `{"lock": null, "bindings": {}}`,
		"no lineage":    `{"format_version": 1, "serial": 1}`,
		"an array":      `[]`,
	} {
		t.Run(name, func(t *testing.T) {
			m := &memMedium{data: []byte(data), version: 1}
			if _, err := m.store(t).Load(t.Context()); !errors.Is(err, ErrDamaged) {
				t.Errorf("load: got %v, want ErrDamaged", err)
			}
			if _, err := m.store(t).Lock(t.Context(), holderNamed("1")); !errors.Is(err, ErrDamaged) {
				t.Errorf("lock: got %v, want ErrDamaged", err)
			}
			if err := m.store(t).Unlock(t.Context(), "1"); !errors.Is(err, ErrDamaged) || string(m.data) != data {
				t.Errorf("unlock: got %v and %s", err, m.data)
			}
		})
	}
}
