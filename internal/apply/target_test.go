package apply_test

import (
	"testing"

	"whopsync/internal/apply"
	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// The first request would carry the key to the other target. A reader that is nil panics when it
// is asked.
func TestNoRequestIsSentForAStateOfAnotherTarget(t *testing.T) {
	here := state.Target{BaseURL: "https://api.whop.com/api/v1", Account: "biz_1", Experience: "exp_1"}
	for name, other := range map[string]state.Target{
		"host":              {BaseURL: "https://relay.example/api/v1", Account: "biz_1", Experience: "exp_1"},
		"host, all we know": {BaseURL: "https://relay.example/api/v1"},
		"account":           {BaseURL: "https://api.whop.com/api/v1", Account: "biz_2"},
		"experience":        {BaseURL: "https://api.whop.com/api/v1", Experience: "exp_2"},
	} {
		s := state.New("lineage")
		s.Target = here
		s.Bindings[course.Address{Course: "pottery"}] = &state.Binding{ID: "cors_1"}
		s.Pending = []state.Entry{{Op: 1, Event: state.EventIntent}} // which would be settled first
		prepared, err := apply.Prepare(t.Context(), nil, plan.Input{State: s, Target: other})
		if err != nil {
			t.Fatal(err)
		}
		p := prepared.Work
		if !p.Offline || len(p.Refusals) == 0 || p.Refusals[0].Guard != plan.GuardTarget {
			t.Errorf("%s: offline is %v, refusals are %v", name, p.Offline, p.Refusals)
		}
	}
}
