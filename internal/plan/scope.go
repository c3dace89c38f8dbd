package plan

import (
	"slices"

	"whopsync/internal/course"
)

// scope is what a run is narrowed to; empty: to nothing less than all.
type scope []course.Address

func (o Options) scope() scope { return o.Targets }

// covers reports whether the run may touch the address.
func (s scope) covers(address course.Address) bool {
	return len(s) == 0 || slices.ContainsFunc(s, func(t course.Address) bool { return t.Contains(address) })
}

// needs reports whether something inside the address is targeted: a parent that does
// not exist yet is created for it.
func (s scope) needs(address course.Address) bool {
	return s.covers(address) || slices.ContainsFunc(s, address.Contains)
}
