package state_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/state"
	"whopsync/internal/state/storetest"
)

func TestReplayFollowsAWriteFromIntentToOutcome(t *testing.T) {
	s := state.New("lineage-1")

	s.Replay([]state.Entry{storetest.Intent(1, "pottery"), storetest.Intent(2, "glazing")})
	if len(s.Pending) != 2 || s.NextOp() != 3 {
		t.Fatalf("after two intents: %d pending, next operation %d; want 2 and 3", len(s.Pending), s.NextOp())
	}
	s.Replay([]state.Entry{storetest.Done(1, "pottery", "cors_1"), {Event: state.EventDropped, Op: 2}})
	if len(s.Pending) != 0 || s.Bindings[storetest.At("pottery")].ID != "cors_1" || s.Bindings[storetest.At("glazing")] != nil {
		t.Fatalf("after their outcomes: %+v", s)
	}
	s.Replay([]state.Entry{storetest.Intent(3, "pottery"), {Event: state.EventDone, Op: 3, Address: storetest.At("pottery")}})
	if !s.IsEmpty() {
		t.Errorf("after the delete: %+v, want nothing", s)
	}
}

func TestAnIntentThatGoesOnTakesThePlaceOfTheFirst(t *testing.T) {
	s := state.New("lineage-1")
	s.Replay([]state.Entry{storetest.Intent(1, "pottery"), storetest.Intent(1, "pottery")})
	if len(s.Pending) != 1 {
		t.Errorf("%d pending, want 1", len(s.Pending))
	}
}

func TestReplayOwnsWhatItBinds(t *testing.T) {
	binding := &state.Binding{ID: "cors_1", Questions: []state.Question{{ID: "ques_1"}}}
	s := state.New("lineage-1")
	s.Replay([]state.Entry{{Event: state.EventBind, Address: storetest.At("pottery"), Binding: binding}})
	binding.ID, binding.Questions[0].ID = "another", "another"
	want := &state.Binding{ID: "cors_1", Questions: []state.Question{{ID: "ques_1"}}}
	if diff := cmp.Diff(want, s.Bindings[storetest.At("pottery")]); diff != "" {
		t.Errorf("a change of the entry reached the state (-want +got):\n%s", diff)
	}
}

func TestReplayingTwiceChangesNothingMore(t *testing.T) {
	for seed := range uint64(500) {
		entries := storetest.RandomEntries(rand.New(rand.NewPCG(seed, 0)), 30)
		s := state.New("lineage-1")
		s.Replay(entries)
		once := s.Clone()
		s.Replay(entries)
		storetest.MustEqual(t, once, s)
	}
}

func TestIncompleteEntriesAreRefused(t *testing.T) {
	for name, e := range map[string]state.Entry{
		"unknown event":        {Event: "renamed", Op: 1},
		"intent without op":    {Event: state.EventIntent, Address: storetest.At("pottery")},
		"dropped without op":   {Event: state.EventDropped},
		"done without address": {Event: state.EventDone, Op: 1},
		"done without id":      {Event: state.EventDone, Op: 1, Address: storetest.At("pottery"), Binding: &state.Binding{}},
		"bind without address": {Event: state.EventBind, Binding: &state.Binding{ID: "cors_1"}},
		"id in a binding":      {Event: state.EventBind, Address: storetest.At("pottery"), Binding: &state.Binding{ID: "cors_1?"}},
		"id that was seen":     {Event: state.EventIntent, Op: 1, Seen: []string{"lesn_1", "lesn 2"}},
		"id of a file":         {Event: state.EventFile, SHA256: "sha", File: &state.File{ID: "file_\x1b"}},
		"file without digest":  {Event: state.EventFile, File: &state.File{ID: "file_1"}},
		"file without file":    {Event: state.EventFile, SHA256: "sha"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := state.EncodeNote([]state.Entry{e}); !errors.Is(err, state.ErrDamaged) {
				t.Errorf("writing it: got %v, want ErrDamaged", err)
			}
			header, err1 := state.NewJournal(state.New("lineage-1")).Encode()
			line, err2 := json.Marshal([]state.Entry{e})
			if err := errors.Join(err1, err2); err != nil {
				t.Fatal(err)
			}
			if _, err := state.ParseJournal(slices.Concat(header, line, []byte("\n"))); !errors.Is(err, state.ErrDamaged) {
				t.Errorf("reading it: got %v, want ErrDamaged", err)
			}
		})
	}
}

func TestRebindTurnsOneIdentityMapIntoAnother(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		from, to := state.New("lineage-1"), state.New("lineage-1")
		from.Replay(storetest.RandomEntries(random, 20))
		to.Replay(storetest.RandomEntries(random, 20))
		to.Files, to.Answers, to.Pending = from.Files, from.Answers, from.Pending // which is not a part of the map

		from.Replay(state.Rebind(from.Bindings, to.Bindings))
		storetest.MustEqual(t, to, from)
		if rest := state.Rebind(from.Bindings, to.Bindings); len(rest) != 0 {
			t.Fatalf("seed %d: equal maps, and yet %v", seed, rest)
		}
	}
}

func TestRebindSaysTheLeast(t *testing.T) {
	from, to := storetest.Pottery(), storetest.Pottery()
	to.Bindings[storetest.At("pottery/clay/kneading")] = to.Bindings[storetest.At("pottery/clay/wedging")]
	delete(to.Bindings, storetest.At("pottery/clay/wedging"))
	to.Bindings[storetest.At("pottery/clay")].Questions = []state.Question{} // as good as none

	want := []state.Entry{
		{Event: state.EventBind, Address: storetest.At("pottery/clay/kneading"), Binding: from.Bindings[storetest.At("pottery/clay/wedging")]},
		{Event: state.EventBind, Address: storetest.At("pottery/clay/wedging")},
	}
	if diff := cmp.Diff(want, state.Rebind(from.Bindings, to.Bindings)); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

func TestRebindSeesEveryPartOfABinding(t *testing.T) {
	for name, change := range map[string]func(*state.Binding){
		"id":        func(b *state.Binding) { b.ID = "another" },
		"path":      func(b *state.Binding) { b.Path = "another" },
		"fields":    func(b *state.Binding) { b.Fields = nil },
		"outline":   func(b *state.Binding) { b.Outline = state.Outline{{Chapter: "chap_1"}} },
		"questions": func(b *state.Binding) { b.Questions[0].Key = "another" },
		"protect":   func(b *state.Binding) { b.Protect = !b.Protect },
		"retired":   func(b *state.Binding) { b.Retired = !b.Retired },
		"made":      func(b *state.Binding) { b.CreatedAtSerial++ },
		"new":       func(b *state.Binding) { b.New = !b.New },
	} {
		t.Run(name, func(t *testing.T) {
			from, to := storetest.Pottery(), storetest.Pottery()
			change(to.Bindings[storetest.At("pottery/clay/wedging")])
			if entries := state.Rebind(from.Bindings, to.Bindings); len(entries) != 1 {
				t.Errorf("got %v, want one entry", entries)
			}
		})
	}
}
