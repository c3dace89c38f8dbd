package plan

import (
	"slices"

	"whopsync/internal/course"
)

// scope is what a run is narrowed to.
type scope struct {
	only []course.Address // none: all
	not  []course.Address // of that
}

func (o Options) scope() scope { return scope{o.Targets, o.Exclude} }

// IsNarrowed reports whether a run leaves a part of the files alone.
func (o Options) IsNarrowed() bool { return o.Due || len(o.Targets)+len(o.Exclude) > 0 }

// covers reports whether the run may touch the address.
func (s scope) covers(address course.Address) bool {
	return (len(s.only) == 0 || slices.ContainsFunc(s.only, func(t course.Address) bool { return t.Contains(address) })) && !s.excludes(address)
}

// coversAll reports whether the run may touch the address and all that is in it: only then may it
// be removed.
func (s scope) coversAll(address course.Address) bool {
	return s.covers(address) && !slices.ContainsFunc(s.not, address.Contains)
}

// needs reports whether something inside the address is targeted: a parent that does
// not exist yet is created for it.
func (s scope) needs(address course.Address) bool {
	return s.covers(address) || !s.excludes(address) && slices.ContainsFunc(s.only, address.Contains)
}

// followed returns what is left out, under the names of today as well. bound are the addresses that
// the state has, by those of the files.
func (s scope) followed(bound map[course.Address]course.Address) []course.Address {
	not := slices.Clone(s.not)
	for to, from := range bound {
		if from != to && s.excludes(from) {
			not = append(not, to)
		}
	}
	return not
}

func (s scope) excludes(address course.Address) bool {
	return slices.ContainsFunc(s.not, func(x course.Address) bool { return x.Contains(address) })
}
