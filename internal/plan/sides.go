package plan

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/state"
)

// sides are the three sides of a plan, by address and by id, and who is who among them.
// Nothing changes them while a plan is made.
type sides struct {
	desired  map[course.Address]*course.Resource
	known    map[course.Address]*state.Binding // what the state remembers
	live     map[string]*course.Resource       // by id, all that was read
	unlisted map[string]bool                   // live lessons that their course's tree does not show
	who      *identity.Matching
	taken    map[course.Address]bool // known addresses that a desired one stands for
	owned    map[string]bool         // their live ids
}

func newSides(desired []*course.Course, known map[course.Address]*state.Binding, live []*course.Course, who *identity.Matching) *sides {
	s := &sides{
		desired: course.ByAddress(desired), known: known, live: liveOf(live), unlisted: map[string]bool{}, who: who,
		taken: make(map[course.Address]bool, len(known)), owned: make(map[string]bool, len(known)),
	}
	for _, c := range live {
		for _, lesson := range c.Unlisted {
			s.unlisted[lesson.ID] = true
		}
	}
	for address, from := range who.Bound {
		s.owned[s.idOf(address)], s.taken[from] = true, true
	}
	return s
}

// liveOf returns all that was read of courses, by id.
func liveOf(courses []*course.Course) map[string]*course.Resource {
	all := map[string]*course.Resource{}
	for _, c := range courses {
		for r := range c.Resources() {
			all[r.ID] = r
		}
		for _, lesson := range c.Unlisted {
			all[lesson.ID] = &lesson.Resource
		}
	}
	return all
}

// idOf returns the live id of a desired address, "" when it is to be created.
func (s *sides) idOf(address course.Address) string {
	if binding := s.remembered(address); binding != nil {
		return binding.ID
	}
	return ""
}

// remembered returns the binding that a desired address has under its name of today or
// of before.
func (s *sides) remembered(address course.Address) *state.Binding {
	if from, ok := s.who.Bound[address]; ok {
		return s.known[from]
	}
	return nil
}

// answerOf returns what the state remembers of the answers to who an address is.
func (s *sides) answerOf(address course.Address) string {
	if answer, ok := s.who.Followed[address]; ok {
		return answer.Text()
	}
	return ""
}

func (s *sides) liveCourse(address course.Address, live []*course.Course) *course.Course {
	id := s.idOf(address)
	i := slices.IndexFunc(live, func(c *course.Course) bool { return c.ID == id })
	if id == "" || i < 0 {
		return nil
	}
	return live[i]
}
