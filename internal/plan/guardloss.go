package plan

import "slices"

// guardLosses holds what updates destroy inside of lessons to the conditions of a delete. A quiz
// that no one has taken loses nothing of a student's, and needs no flag.
func guardLosses(in *Input, s *sides, p *Work) {
	for i := range p.Changes {
		change := &p.Changes[i]
		if len(change.Lost) == 0 {
			continue
		}
		was, next := s.remembered(change.Address), p.Bindings[change.Address]
		if was != nil && was.Protect || next != nil && next.Protect {
			p.refuse(Refusal{Guard: GuardProtect, Reason: PartProtected, Address: change.Address, Lost: change.Lost})
		}
		if !in.Options.AllowDelete && (change.Impact.Students > 0 || !change.Impact.Known) {
			p.refuse(Refusal{Guard: GuardLoss, Reason: LosesParts, Address: change.Address, Lost: change.Lost, Count: change.Impact.Students})
		}
	}
}

// guardProgress demands the exact number of students who lose progress, each counted on every
// lesson destroyed in whole or in part. A number that cannot be read counts as some.
func guardProgress(in *Input, _ *sides, p *Work) {
	lossy, parts, students, unknown := 0, 0, 0, 0
	for i := range p.Changes {
		change := &p.Changes[i]
		if change.Action != Delete && len(change.Lost) == 0 {
			continue
		}
		lossy++
		parts += count(len(change.Lost) > 0)
		if change.Impact != nil {
			students += change.Impact.Students
			unknown += count(!change.Impact.Known)
		}
	}
	r := Refusal{Guard: GuardProgress, Parts: parts}
	switch accepted := in.Options.AcceptProgress; {
	case lossy == 0 && accepted != nil && *accepted != 0 && !p.hidesLosses():
		r.Reason, r.Accepted = NothingLost, *accepted
	case lossy == 0:
		return
	case unknown > 0:
		r.Reason, r.Count = LossUnknown, unknown
	case accepted == nil && students > 0:
		r.Reason, r.Count = LossOpen, students
	case accepted != nil && *accepted != students:
		r.Reason, r.Count, r.Accepted = LossMismatch, students, *accepted
	default:
		return
	}
	p.refuse(r)
}

// hidesLosses reports whether this key is not shown what some update destroys.
func (p *Plan) hidesLosses() bool {
	return slices.ContainsFunc(p.Changes, func(c Change) bool {
		return c.Action == Update && slices.ContainsFunc(c.Fields, FieldChange.HidesLosses)
	})
}
