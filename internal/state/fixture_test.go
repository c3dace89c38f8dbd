package state

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

// at is the address that a test writes as text.
func at(text string) course.Address {
	address, err := course.ParseAddress(text)
	if err != nil {
		panic(err)
	}
	return address
}

// pottery is a state with something in every place.
func pottery() *State {
	s := New("lineage-1")
	s.Serial = 7
	s.Target = Target{BaseURL: "https://api.whop.com", Account: "biz_1", Experience: "exp_1"}
	s.Commit = "4b825dc"
	s.Files["sha"] = File{ID: "file_1", URL: "https://cdn.example/1.png", Public: true}
	s.Bindings[at("pottery")] = &Binding{
		ID: "cors_1", Path: "courses/pottery/course.yaml", Protect: true,
		Outline: Outline{{Chapter: "chap_1", Lessons: []string{"lesn_1", "lesn_2"}}, {Chapter: "chap_2"}},
	}
	s.Bindings[at("pottery/clay")] = &Binding{ID: "chap_1", Retired: true}
	s.Bindings[at("pottery/clay/wedging")] = &Binding{
		ID:        "lesn_1",
		Fields:    map[course.Field]Synced{course.Title: {Sent: "a", Got: "b"}, course.Content: {Sent: "c"}},
		Questions: []Question{{Key: "why", ID: "ques_1"}, {ID: "ques_2"}},
	}
	s.Pending = []Entry{intent(3, "pottery/clay/glazing")}
	return s
}

func intent(op int64, address string) Entry {
	return Entry{
		Event: EventIntent, Op: op, Action: ActionCreate, Address: at(address), Parent: "chap_1",
		Key: fmt.Sprint("key-", op), Fingerprint: "f", Seen: []string{"lesn_9"},
		Sent: map[course.Field]course.Digest{course.Title: "t"},
	}
}

func done(op int64, address, id string) Entry {
	return Entry{Event: EventDone, Op: op, Address: at(address), Binding: &Binding{ID: id}}
}

// note is the n-th of a row of writes, each of which can be told in the state afterwards.
func note(n int) []Entry {
	return []Entry{done(int64(n), lesson(n), fmt.Sprint("lesn_", n))}
}

func lesson(n int) string { return fmt.Sprintf("pottery/clay/lesson-%d", n) }

// hasNote reports whether s holds what note(n) said.
func hasNote(s *State, n int) bool {
	return s != nil && s.Bindings[at(lesson(n))] != nil && s.Bindings[at(lesson(n))].ID == fmt.Sprint("lesn_", n)
}

// randomEntries returns a journal that a run could have written: few addresses and
// operations, so that they meet often.
func randomEntries(random *rand.Rand, n int) []Entry {
	entries := make([]Entry, n)
	for i := range entries {
		entries[i] = randomEntry(random)
	}
	return entries
}

func randomEntry(random *rand.Rand) Entry {
	op, k := random.Int64N(5)+1, random.IntN(6)
	switch random.IntN(7) {
	case 0, 1:
		return intent(op, lesson(k))
	case 2:
		return done(op, lesson(k), fmt.Sprint("lesn_", k))
	case 3:
		return Entry{Event: EventDone, Op: op, Address: at(lesson(k))}
	case 4:
		return Entry{Event: EventDropped, Op: op}
	case 5:
		binding := &Binding{ID: fmt.Sprint("lesn_", k), Protect: true, Fields: map[course.Field]Synced{course.Title: {Sent: course.Digest(fmt.Sprint(op))}}}
		return Entry{Event: EventBind, Address: at(lesson(k)), Binding: binding}
	}
	return Entry{Event: EventFile, SHA256: fmt.Sprint("sha-", k), File: &File{ID: fmt.Sprint("file_", op)}}
}

func holderNamed(id string) Holder {
	return Holder{ID: id, Command: "whopsync apply", Who: "ada@kiln", Process: 4711, Since: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
}

// openFiles returns a store in a new directory.
func openFiles(t testing.TB) *FileStore {
	return NewFileStore(OS{}, t.TempDir(), "local")
}

func mustLock(t testing.TB, store Store, id string) Lease {
	t.Helper()
	lease, err := store.Lock(t.Context(), holderNamed(id))
	if err != nil {
		t.Fatalf("lock: %v", err)
	}
	return lease
}

func mustLoad(t testing.TB, from interface {
	Load(context.Context) (*State, error)
}) *State {
	t.Helper()
	s, err := from.Load(t.Context())
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return s
}

// mustNote folds entries into s and makes them durable, as a Writer does.
func mustNote(t testing.TB, lease Lease, s *State, entries []Entry) {
	t.Helper()
	s.Replay(entries)
	if err := lease.Note(t.Context(), s, entries); err != nil {
		t.Fatalf("note: %v", err)
	}
}

func mustSave(t testing.TB, lease Lease, s *State) {
	t.Helper()
	if err := lease.Save(t.Context(), s); err != nil {
		t.Fatalf("save: %v", err)
	}
}

func mustRelease(t testing.TB, lease Lease) {
	t.Helper()
	if err := lease.Release(t.Context()); err != nil {
		t.Fatalf("release: %v", err)
	}
}

// mustEqual compares two states as they would be saved.
func mustEqual(t testing.TB, want, got *State) {
	t.Helper()
	if diff := cmp.Diff(document(t, want), document(t, got)); diff != "" {
		t.Fatalf("state (-want +got):\n%s", diff)
	}
}

func document(t testing.TB, s *State) string {
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
