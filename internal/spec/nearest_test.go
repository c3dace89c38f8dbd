package spec

import (
	"testing"

	"whopsync/internal/course"
)

func TestTheNearestAddressHasTheNameOrAlmostTheLetters(t *testing.T) {
	var known []course.Address
	for _, text := range []string{"pottery", "pottery/clay", "pottery/clay/wedging", "pottery/clay/drying", "glass/clay"} {
		address, err := course.ParseAddress(text)
		if err != nil {
			t.Fatal(err)
		}
		known = append(known, address)
	}
	for written, want := range map[string]string{
		"wedging": "pottery/clay/wedging", "pottery/wedging": "pottery/clay/wedging", "pottery/clay/wedgin": "pottery/clay/wedging",
		"potery": "pottery", "clay": "", "painting": "",
	} {
		address, err := course.ParseAddress(written)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := Nearest(address, known); got != want || ok != (want != "") {
			t.Errorf("%s: %q %t, want %q", written, got, ok, want)
		}
	}
}
