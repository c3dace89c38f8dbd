package document

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/file"
	"whopsync/internal/state/storetest"
	"whopsync/internal/testscale"
)

// memMedium is a document in memory, on the other side of a line that loses requests and
// answers.
type memMedium struct {
	mu      sync.Mutex
	data    []byte
	version int
	swaps   int
	tries   map[string]int // how often each document was to be put in the place of each version
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

func (m *memMedium) Open(context.Context, bool) (Slot, error) { return m, nil }
func (m *memMedium) Location() string                         { return "memory" }
func (m *memMedium) Close() error                             { return nil }

func (m *memMedium) Read(context.Context) ([]byte, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.version == 0 {
		return nil, "", nil
	}
	return slices.Clone(m.data), strconv.Itoa(m.version), nil
}

func (m *memMedium) Swap(_ context.Context, version string, data []byte, _ string) (string, error) {
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
		return "", ErrMoved
	}
	m.version++
	m.data = slices.Clone(data)
	if fault == losesAnswer {
		return "", errLine
	}
	return strconv.Itoa(m.version), nil
}

func (m *memMedium) store(t *testing.T) *Store {
	return &Store{medium: m, copies: file.Copies{Dir: t.TempDir(), Env: "local"}}
}

func TestPageStoreConforms(t *testing.T) {
	storetest.Conform(t, testscale.Rounds(25, 1), func(t *testing.T) storetest.Place {
		m := &memMedium{}
		return func() state.Store { return m.store(t) }
	})
}

// The suite once more, over a line on which half of all that is written goes wrong.
func TestPageStoreConformsOverABadLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		random := rand.New(rand.NewPCG(3, 4))
		for _, promise := range storetest.Promises(3) {
			m := &memMedium{fault: func(try int) lineFault {
				if try == Tries { // when a store would give up
					return lineWorks
				}
				return lineFault(random.IntN(3))
			}}
			promise.Test(t, func() state.Store { return m.store(t) })
			if t.Failed() {
				t.Fatalf("promise: %s", promise.Name)
			}
		}
	})
}

func TestARefusalIsNotAskedForAgain(t *testing.T) {
	m := &memMedium{fault: func(int) lineFault { return refusesForGood }}
	if _, err := m.store(t).Lock(t.Context(), storetest.HolderNamed("1")); !errors.Is(err, errLine) || m.swaps != 1 {
		t.Errorf("got %v after %d tries, want the refusal after one", err, m.swaps)
	}
}

func TestASharedSaveThatFailsLeavesACopyAndSaysWhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memMedium{}
		store := m.store(t)
		lease := storetest.MustLock(t, store, "1")
		s := state.New("lineage-1")
		s.Replay(storetest.Note(1))
		m.fault = func(int) lineFault { return losesRequest }
		err := lease.Save(t.Context(), s)
		path := store.copies.Dir + "/local.state.json.errored"
		want := "save state: write memory: the line is dead; a copy is at " + path + ", and the journal still holds what was noted"
		if err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if copied, err := state.Decode(data); err != nil || !storetest.HasNote(copied, 1) || copied.Serial != 1 || s.Serial != 0 {
			t.Errorf("the copy: %v", err)
		}
		m.fault = nil
		storetest.MustRelease(t, lease)
		storetest.MustEqual(t, nil, storetest.MustLoad(t, store))
	})
}

// A save whose answer never came took place; the lock must not stay because of it.
func TestALeaseIsGivenBackAlsoWhenItIsNotKnownWhatIsStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memMedium{}
		store := m.store(t)
		lease := storetest.MustLock(t, store, "1")
		m.mu.Lock()
		m.version++ // as if by such a save
		m.mu.Unlock()
		storetest.MustRelease(t, lease)
		if holder, err := store.Holder(t.Context()); holder != nil || err != nil {
			t.Errorf("held by %v (%v), want nobody", holder, err)
		}
	})
}

func TestAPageAtRestIsTheDocument(t *testing.T) {
	s := storetest.Pottery()
	got, err := document{state: s}.encode()
	if err != nil || string(got) != storetest.Document(t, s) {
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
			if _, err := m.store(t).Load(t.Context()); !errors.Is(err, state.ErrDamaged) {
				t.Errorf("load: got %v, want ErrDamaged", err)
			}
			if _, err := m.store(t).Lock(t.Context(), storetest.HolderNamed("1")); !errors.Is(err, state.ErrDamaged) {
				t.Errorf("lock: got %v, want ErrDamaged", err)
			}
			if err := m.store(t).Unlock(t.Context(), "1"); !errors.Is(err, state.ErrDamaged) || string(m.data) != data {
				t.Errorf("unlock: got %v and %s", err, m.data)
			}
		})
	}
}
