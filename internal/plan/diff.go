package plan

import (
	"cmp"
	"slices"
)

// Diff computes the plan. It does not change its input.
func Diff(in Input) *Work {
	in.State = readdressed(in.State, in.Desired)
	d := newDiffer(&in)
	if in.Options.Due {
		d.due()
	} else {
		for _, desired := range in.Desired {
			d.course(desired)
		}
		d.remains()
	}
	d.plan.Unmanaged = unmanagedIn(in.Live, d.plan.Bindings)
	for _, guard := range guards(in.Options) {
		guard(&in, d.sides, d.plan)
	}
	slices.SortStableFunc(d.plan.Refusals, func(a, b Refusal) int {
		return cmp.Or(a.Address.Compare(b.Address), cmp.Compare(a.Guard, b.Guard), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Field, b.Field))
	})
	return d.plan
}

// guards are the reasons why apply must not run. A plan shows all of them at once. What waits for an apply of all stands
// not in the way of what is due.
func guards(o Options) []func(*Input, *sides, *Work) {
	if o.Due {
		return []func(*Input, *sides, *Work){guardTarget, guardMissing}
	}
	return []func(*Input, *sides, *Work){
		guardTarget, guardMissing, guardParents, guardDrift, guardDeletes, guardHides, guardLosses, guardProgress, guardDuplicates, guardMoves, guardScope, guardAsks,
	}
}
