package render_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/render"
)

func TestAColumnFitsTheWidth(t *testing.T) {
	const text = "this computer's differs from the server's by 6m0s\nset it, so that times in logs agree: whopsync doctor --env production"
	const want = `note  clock        this computer's differs
                   from the server's by
                   6m0s
                   set it, so that times
                   in logs agree:
                   whopsync doctor --env production
`
	if diff := cmp.Diff(want, render.Column("note  clock        ", text, render.Style{Width: 42})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
