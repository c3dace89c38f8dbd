package state_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"whopsync/internal/course"
	"whopsync/internal/state"
	"whopsync/internal/state/storetest"
)

func TestDecodeReturnsWhatWasEncoded(t *testing.T) {
	for _, want := range []*state.State{state.New("lineage-1"), storetest.Pottery()} {
		got, err := state.Decode([]byte(storetest.Document(t, want)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("state (-want +got):\n%s", diff)
		}
	}
}

func TestEncodeIsTheSameForTheSameState(t *testing.T) {
	if a, b := storetest.Document(t, storetest.Pottery()), storetest.Document(t, storetest.Pottery().Clone()); a != b || !strings.HasSuffix(a, "}\n") {
		t.Errorf("two documents of one state:\n%s\n%s", a, b)
	}
}

func TestCloneSharesNothingThatChanges(t *testing.T) {
	original, copied := storetest.Pottery(), storetest.Pottery().Clone()
	if diff := cmp.Diff(original, copied); diff != "" {
		t.Fatalf("clone (-want +got):\n%s", diff)
	}
	copied = original.Clone()
	copied.Replay(storetest.RandomEntries(rand.New(rand.NewPCG(1, 1)), 50))
	copied.Bindings[storetest.At("pottery")].Outline[0].Lessons[0] = "another"
	copied.Bindings[storetest.At("pottery/clay/wedging")].Fields[course.Title] = state.Synced{}
	copied.Bindings[storetest.At("pottery/clay/wedging")].Questions[0].ID = "another"
	if diff := cmp.Diff(storetest.Pottery(), original); diff != "" {
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
		"id of an object":    `{"format_version":1,"lineage":"x","serial":1,"bindings":{"a":{"id":"cors_\u001b[31m"}}}`,
		"id in an order":     `{"format_version":1,"lineage":"x","serial":1,"bindings":{"a":{"id":"cors_1","outline":[{"chapter":"chap_1","lessons":["../me"]}]}}}`,
		"id of a file":       `{"format_version":1,"lineage":"x","serial":1,"bindings":{},"files":{"sha":{"id":"file_\u202e"}}}`,
		"id of a parent":     `{"format_version":1,"lineage":"x","serial":1,"bindings":{},"pending":[{"event":"intent","op":1,"parent":"a\n::error::x"}]}`,
		"pending twice":      `{"format_version":1,"lineage":"x","serial":1,"bindings":{},"pending":[{"event":"intent","op":1},{"event":"intent","op":1}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			if s, err := state.Decode([]byte(document)); !errors.Is(err, state.ErrDamaged) {
				t.Errorf("got %v, %v; want ErrDamaged", s, err)
			}
		})
	}
}

func TestANewerFormatIsNoDamage(t *testing.T) {
	_, err := state.Decode([]byte(`{"format_version":2,"lineage":{"anything":"else"}}`))
	if err == nil || errors.Is(err, state.ErrDamaged) || !strings.Contains(err.Error(), "newer whopsync") {
		t.Errorf("got %v, want an error that asks for a newer whopsync", err)
	}
}

func TestAMissingMapIsAnEmptyOne(t *testing.T) {
	s, err := state.Decode([]byte(`{"format_version":1,"lineage":"x","serial":0,"bindings":null,"files":null}`))
	if err != nil {
		t.Fatal(err)
	}
	s.Replay([]state.Entry{storetest.Done(1, "pottery", "cors_1"), {Event: state.EventFile, SHA256: "sha", File: &state.File{ID: "file_1"}}})
	if len(s.Bindings) != 1 || len(s.Files) != 1 {
		t.Errorf("got %d bindings and %d files, want one of each", len(s.Bindings), len(s.Files))
	}
}

func TestWhatCouldNotBeReadBackIsNotEncoded(t *testing.T) {
	s := storetest.Pottery()
	s.Bindings[storetest.At("pottery/kiln")] = &state.Binding{ID: "chap_1"}
	if _, err := s.Encode(); !errors.Is(err, state.ErrDamaged) {
		t.Errorf("encoding one id twice: got %v, want ErrDamaged", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"format_version":1,"lineage":"x","serial":0,"bindings":null}`))
	f.Add([]byte(`{"format_version":2}`))
	data, err := storetest.Pottery().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := state.Decode(data)
		if err != nil {
			return
		}
		again, err := state.Decode([]byte(storetest.Document(t, s)))
		if err != nil {
			t.Fatalf("what was encoded cannot be decoded: %v", err)
		}
		storetest.MustEqual(t, s, again)
		storetest.MustEqual(t, s, s.Clone())
	})
}

func FuzzParseJournal(f *testing.F) {
	data, err := state.NewJournal(storetest.Pottery()).Encode()
	if err != nil {
		f.Fatal(err)
	}
	for _, entries := range [][]state.Entry{{storetest.Intent(1, "a/b/c")}, {storetest.Done(1, "a/b/c", "lesn_1"), {Event: state.EventDropped, Op: 2}}} {
		line, err := state.EncodeNote(entries)
		if err != nil {
			f.Fatal(err)
		}
		data = append(data, line...)
	}
	f.Add(data)
	f.Add(data[:len(data)-3])
	f.Fuzz(func(t *testing.T, data []byte) {
		j, err := state.ParseJournal(data)
		if err != nil {
			return
		}
		written, err := j.Encode()
		if err != nil {
			t.Fatalf("what was parsed cannot be written: %v", err)
		}
		again, err := state.ParseJournal(written)
		if err != nil {
			t.Fatalf("what was written cannot be parsed: %v", err)
		}
		if diff := cmp.Diff(j, again, cmp.AllowUnexported(state.Journal{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("journal (-parsed +parsed again):\n%s", diff)
		}
	})
}
