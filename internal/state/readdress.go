package state

import (
	"fmt"
	"slices"

	"whopsync/internal/course"
)

// Move gives an object, and its content, another address, and returns the old addresses.
// What could not be true on Whop is refused, and so is what would hide another object: an
// object stays of its kind and in its course.
func (s *State) Move(from, to course.Address) ([]course.Address, error) {
	switch {
	case from == to:
		return nil, fmt.Errorf("move %s: this is its address already", from)
	case from.Kind() != to.Kind():
		return nil, fmt.Errorf("move %s: it is a %s, and %s would be a %s", from, from.Kind(), to, to.Kind())
	case s.Bindings[from] == nil:
		return nil, fmt.Errorf("move %s: the state knows no such address", from)
	case from.Kind() != course.KindCourse && from.Course != to.Course:
		return nil, fmt.Errorf("move %s: no object leaves its course on Whop, and %s is in another", from, to)
	}
	moved := s.inside(from)
	for _, address := range moved {
		if now := address.Rebase(from, to); s.Bindings[now] != nil {
			return nil, fmt.Errorf("move %s: %s stands for another object already (%s)", address, now, s.Bindings[now].ID)
		}
	}
	for _, address := range moved {
		s.Bindings[address.Rebase(from, to)] = s.Bindings[address]
		delete(s.Bindings, address)
	}
	for i, pending := range s.Pending {
		if from.Contains(pending.Address) {
			s.Pending[i].Address = pending.Address.Rebase(from, to)
		}
	}
	return moved, nil
}

// Forget removes an address, and its content, from the identity map and returns the removed
// addresses. The remaining order forgets them too.
func (s *State) Forget(address course.Address) ([]course.Address, error) {
	if s.Bindings[address] == nil {
		return nil, fmt.Errorf("forget %s: the state knows no such address", address)
	}
	forgotten := s.inside(address)
	ids := map[string]bool{}
	for _, a := range forgotten {
		ids[s.Bindings[a].ID] = true
		delete(s.Bindings, a)
	}
	s.Pending = slices.DeleteFunc(s.Pending, func(e Entry) bool { return address.Contains(e.Address) })
	if course := s.Bindings[course.Address{Course: address.Course}]; course != nil {
		course.Outline = course.Outline.without(ids)
	}
	return forgotten, nil
}

// inside returns the bound addresses that address contains, sorted.
func (s *State) inside(address course.Address) []course.Address {
	return slices.DeleteFunc(s.Addresses(), func(a course.Address) bool { return !address.Contains(a) })
}

func (o Outline) without(ids map[string]bool) Outline {
	var out Outline
	for _, branch := range o {
		if !ids[branch.Chapter] {
			branch.Lessons = slices.DeleteFunc(slices.Clone(branch.Lessons), func(id string) bool { return ids[id] })
			out = append(out, branch)
		}
	}
	return out
}
