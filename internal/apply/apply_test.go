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
		o := s.mustRun()
		want := "Pottery\n  Clay\n    Kinds of clay\n    Wedging\n  Wheel\n    Centering\n"
		if diff := cmp.Diff(want, s.live()); diff != "" {
			t.Errorf("Whop (-want +got):\n%s", diff)
		}
		t.Log(o)
		s.settled()
	})
}
