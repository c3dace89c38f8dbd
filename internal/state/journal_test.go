package state

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReplayFollowsAWriteFromIntentToOutcome(t *testing.T) {
	s := New("lineage-1")

	s.Replay([]Entry{intent(1, "pottery"), intent(2, "glazing")})
	if len(s.Pending) != 2 || s.NextOp() != 3 {
		t.Fatalf("after two intents: %d pending, next operation %d; want 2 and 3", len(s.Pending), s.NextOp())
	}
	s.Replay([]Entry{done(1, "pottery", "cors_1"), {Event: EventDropped, Op: 2}})
	if len(s.Pending) != 0 || s.Bindings[at("pottery")].ID != "cors_1" || s.Bindings[at("glazing")] != nil {
		t.Fatalf("after their outcomes: %+v", s)
	}
	s.Replay([]Entry{intent(3, "pottery"), {Event: EventDone, Op: 3, Address: at("pottery")}})
	if !s.IsEmpty() {
		t.Errorf("after the delete: %+v, want nothing", s)
	}
}

func TestAnIntentThatGoesOnTakesThePlaceOfTheFirst(t *testing.T) {
	s := New("lineage-1")
	s.Replay([]Entry{intent(1, "pottery"), intent(1, "pottery")})
	if len(s.Pending) != 1 {
		t.Errorf("%d pending, want 1", len(s.Pending))
	}
}

func TestReplayOwnsWhatItBinds(t *testing.T) {
	binding := &Binding{ID: "cors_1", Questions: []Question{{ID: "ques_1"}}}
	s := New("lineage-1")
	s.Replay([]Entry{{Event: EventBind, Address: at("pottery"), Binding: binding}})
	binding.ID, binding.Questions[0].ID = "another", "another"
	want := &Binding{ID: "cors_1", Questions: []Question{{ID: "ques_1"}}}
	if diff := cmp.Diff(want, s.Bindings[at("pottery")]); diff != "" {
		t.Errorf("a change of the entry reached the state (-want +got):\n%s", diff)
	}
}

func TestReplayingTwiceChangesNothingMore(t *testing.T) {
	for seed := range uint64(500) {
		entries := randomEntries(rand.New(rand.NewPCG(seed, 0)), 30)
		s := New("lineage-1")
		s.Replay(entries)
		once := s.Clone()
		s.Replay(entries)
		mustEqual(t, once, s)
	}
}

func TestIncompleteEntriesAreRefused(t *testing.T) {
	for name, e := range map[string]Entry{
		"unknown event":        {Event: "renamed", Op: 1},
		"intent without op":    {Event: EventIntent, Address: at("pottery")},
		"dropped without op":   {Event: EventDropped},
		"done without address": {Event: EventDone, Op: 1},
		"done without id":      {Event: EventDone, Op: 1, Address: at("pottery"), Binding: &Binding{}},
		"bind without address": {Event: EventBind, Binding: &Binding{ID: "cors_1"}},
		"file without digest":  {Event: EventFile, File: &File{ID: "file_1"}},
		"file without file":    {Event: EventFile, SHA256: "sha"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := encodeNote([]Entry{e}); !errors.Is(err, ErrDamaged) {
				t.Errorf("writing it: got %v, want ErrDamaged", err)
			}
			line, err := encodeLine([]Entry{e})
			if err != nil {
				t.Fatal(err)
			}
			if err := decodeNote(line, new([]Entry)); !errors.Is(err, ErrDamaged) {
				t.Errorf("reading it: got %v, want ErrDamaged", err)
			}
		})
	}
}

func TestRebindTurnsOneIdentityMapIntoAnother(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		from, to := New("lineage-1"), New("lineage-1")
		from.Replay(randomEntries(random, 20))
		to.Replay(randomEntries(random, 20))
		to.Files, to.Pending = from.Files, from.Pending

		from.Replay(Rebind(from.Bindings, to.Bindings))
		mustEqual(t, to, from)
		if rest := Rebind(from.Bindings, to.Bindings); len(rest) != 0 {
			t.Fatalf("seed %d: equal maps, and yet %v", seed, rest)
		}
	}
}

func TestRebindSaysTheLeast(t *testing.T) {
	from, to := pottery(), pottery()
	to.Bindings[at("pottery/clay/kneading")] = to.Bindings[at("pottery/clay/wedging")]
	delete(to.Bindings, at("pottery/clay/wedging"))
	to.Bindings[at("pottery/clay")].Questions = []Question{} // as good as none

	want := []Entry{
		{Event: EventBind, Address: at("pottery/clay/kneading"), Binding: from.Bindings[at("pottery/clay/wedging")]},
		{Event: EventBind, Address: at("pottery/clay/wedging")},
	}
	if diff := cmp.Diff(want, Rebind(from.Bindings, to.Bindings)); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

func TestRebindSeesEveryPartOfABinding(t *testing.T) {
	for name, change := range map[string]func(*Binding){
		"id":        func(b *Binding) { b.ID = "another" },
		"path":      func(b *Binding) { b.Path = "another" },
		"fields":    func(b *Binding) { b.Fields = nil },
		"outline":   func(b *Binding) { b.Outline = Outline{{Chapter: "chap_1"}} },
		"questions": func(b *Binding) { b.Questions[0].Key = "another" },
		"protect":   func(b *Binding) { b.Protect = !b.Protect },
		"retired":   func(b *Binding) { b.Retired = !b.Retired },
		"made":      func(b *Binding) { b.Made++ },
	} {
		t.Run(name, func(t *testing.T) {
			from, to := pottery(), pottery()
			change(to.Bindings[at("pottery/clay/wedging")])
			if entries := Rebind(from.Bindings, to.Bindings); len(entries) != 1 {
				t.Errorf("got %v, want one entry", entries)
			}
		})
	}
}
