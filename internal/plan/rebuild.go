package plan

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/state"
)

// Rebuilt is an identity map that was found again by looking at both sides, after the
// state was lost.
type Rebuilt struct {
	Bindings  map[course.Address]*state.Binding
	Decisions []Decision  // for every address that was not known, in the order of the files
	Unclaimed []Unmanaged // what is on Whop and stands for nothing
}

// Decision says which live object an address is taken for, and why.
type Decision struct {
	Address course.Address
	ID      string // "" when it stays unbound
	Because identity.Evidence
	// Candidates are the ids of the objects that could all be it.
	Candidates []string
	// Differs are the fields that Whop shows otherwise than the files have them.
	Differs []course.Field
	// Assumed are the fields that are taken to be as the files say, since Whop does not
	// show them, or only that there is a file of this name.
	Assumed []course.Field
}

// Named is the reason of a decision that a person has made.
const Named identity.Evidence = "named by its id"

// The reasons for which an address stays unbound.
const (
	NothingLike identity.Evidence = "nothing on Whop is like it"
	NoParent    identity.Evidence = "its parent is not bound"
	Unclear     identity.Evidence = "several objects could be it"
)

// Rebuild binds what the files of in declare to what Whop holds. What the state of in knows
// stays as it is, under whatever name the files have for it today. Where two objects could be
// meant, none is taken.
func Rebuild(in Input, live []*course.Course) *Rebuilt {
	in.State = readdressed(in.State, in.Desired)
	known := in.bound()
	who := identity.Match(in.Desired, known, live, hintsOf(&in, known), nil)
	found := identity.Recover(who, in.Desired, known, live, in.Options.isTheirs)
	out := &Rebuilt{Bindings: map[course.Address]*state.Binding{}}
	taken := map[string]bool{}
	for address, binding := range known {
		out.Bindings[address], taken[binding.ID] = binding.Clone(), true
	}
	for _, bound := range found.Bound {
		taken[bound.ID] = true
	}
	asked := askedOf(who, known)
	for r := range course.All(in.Desired) {
		if _, isKnown := who.Bound[r.Address]; !isKnown {
			d := decide(r.Address, found, asked[r.Address], taken)
			if d.ID != "" {
				out.Bindings[r.Address] = &state.Binding{ID: d.ID, Path: r.Source.Path, Protect: r.Protect, Key: r.Key, Answer: answered(in.Options, r.Address)}
			} else if parent := r.Address.Parent(); d.Because == NothingLike && !parent.IsZero() && who.Bound[parent].IsZero() && found.Bound[parent].ID == "" {
				d.Because = NoParent
			}
			out.Decisions = append(out.Decisions, d)
		}
	}
	for _, c := range live {
		out.Unclaimed = append(out.Unclaimed, unclaimed(c, out.Bindings, taken[c.ID], in.Options)...)
	}
	return out
}

// answered returns the last line of whopsync.yaml about an address, as the state remembers those that
// were followed: what is recognised all the same needs it no more.
func answered(options Options, address course.Address) string {
	text := ""
	for _, move := range options.Moved {
		if move.To == address {
			text = identity.Answer{Is: move.From}.Text()
		}
	}
	for _, line := range options.Identity {
		if line.To == address {
			text = identity.Answer{Is: line.Is, Again: line.Again}.Text()
		}
	}
	return text
}

// askedOf returns the ids that an address may be among those that the state knows: that has to
// be answered first.
func askedOf(who *identity.Matching, known map[course.Address]*state.Binding) map[course.Address][]string {
	asked := map[course.Address][]string{}
	for _, q := range who.Questions {
		for _, from := range q.Candidates {
			asked[q.To] = append(asked[q.To], known[from].ID)
		}
	}
	return asked
}

func decide(address course.Address, found *identity.Recovery, asked []string, taken map[string]bool) Decision {
	d := Decision{Address: address, ID: found.Bound[address].ID, Because: found.Bound[address].Because}
	if d.ID != "" {
		return d
	}
	d.Candidates, d.Because = asked, NothingLike
	for _, candidate := range found.Candidates[address] {
		if !taken[candidate.ID] {
			d.Candidates = append(d.Candidates, candidate.ID)
		}
	}
	if len(d.Candidates) > 0 {
		d.Because = Unclear
	}
	return d
}

// unclaimed lists what nothing stands for: a course as a whole, or what is in it. What the
// author knows to be somebody else's is no news.
func unclaimed(c *course.Course, bindings map[course.Address]*state.Binding, isTaken bool, options Options) []Unmanaged {
	switch {
	case options.isTheirs(c.ID):
		return nil
	case !isTaken:
		return []Unmanaged{{Kind: course.KindCourse, ID: c.ID, Title: c.Title()}}
	}
	unmanaged := unmanagedIn([]*course.Course{c}, bindings)
	return slices.DeleteFunc(unmanaged, func(u Unmanaged) bool { return options.isTheirs(u.ID) })
}
