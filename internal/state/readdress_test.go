package state_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// bound is a state that binds addresses to ids of the same name.
func bound(t *testing.T, addresses ...string) *state.State {
	t.Helper()
	s := state.New("lineage")
	for _, address := range addresses {
		s.Bindings[parsed(t, address)] = &state.Binding{ID: address}
	}
	return s
}

func parsed(t *testing.T, address string) course.Address {
	t.Helper()
	a, err := course.ParseAddress(address)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// ids retells an identity map.
func ids(s *state.State) map[string]string {
	ids := map[string]string{}
	for address, binding := range s.Bindings {
		ids[address.String()] = binding.ID
	}
	return ids
}

func TestMoveTakesAlongWhatIsInside(t *testing.T) {
	s := bound(t, "pottery", "pottery/clay", "pottery/clay/wedging", "pottery/wheel")
	s.Pending = []state.Entry{{Event: state.EventIntent, Op: 1, Action: state.ActionCreate, Address: parsed(t, "pottery/clay/drying")}}
	if _, err := s.Move(parsed(t, "pottery/clay"), parsed(t, "pottery/earth")); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"pottery": "pottery", "pottery/earth": "pottery/clay", "pottery/earth/wedging": "pottery/clay/wedging", "pottery/wheel": "pottery/wheel",
	}
	if diff := cmp.Diff(want, ids(s)); diff != "" {
		t.Errorf("bindings (-want +got):\n%s", diff)
	}
	if got := s.Pending[0].Address.String(); got != "pottery/earth/drying" {
		t.Errorf("what was being created there is still expected at %s", got)
	}
}

func TestMoveRefusesWhatCannotBe(t *testing.T) {
	for _, test := range []struct{ from, to, want string }{
		{"pottery/clay/drying", "pottery/clay/dry", "knows no such address"},
		{"pottery/clay/wedging", "pottery/clay/wedging", "its address already"},
		{"pottery/clay/wedging", "pottery/earth", "it is a lesson, and pottery/earth would be a chapter"},
		{"pottery/clay/wedging", "pottery/wheel/centering", "stands for another object already (pottery/wheel/centering)"},
		{"pottery/clay", "pottery/wheel", "stands for another object"},
		{"pottery/clay/wedging", "weaving/loom/wedging", "no object leaves its course"},
	} {
		s := bound(t, "pottery", "pottery/clay", "pottery/clay/wedging", "pottery/wheel", "pottery/wheel/centering", "weaving", "weaving/loom")
		before := ids(s)
		_, err := s.Move(parsed(t, test.from), parsed(t, test.to))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("move %s to %s: %v; want an error that says %q", test.from, test.to, err, test.want)
		}
		if diff := cmp.Diff(before, ids(s)); diff != "" {
			t.Errorf("move %s to %s was refused and changed (-want +got):\n%s", test.from, test.to, diff)
		}
	}
}

func TestForgetForgetsTheOrderToo(t *testing.T) {
	s := bound(t, "pottery", "pottery/clay", "pottery/clay/wedging", "pottery/clay/drying")
	root := s.Bindings[parsed(t, "pottery")]
	root.Outline = state.Outline{{Chapter: "pottery/clay", Lessons: []string{"pottery/clay/wedging", "pottery/clay/drying"}}}
	if _, err := s.Forget(parsed(t, "pottery/clay/wedging")); err != nil {
		t.Fatal(err)
	}
	want := state.Outline{{Chapter: "pottery/clay", Lessons: []string{"pottery/clay/drying"}}}
	if diff := cmp.Diff(want, root.Outline); diff != "" {
		t.Errorf("outline (-want +got):\n%s", diff)
	}
	forgotten, err := s.Forget(parsed(t, "pottery/clay"))
	if err != nil || len(forgotten) != 2 {
		t.Errorf("forgot %v, %v", forgotten, err)
	}
	if diff := cmp.Diff(map[string]string{"pottery": "pottery"}, ids(s)); diff != "" {
		t.Errorf("bindings (-want +got):\n%s", diff)
	}
	if _, err := s.Forget(parsed(t, "pottery/clay")); err == nil {
		t.Error("forgot what is not known")
	}
}

func TestACommitIsForgottenOnceAPathIsOfAnother(t *testing.T) {
	wedging := parsed(t, "pottery/clay/wedging")
	for _, test := range []struct {
		path string
		want string
	}{{"clay/wedging.md", "c0ffee"}, {"clay/kneading.md", ""}} {
		s := bound(t)
		s.Commit = "c0ffee"
		s.Bindings[wedging] = &state.Binding{ID: "lesn_1", Path: "clay/wedging.md"}
		s.Replay([]state.Entry{{Event: state.EventDone, Op: 1, Address: wedging, Binding: &state.Binding{ID: "lesn_1", Path: test.path}}})
		if s.Commit != test.want {
			t.Errorf("with the path %s the commit is %q, not %q", test.path, s.Commit, test.want)
		}
	}
}
