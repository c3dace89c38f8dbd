package backend_test

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
	"whopsync/internal/state/backend/document"
	"whopsync/internal/state/storetest"
	"whopsync/internal/testscale"
)

// memBackend is a document in memory, on the other side of a line that loses requests and
// answers.
type memBackend struct {
	mu      sync.Mutex
	data    []byte
	version int
	runs    []state.Run
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

func (m *memBackend) Open(context.Context, bool) (document.Slot, error) { return m, nil }
func (m *memBackend) Location() string                                  { return "memory" }
func (m *memBackend) Close() error                                      { return nil }

func (m *memBackend) Read(context.Context) ([]byte, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.version == 0 {
		return nil, "", nil
	}
	return slices.Clone(m.data), strconv.Itoa(m.version), nil
}

func (m *memBackend) Swap(_ context.Context, version string, data []byte, _ string) (string, error) {
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
		return "", document.Denied(errLine)
	}
	if version != "" && version != strconv.Itoa(m.version) || version == "" && m.version != 0 {
		return "", document.ErrMoved
	}
	m.version++
	m.data = slices.Clone(data)
	if fault == losesAnswer {
		return "", errLine
	}
	return strconv.Itoa(m.version), nil
}

func (m *memBackend) Keep(_ context.Context, serial int64, record []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var names []string
	for _, run := range m.runs {
		names = append(names, run.Name)
	}
	m.runs = append(m.runs, state.Run{Name: state.NextRunName("local", serial, names), Data: record})
	m.runs = m.runs[max(0, len(m.runs)-state.KeptRuns):]
	return nil
}

func (m *memBackend) Runs(_ context.Context, want func([]string) []string) (runs []state.Run, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var names []string
	for _, run := range m.runs {
		names = append(names, run.Name)
	}
	wanted := state.Wanted(names, want)
	for _, run := range m.runs {
		if slices.Contains(wanted, run.Name) {
			runs = append(runs, run)
		}
	}
	return runs, nil
}

func (m *memBackend) store(dir string) state.Store {
	return document.New(m, state.Place{Memory: dir, Env: "local"})
}

func TestDocumentStoreConforms(t *testing.T) {
	conform(t, testscale.Rounds(25, 1), func(t *testing.T) opener {
		m := &memBackend{}
		return func() state.Store { return m.store(t.TempDir()) }
	})
}

// The suite once more, over a line on which half of all that is written goes wrong.
func TestDocumentStoreConformsOverABadLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		random := rand.New(rand.NewPCG(3, 4))
		for _, promise := range promises(3) {
			m := &memBackend{fault: func(try int) lineFault {
				if try == document.Tries { // when a store would give up
					return lineWorks
				}
				return lineFault(random.IntN(3))
			}}
			promise.Test(t, func() state.Store { return m.store(t.TempDir()) })
			if t.Failed() {
				t.Fatalf("promise: %s", promise.Name)
			}
		}
	})
}

func TestARefusalIsNotAskedForAgain(t *testing.T) {
	m := &memBackend{fault: func(int) lineFault { return refusesForGood }}
	if _, err := m.store(t.TempDir()).Lock(t.Context(), storetest.HolderNamed("1")); !errors.Is(err, errLine) || m.swaps != 1 {
		t.Errorf("got %v after %d tries, want the refusal after one", err, m.swaps)
	}
}

func TestASharedSaveThatFailsLeavesACopyAndSaysWhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memBackend{}
		dir := t.TempDir()
		store := m.store(dir)
		lease := storetest.MustLock(t, store, "1")
		s := state.New("lineage-1")
		s.Replay(storetest.Note(1))
		m.fault = func(int) lineFault { return losesRequest }
		err := lease.Save(t.Context(), s)
		path := dir + "/local.state.json.errored"
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
		m := &memBackend{}
		store := m.store(t.TempDir())
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

// hastyBackend is one where another run takes the lock right after the second write, whose answer is lost.
type hastyBackend struct {
	*memBackend
	t *testing.T
}

func (m hastyBackend) Open(context.Context, bool) (document.Slot, error) { return m, nil }

func (m hastyBackend) Swap(ctx context.Context, version string, data []byte, why string) (string, error) {
	now, err := m.memBackend.Swap(ctx, version, data, why)
	if m.swaps == 2 {
		storetest.MustLock(m.t, m.store(m.t.TempDir()), "2")
		return "", errLine
	}
	return now, err
}

func TestALastSaveWhoseAnswerIsLostTookPlace(t *testing.T) {
	m := hastyBackend{&memBackend{}, t}
	lease := storetest.MustLock(t, document.New(m, state.Place{Memory: t.TempDir(), Env: "local"}), "1")
	s := state.New("lineage-1")
	if err := lease.Finish(t.Context(), s); err != nil || s.Serial != 1 {
		t.Errorf("serial %d, error %v", s.Serial, err)
	}
	storetest.MustRelease(t, lease)
	if holder, err := m.store(t.TempDir()).Holder(t.Context()); err != nil || holder == nil || holder.ID != "2" {
		t.Errorf("held by %v (%v), want the second", holder, err)
	}
}

func TestAtRestADocumentIsThatOfAFile(t *testing.T) {
	m := &memBackend{}
	s := storetest.Pottery()
	lease := storetest.MustLock(t, m.store(t.TempDir()), "1")
	storetest.MustSave(t, lease, s)
	storetest.MustRelease(t, lease)
	if got := string(m.data); got != storetest.Document(t, s) {
		t.Errorf("got %s", got)
	}
}

func TestADamagedDocumentIsReportedAndLeftAsItIs(t *testing.T) {
	for name, data := range map[string]string{
		"no JSON":       "{",
		"cut short":     `{"lock": {"id": "1"`,
		"foreign field": `{"lock": null, "bindings": {}}`,
		"no lineage":    `{"format_version": 1, "serial": 1}`,
		"an array":      `[]`,
	} {
		t.Run(name, func(t *testing.T) {
			m := &memBackend{data: []byte(data), version: 1}
			if _, err := m.store(t.TempDir()).Load(t.Context()); !errors.Is(err, state.ErrDamaged) {
				t.Errorf("load: got %v, want ErrDamaged", err)
			}
			if _, err := m.store(t.TempDir()).Lock(t.Context(), storetest.HolderNamed("1")); !errors.Is(err, state.ErrDamaged) {
				t.Errorf("lock: got %v, want ErrDamaged", err)
			}
			if err := m.store(t.TempDir()).Unlock(t.Context(), "1"); !errors.Is(err, state.ErrDamaged) || string(m.data) != data {
				t.Errorf("unlock: got %v and %s", err, m.data)
			}
		})
	}
}
