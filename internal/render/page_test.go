package render

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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

func TestNothingThatIsPastedIsBroken(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"To undo it, once all is well: whopsync -C 'a, b' rollback x --env production", "To undo it, once all\nis well:\nwhopsync -C 'a, b' rollback x --env production"},
		{"Put back `key: kuna dx47` into the file", "Put back\n`key: kuna dx47`\ninto the file"},
		{"All: whopsync plan a.md; or do without it for now", "All:\nwhopsync plan a.md;\nor do without it for\nnow"},
		{"It is said that whopsync moves no lesson at all", "It is said that\nwhopsync moves no\nlesson at all"},
	} {
		if diff := cmp.Diff(test.want, strings.Join(wrapProse(test.text, 20), "\n")); diff != "" {
			t.Error(diff)
		}
	}
}
