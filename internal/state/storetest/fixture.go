// Package storetest has states to keep in tests, and short ways to keep them. Only tests may
// lean on it.
package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// At is the address that a test writes as text.
func At(text string) course.Address {
	address, err := course.ParseAddress(text)
	if err != nil {
		panic(err)
	}
	return address
}

// Pottery is a state with something in every place.
func Pottery() *state.State {
	s := state.New("lineage-1")
	s.Serial = 7
	s.Target = state.Target{BaseURL: "https://api.whop.com", Account: "biz_1", Experience: "exp_1"}
	s.Migrated = []state.Left{{Serial: 6, Digest: "d"}}
	s.Commit, s.Applied = "4b825dc", state.Applied{Commit: "4b825dc", Serial: 7}
	s.Files["sha"] = state.File{ID: "file_1", URL: "https://cdn.example/1.png", Public: true}
	s.Bindings[At("pottery")] = &state.Binding{
		ID: "cors_1", Path: "courses/pottery/course.yaml", Protect: true,
		Outline: state.Outline{{Chapter: "chap_1", Lessons: []string{"lesn_1", "lesn_2"}}, {Chapter: "chap_2"}},
	}
	s.Bindings[At("pottery/clay")] = &state.Binding{ID: "chap_1", Retired: true}
	s.Bindings[At("pottery/clay/wedging")] = &state.Binding{
		ID:        "lesn_1",
		Fields:    map[course.Field]state.Synced{course.Title: {Sent: "a", Got: "b"}, course.Content: {Sent: "c"}},
		Questions: []state.Question{{Key: "why", ID: "ques_1"}, {ID: "ques_2"}},
	}
	s.Pending = []state.Entry{Intent(3, "pottery/clay/glazing")}
	return s
}

func Intent(op int64, address string) state.Entry {
	return state.Entry{
		Event: state.EventIntent, Op: op, Action: state.ActionCreate, Address: At(address), Parent: "chap_1",
		Key: fmt.Sprint("key-", op), Fingerprint: "f", Seen: []string{"lesn_9"},
		Sent: map[course.Field]course.Digest{course.Title: "t"},
	}
}

func Done(op int64, address, id string) state.Entry {
	return state.Entry{Event: state.EventDone, Op: op, Address: At(address), Binding: &state.Binding{ID: id}}
}

// Note is the n-th of a row of writes, each of which can be told in the state afterwards.
func Note(n int) []state.Entry {
	return []state.Entry{Done(int64(n), Lesson(n), fmt.Sprint("lesn_", n))}
}

func Lesson(n int) string { return fmt.Sprintf("pottery/clay/lesson-%d", n) }

// HasNote reports whether s holds what note(n) said.
func HasNote(s *state.State, n int) bool {
	return s != nil && s.Bindings[At(Lesson(n))] != nil && s.Bindings[At(Lesson(n))].ID == fmt.Sprint("lesn_", n)
}

// RandomEntries returns a journal that a run could have written: few addresses and
// operations, so they meet often.
func RandomEntries(random *rand.Rand, n int) []state.Entry {
	entries := make([]state.Entry, n)
	for i := range entries {
		entries[i] = randomEntry(random)
	}
	return entries
}

func randomEntry(random *rand.Rand) state.Entry {
	op, k := random.Int64N(5)+1, random.IntN(6)
	switch random.IntN(7) {
	case 0, 1:
		return Intent(op, Lesson(k))
	case 2:
		return Done(op, Lesson(k), fmt.Sprint("lesn_", k))
	case 3:
		return state.Entry{Event: state.EventDone, Op: op, Address: At(Lesson(k))}
	case 4:
		return state.Entry{Event: state.EventDropped, Op: op}
	case 5:
		binding := &state.Binding{ID: fmt.Sprint("lesn_", k), Protect: true, Fields: map[course.Field]state.Synced{course.Title: {Sent: course.Digest(fmt.Sprint(op))}}}
		return state.Entry{Event: state.EventBind, Address: At(Lesson(k)), Binding: binding}
	}
	return state.Entry{Event: state.EventFile, SHA256: fmt.Sprint("sha-", k), File: &state.File{ID: fmt.Sprint("file_", op)}}
}

func HolderNamed(id string) state.Holder {
	return state.Holder{ID: id, Command: "whopsync apply", Who: "ada@kiln", Process: 4711, Since: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
}

func MustLock(t testing.TB, store state.Store, id string) state.Lease {
	t.Helper()
	lease, err := store.Lock(t.Context(), HolderNamed(id))
	if err != nil {
		t.Fatalf("lock: %v", err)
	}
	return lease
}

func MustLoad(t testing.TB, from interface {
	Load(context.Context) (*state.State, error)
}) *state.State {
	t.Helper()
	s, err := from.Load(t.Context())
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return s
}

// MustNote folds entries into s and makes them durable, as a Writer does.
func MustNote(t testing.TB, lease state.Lease, s *state.State, entries []state.Entry) {
	t.Helper()
	s.Replay(entries)
	if err := lease.Note(t.Context(), s, entries); err != nil {
		t.Fatalf("note: %v", err)
	}
}

func MustSave(t testing.TB, lease state.Lease, s *state.State) {
	t.Helper()
	if err := lease.Save(t.Context(), s); err != nil {
		t.Fatalf("save: %v", err)
	}
}

func MustRelease(t testing.TB, lease state.Lease) {
	t.Helper()
	if err := lease.Release(t.Context()); err != nil {
		t.Fatalf("release: %v", err)
	}
}

// MustEqual compares two states as they would be saved.
func MustEqual(t testing.TB, want, got *state.State) {
	t.Helper()
	if diff := cmp.Diff(Document(t, want), Document(t, got)); diff != "" {
		t.Fatalf("state (-want +got):\n%s", diff)
	}
}

func Document(t testing.TB, s *state.State) string {
	t.Helper()
	if s == nil {
		return "none"
	}
	data, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// InParallel lets so many workers do something at once, and waits for all of them.
func InParallel(workers int, do func(worker int)) {
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() { do(worker) })
	}
	group.Wait()
}
