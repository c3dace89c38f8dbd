package apply

import (
	"slices"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// late is how long a create may be on its way to Whop after its answer was lost.
const late = time.Hour

// stillOpen returns the pending writes that still have to be settled. After a run over all of the
// files where every write was answered, these are the creates alone that may arrive yet: of what
// is in the files no more, and those sent again. No other create of what has come to exist is
// one.
func stillOpen(s *state.State, isWhole bool, now time.Time) []state.Entry {
	byID := s.ByID()
	return slices.DeleteFunc(slices.Clone(s.Pending), func(e state.Entry) bool {
		if e.Action != state.ActionCreate {
			return isWhole
		}
		_, isBound := byID[e.ID]
		isOver := isWhole && now.Sub(e.Begun).Abs() >= late
		return isOver || e.IsWatched() && !isBound || !e.IsWatched() && s.Bindings[e.Address] != nil
	})
}

// judged returns the entries that drop the pending writes settled by the plan: their
// results are in the plan's bindings.
func judged(pending []state.Entry, p *plan.Work) []state.Entry {
	compared := map[string]bool{}
	for i := range p.Changes {
		compared[p.Changes[i].ID] = true
	}
	var entries []state.Entry
	for _, e := range pending {
		isOrder := e.Action == state.ActionArrange
		if e.Action == state.ActionCreate || !compared[e.ID] || isOrder && p.Options.IsNarrowed() {
			continue
		}
		entries = append(entries, state.Entry{Event: state.EventDropped, Op: e.Op})
	}
	return entries
}

// readdress returns the pending writes, each create under today's name of its course or
// chapter, where the next run looks for it, and the changed ones. parents has the address
// of every live id.
func readdress(pending []state.Entry, parents map[string]course.Address) (all, changed []state.Entry) {
	all = slices.Clone(pending)
	for i := range all {
		e := &all[i]
		if parent, ok := parents[e.Parent]; e.Action == state.ActionCreate && ok && parent != e.Address.Parent() {
			e.Address = parent.Child(e.Address.Name())
			changed = append(changed, *e)
		}
	}
	return all, changed
}
