package state_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/state"
)

func TestNamesOfRunsLeadNowhereElse(t *testing.T) {
	names := []string{
		"production-10", "production-2", "production-2.3", "production-2.2", "production-2", "staging-1", "../production-1", "production-1/..",
		"production-1.json", "production-", "production-1e9", "production-99999999999", ".production-1", "a/production-1", "", "production-1\n",
		"pull-production", strings.Repeat("p", 200) + "-1",
	}
	want := []string{"production-2", "production-2.2", "production-2.3", "production-10"}
	if diff := cmp.Diff(want, state.RunsOf("production", names)); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
	if got := state.NextRunName("production", 2, names); got != "production-2.4" {
		t.Errorf("the next is %s", got)
	}
}

func TestRunsThatAreTooMuchTogetherAreOutdated(t *testing.T) {
	size := func(name string) int { return map[string]int{"a": 5, "b": 60, "c": 30, "d": 200}[name] }
	for _, test := range []struct{ runs, want string }{
		{"a b c", ""}, {"a a b c", "a"}, {"b b c", "b"}, {"a d", "a"}, {"d", ""}, {"", ""},
	} {
		got := state.Outdated(strings.Fields(test.runs), size, 95)
		if strings.Join(got, " ") != test.want {
			t.Errorf("of %q there go %q", test.runs, got)
		}
	}
}
