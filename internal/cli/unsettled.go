package cli

import (
	"context"
	"strings"

	"whopsync/internal/state"
)

// unsettled says which other run has changes on their way that the plan shows as well, "" for none. Servers that speak
// Terraform's protocol are not asked who holds the lock: asking takes it.
func unsettled(ctx context.Context, r *repository, store state.Store, s *state.State) string {
	if !strings.HasPrefix(r.project.Environment.State, "http") {
		if holder, err := store.Holder(ctx); err == nil && holder != nil {
			return "another run is under way, or was cut off, so a part of its changes may be in this plan: it is " + holder.String()
		}
	}
	if s != nil && (len(s.Unanswered()) > 0 || hasBegun(s)) {
		return "an earlier apply stopped part-way, so what it has left to do is in this plan as well"
	}
	return ""
}

// hasBegun reports whether something was created after the last complete apply.
func hasBegun(s *state.State) bool {
	if s.Applied.Serial == 0 {
		return false // no apply was complete, or an earlier version made it
	}
	for _, b := range s.Bindings {
		if b.CreatedAtSerial > s.Applied.Serial {
			return true
		}
	}
	return false
}
