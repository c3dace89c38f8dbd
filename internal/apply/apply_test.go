package apply_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const pottery = `
pottery
	clay
		kinds-of-clay
		wedging
	wheel
		centering
`

func TestApplyThenPlanIsEmpty(t *testing.T) {
	onStage(t, pottery, func(s *stage) {
		s.mustRun()
		want := "Pottery\n  Clay\n    Kinds of clay\n    Wedging\n  Wheel\n    Centering\n"
		if diff := cmp.Diff(want, s.live()); diff != "" {
			t.Errorf("Whop (-want +got):\n%s", diff)
		}
		s.settled()
	})
}
