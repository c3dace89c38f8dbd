package testscale

import (
	"flag"
	"testing"
)

func TestAFlagSaysWhichShareOfALongTestIsRun(t *testing.T) {
	Unwatched(t)
	for _, test := range []struct {
		full, short    string
		rounds, stride int
	}{
		{"true", "false", 700, 1},
		{"false", "false", 100, 7},
		{"false", "true", 7, 101},
		{"true", "true", 7, 101}, // who asks for both wants an answer soon
	} {
		set(t, "full", test.full)
		set(t, "test.short", test.short)
		if rounds, stride := Rounds(700, 10), Stride(1, 10); rounds != test.rounds || stride != test.stride {
			t.Errorf("full %s, short %s: %d rounds of 700 and every %d., want %d and %d", test.full, test.short, rounds, stride, test.rounds, test.stride)
		}
	}
	if rounds := Rounds(2, 1); rounds != 1 {
		t.Errorf("%d rounds of 2, want one", rounds)
	}
}

// set sets a flag until the test ends.
func set(t *testing.T, name, value string) {
	before := flag.Lookup(name).Value.String()
	t.Cleanup(func() { _ = flag.Set(name, before) })
	if err := flag.Set(name, value); err != nil {
		t.Fatal(err)
	}
}
