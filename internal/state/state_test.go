package state

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
)

func TestDecodeReturnsWhatWasEncoded(t *testing.T) {
	for _, want := range []*State{New("lineage-1"), pottery()} {
		got, err := Decode([]byte(document(t, want)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("state (-want +got):\n%s", diff)
		}
	}
}

func TestEncodeIsTheSameForTheSameState(t *testing.T) {
	if a, b := document(t, pottery()), document(t, pottery().Clone()); a != b || !strings.HasSuffix(a, "}\n") {
		t.Errorf("two documents of one state:\n%s\n%s", a, b)
	}
}

func TestCloneSharesNothingThatChanges(t *testing.T) {
	original, copied := pottery(), pottery().Clone()
	if diff := cmp.Diff(original, copied); diff != "" {
		t.Fatalf("clone (-want +got):\n%s", diff)
	}
	copied = original.Clone()
	copied.Replay(randomEntries(rand.New(rand.NewPCG(1, 1)), 50))
	copied.Bindings[at("pottery")].Outline[0].Lessons[0] = "another"
	copied.Bindings[at("pottery/clay/wedging")].Fields[course.Title] = Synced{}
	copied.Bindings[at("pottery/clay/wedging")].Questions[0].ID = "another"
	if diff := cmp.Diff(pottery(), original); diff != "" {
		t.Errorf("a change of the clone reached the original (-want +got):\n%s", diff)
	}
}

func TestDamagedDocumentsAreRefused(t *testing.T) {
	for name, document := range map[string]string{
		"nothing":            ``,
		"null":               `null`,
		"a list":             `[]`,
		"cut off":            `{"format_version":1,"lineage":"x","bind`,
		"something after it": `{"format_version":1,"lineage":"x","serial":1,"bindings":{}} {}`,
		"a merge conflict":   "<<<<<<< HEAD\n" + `{"format_version":1}`,
		"no format version":  `{"lineage":"x","serial":1,"bindings":{}}`,
		"no lineage":         `{"format_version":1,"serial":1,"bindings":{}}`,
		"negative serial":    `{"format_version":1,"lineage":"x","serial":-1,"bindings":{}}`,
		"unknown field":      `{"format_version":1,"lineage":"x","serial":1,"bindings":{},"tags":{}}`,
		"no id":              `{"format_version":1,"lineage":"x","serial":1,"bindings":{"pottery":{"path":"x"}}}`,
		"null binding":       `{"format_version":1,"lineage":"x","serial":1,"bindings":{"pottery":null}}`,
		"empty address":      `{"format_version":1,"lineage":"x","serial":1,"bindings":{"":{"id":"cors_1"}}}`,
		"bad address":        `{"format_version":1,"lineage":"x","serial":1,"bindings":{"a/b/c/d":{"id":"cors_1"}}}`,
		"one id twice":       `{"format_version":1,"lineage":"x","serial":1,"bindings":{"a":{"id":"cors_1"},"b":{"id":"cors_1"}}}`,
		"pending outcome":    `{"format_version":1,"lineage":"x","serial":1,"bindings":{},"pending":[{"event":"done","op":1,"address":"a"}]}`,
		"pending twice":      `{"format_version":1,"lineage":"x","serial":1,"bindings":{},"pending":[{"event":"intent","op":1},{"event":"intent","op":1}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			if s, err := Decode([]byte(document)); !errors.Is(err, ErrDamaged) {
				t.Errorf("got %v, %v; want ErrDamaged", s, err)
			}
		})
	}
}

func TestANewerFormatIsNoDamage(t *testing.T) {
	_, err := Decode([]byte(`{"format_version":2,"lineage":{"anything":"else"}}`))
	if err == nil || errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "newer whopsync") {
		t.Errorf("got %v, want an error that asks for a newer whopsync", err)
	}
}

func TestAMissingMapIsAnEmptyOne(t *testing.T) {
	s, err := Decode([]byte(`{"format_version":1,"lineage":"x","serial":0,"bindings":null,"files":null}`))
	if err != nil {
		t.Fatal(err)
	}
	s.Replay([]Entry{done(1, "pottery", "cors_1"), {Event: EventFile, SHA256: "sha", File: &File{ID: "file_1"}}})
	if len(s.Bindings) != 1 || len(s.Files) != 1 {
		t.Errorf("got %d bindings and %d files, want one of each", len(s.Bindings), len(s.Files))
	}
}

func TestWhatCouldNotBeReadBackIsNotEncoded(t *testing.T) {
	s := pottery()
	s.Bindings[at("pottery/kiln")] = &Binding{ID: "chap_1"}
	if _, err := s.Encode(); !errors.Is(err, ErrDamaged) {
		t.Errorf("encoding one id twice: got %v, want ErrDamaged", err)
	}
}

func TestDamagedStatesAreNeverOverwritten(t *testing.T) {
	store := openFiles(t)
	lease := mustLock(t, store, "1")
	s := New("lineage-1")
	mustSave(t, lease, s)
	for _, damaged := range []string{"", "{", `{"format_version":2}`, `{"format_version":1,"lineage":"another","serial":1}`} {
		if err := os.WriteFile(store.Location(), []byte(damaged), 0o666); err != nil {
			t.Fatal(err)
		}
		again := &fileLease{FileStore: store, lock: lease.(*fileLease).lock}
		if err := again.Save(t.Context(), s); err == nil {
			t.Errorf("saving over %q: no error", damaged)
		}
		if data, _ := os.ReadFile(store.Location()); string(data) != damaged {
			t.Errorf("%q was overwritten with %s", damaged, data)
		}
		if _, err := os.Stat(store.path("state.json.errored")); err != nil {
			t.Errorf("no copy of what could not be saved: %v", err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"format_version":1,"lineage":"x","serial":0,"bindings":null}`))
	f.Add([]byte(`{"format_version":2}`))
	data, err := pottery().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Decode(data)
		if err != nil {
			return
		}
		again, err := Decode([]byte(document(t, s)))
		if err != nil {
			t.Fatalf("what was encoded cannot be decoded: %v", err)
		}
		mustEqual(t, s, again)
		mustEqual(t, s, s.Clone())
	})
}

func FuzzParseJournal(f *testing.F) {
	j := newJournal(pottery())
	j.notes = [][]Entry{{intent(1, "a/b/c")}, {done(1, "a/b/c", "lesn_1"), {Event: EventDropped, Op: 2}}}
	data, err := j.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:len(data)-3])
	f.Fuzz(func(t *testing.T, data []byte) {
		j, err := parseJournal(data)
		if err != nil {
			return
		}
		written, err := j.encode()
		if err != nil {
			t.Fatalf("what was parsed cannot be written: %v", err)
		}
		again, err := parseJournal(written)
		if err != nil {
			t.Fatalf("what was written cannot be parsed: %v", err)
		}
		if a, b := asJSON(t, j.notes), asJSON(t, again.notes); j.header != again.header || a != b {
			t.Errorf("journal changed:\n%s\n%s", a, b)
		}
	})
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
