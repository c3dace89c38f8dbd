package plan

import (
	"maps"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// guardTarget refuses a state that was made against another place: there, all of its
// ids would look deleted.
func guardTarget(in *Input, _ *sides, p *Work) {
	if isElsewhere(in.State, in.Target) {
		p.refuse(Refusal{Guard: GuardTarget, Reason: OtherTarget, Environment: in.Environment, Was: in.State.Target, Is: in.Target})
	}
}

func isElsewhere(s *state.State, target state.Target) bool {
	return s != nil && !s.IsEmpty() && !s.Target.Fits(target)
}

// guardMissing refuses when not one of the known objects can be seen: that is a wrong
// key far more often than a deleted account.
func guardMissing(in *Input, s *sides, p *Work) {
	if len(s.known) == 0 || in.Options.AllowRecreate || isElsewhere(in.State, in.Target) {
		return
	}
	for _, binding := range s.known {
		if s.live[binding.ID] != nil {
			return
		}
	}
	p.refuse(Refusal{Guard: GuardMissing, Reason: NothingSeen, Count: len(s.known)})
}

// guardParents refuses to create something in a course or chapter that was deleted on
// Whop: that one has to come back first, which is the author's decision.
func guardParents(in *Input, s *sides, p *Work) {
	for i := range p.Changes {
		change := &p.Changes[i]
		parent := s.remembered(change.Address.Parent())
		if change.Action == Create && parent != nil && s.live[parent.ID] == nil && !in.Options.AllowRecreate {
			p.refuse(Refusal{Guard: GuardMissing, Reason: ParentGone, Address: change.Address, Other: change.Address.Parent()})
		}
	}
}

// guardScope refuses a narrowed run that would give a course or chapter another address and
// leave the rest of what is in it under the old one, or something new the name of what it
// leaves under that.
func guardScope(in *Input, s *sides, p *Work) {
	for _, to := range slices.SortedFunc(maps.Keys(s.who.Bound), course.Address.Compare) {
		if from := s.who.Bound[to]; from != to && !in.Options.scope().needs(to) && s.desired[from] != nil && in.Options.scope().needs(from) {
			p.refuse(Refusal{Guard: GuardScope, Reason: NameTaken, Address: from, Other: to})
		}
	}
	for i := range p.Changes {
		to := p.Changes[i].Address
		if from, ok := s.who.Bound[to]; ok && from != to && !in.Options.scope().covers(to) {
			p.refuse(Refusal{Guard: GuardScope, Reason: PartlyRenamed, Address: to, Other: from})
		}
	}
}

func guardDrift(in *Input, _ *sides, p *Work) {
	for i := range p.Changes {
		change := &p.Changes[i]
		for _, field := range change.Fields {
			if field.Conflict && in.Options.OnDrift != OverwriteDrift {
				p.refuse(Refusal{Guard: GuardConflict, Reason: BothEdited, Address: change.Address, Field: field.Field})
			}
		}
		if len(change.Drift) > 0 && in.Options.OnDrift == FailOnDrift {
			reason := EditedOnWhop
			if change.Drift[0].Gone {
				reason = DeletedOnWhop
			}
			p.refuse(Refusal{Guard: GuardDrift, Reason: reason, Address: change.Address})
		}
	}
}

// guardDeletes holds deletes to their conditions.
func guardDeletes(in *Input, _ *sides, p *Work) {
	var deletes []*Change
	for i := range p.Changes {
		if change := &p.Changes[i]; change.Action == Delete {
			deletes = append(deletes, change)
		}
	}
	if n := len(deletes); n > 0 && !in.Options.AllowDelete {
		p.refuse(Refusal{Guard: GuardDelete, Reason: Destroys, Count: n})
	}
	for _, change := range deletes {
		guardProtected(p, change)
		guardChapter(in, p, change, deletes)
	}
	guardLimits(p, deletes)
}

func guardProtected(p *Work, change *Change) {
	if binding := p.Bindings[change.Address]; binding != nil && binding.Protect {
		p.refuse(Refusal{Guard: GuardProtect, Reason: IsProtected, Address: change.Address})
	}
}

// guardChapter refuses to destroy a chapter with lessons that this run neither moves out of it
// nor destroys.
func guardChapter(in *Input, p *Work, change *Change, deletes []*Change) {
	left := slices.DeleteFunc(lessonsIn(in, change.ID), func(lesson *course.Lesson) bool {
		isDeleted := slices.ContainsFunc(deletes, func(c *Change) bool { return c.ID == lesson.ID })
		return isDeleted || movesOut(p, lesson.ID, change.ID)
	})
	if len(left) == 0 {
		return
	}
	p.refuse(Refusal{
		Guard: GuardDelete, Reason: HoldsLessons, Address: change.Address, Count: len(left), Title: left[0].Title(),
		Narrowed: in.Options.IsNarrowed(),
	})
}

// lessonsIn returns the live lessons of a chapter.
func lessonsIn(in *Input, chapter string) []*course.Lesson {
	for _, live := range in.Live {
		for _, c := range live.Chapters {
			if c.ID == chapter {
				return slices.Clone(c.Lessons)
			}
		}
	}
	return nil
}

// movesOut reports whether the plan puts a lesson into another chapter.
func movesOut(p *Work, lesson, chapter string) bool {
	for _, cp := range p.Courses {
		for _, branch := range cp.Want {
			if branch.ID != chapter && slices.ContainsFunc(branch.Lessons, func(n Node) bool { return n.ID == lesson }) {
				return true
			}
		}
	}
	return false
}

// guardLimits bounds deletes by number and by share: one forgotten folder should not
// cost a course.
func guardLimits(p *Work, deletes []*Change) {
	limits := p.Options.Limits
	if n := len(deletes); n > limits.Count {
		p.refuse(Refusal{Guard: GuardLimits, Reason: TooMany, Count: n, Limit: limits.Count})
	}
	perCourse, total := map[string]int{}, map[string]int{}
	for address := range p.Bindings {
		total[address.Course]++
	}
	for _, change := range deletes {
		perCourse[change.Address.Course]++
	}
	for name, n := range perCourse {
		if 100*n > limits.Percent*total[name] {
			p.refuse(Refusal{
				Guard: GuardLimits, Reason: TooLargeShare, Address: course.Address{Course: name},
				Count: n, Total: total[name], Limit: limits.Percent,
			})
		}
	}
}
