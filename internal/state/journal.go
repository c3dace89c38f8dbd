package state

import (
	"slices"

	"whopsync/internal/course"
)

// Unanswered returns the pending writes of which it is not known what became of them.
func (s *State) Unanswered() []Entry {
	return slices.DeleteFunc(slices.Clone(s.Pending), Entry.IsWatched)
}

// Replay folds journal entries into s. Replaying twice changes nothing more.
func (s *State) Replay(entries []Entry) {
	for _, e := range entries {
		switch e.Event {
		case EventIntent:
			s.settle(e.Op)
			s.Pending = append(s.Pending, e)
		case EventDone:
			s.settle(e.Op)
			if e.Binding == nil && !e.Address.IsZero() {
				s.remember(e.Address, Gone)
			}
			s.bind(e.Address, e.Binding)
			s.identify(e)
		case EventDropped:
			s.settle(e.Op)
		case EventBind:
			s.bind(e.Address, e.Binding)
		case EventFile:
			if e.File != nil {
				s.Files[e.SHA256] = *e.File
			}
		}
	}
}

// NextOp returns a number for a new write that no pending one has.
func (s *State) NextOp() int64 {
	next := int64(1)
	for _, e := range s.Pending {
		next = max(next, e.Op+1)
	}
	return next
}

func (s *State) settle(op int64) {
	s.Pending = slices.DeleteFunc(s.Pending, func(e Entry) bool { return e.Op == op })
}

// identify gives the updates that were announced before their object existed its id.
func (s *State) identify(done Entry) {
	for i, e := range s.Pending {
		if e.Action == ActionUpdate && e.ID == "" && e.Address == done.Address && done.Binding != nil {
			s.Pending[i].ID = done.Binding.ID
		}
	}
}

func (s *State) bind(address course.Address, binding *Binding) {
	if binding == nil {
		delete(s.Bindings, address)
		return
	}
	if known := s.Bindings[address]; binding.Path != "" && (known == nil || known.Path != binding.Path) {
		s.Commit = "" // the paths are no longer all of one commit
	}
	if binding.Retired {
		s.remember(address, Gone)
	}
	s.Bindings[address] = binding.Clone()
	s.remember(address, binding.Answer)
}
