package render

import (
	"errors"
	"strings"
	"testing"
)

// writes notes what is written, and fails from the second write on.
type writes []string

var errFull = errors.New("full")

func (w *writes) Write(p []byte) (int, error) {
	*w = append(*w, string(p))
	if len(*w) > 1 {
		return 0, errFull
	}
	return len(p), nil
}

func TestALargePageIsWrittenInWholeLinesUntilItFails(t *testing.T) {
	var w writes
	out := newPage(&w, Style{})
	for range 100 {
		out.block(row{text: strings.Repeat("a", mostKept/10)})
	}
	if err := out.flush(); !errors.Is(err, errFull) || len(w) != 2 {
		t.Errorf("%d writes, then %v", len(w), err)
	}
	for _, text := range w {
		if !strings.HasSuffix(text, "\n") || len(text) > 2*mostKept {
			t.Errorf("a write of %d bytes ends in %q", len(text), text[len(text)-1:])
		}
	}
}
