package plan

import (
	"fmt"
	"maps"
	"slices"

	"whopsync/internal/course"
)

// reasons are what one guard has found.
type reasons []Refusal

func (r *reasons) add(guard Guard, address course.Address, message, hint string) {
	*r = append(*r, Refusal{Guard: guard, Address: address, Message: message, Hint: hint})
}

// guardTarget refuses a state that was made against another place: there, all of its
// ids would look deleted.
func guardTarget(in *Input, _ *sides, _ *Work) (r reasons) {
	if !in.isElsewhere() {
		return r
	}
	r.add(GuardTarget, course.Address{}, "the state of "+in.Environment+" belongs to another target: "+in.State.Target.Differences(in.Target),
		"check the environment's settings, WHOP_BASE_URL and the key; give another target an environment of its own in whopsync.yaml")
	return r
}

func (in *Input) isElsewhere() bool {
	return in.State != nil && !in.State.IsEmpty() && !in.State.Target.Fits(in.Target)
}

// guardMissing refuses when not one of the known objects can be seen: that is a wrong
// key far more often than a deleted account.
func guardMissing(in *Input, s *sides, _ *Work) (r reasons) {
	if len(s.known) == 0 || in.Options.AllowRecreate || in.isElsewhere() {
		return r
	}
	for _, binding := range s.known {
		if s.live[binding.ID] != nil {
			return r
		}
	}
	r.add(GuardMissing, course.Address{}, fmt.Sprintf("none of the %d objects that the state knows can be seen on Whop", len(s.known)),
		"this looks like the key of another account or environment: check WHOP_API_KEY; if everything was really deleted, run again with --allow-recreate")
	return r
}

// guardParents refuses to create something in a course or chapter that was deleted on
// Whop: that one has to come back first, which is the author's decision.
func guardParents(in *Input, s *sides, p *Work) (r reasons) {
	for i := range p.Changes {
		change := &p.Changes[i]
		parent := s.remembered(change.Address.Parent())
		if change.Action == Create && parent != nil && s.live[parent.ID] == nil && !in.Options.AllowRecreate {
			r.add(GuardMissing, change.Address, fmt.Sprintf("it would be created in %s, which was deleted on Whop", change.Address.Parent()),
				"to create that one again, run with --allow-recreate; else move the file to another place")
		}
	}
	return r
}

// guardScope refuses a narrowed run that would give a course or chapter another address and
// leave the rest of what is in it under the old one, or something new the name of what it
// leaves under that.
func guardScope(in *Input, s *sides, p *Work) (r reasons) {
	for _, to := range slices.SortedFunc(maps.Keys(s.who.Bound), course.Address.Compare) {
		if from := s.who.Bound[to]; from != to && !in.scope().needs(to) && s.desired[from] != nil && in.scope().needs(from) {
			r.add(GuardScope, from, fmt.Sprintf("it has the name of what is %s now, and a narrowed run would leave both under one", to),
				fmt.Sprintf("add --target %s, or run without --target", to))
		}
	}
	for i := range p.Changes {
		to := p.Changes[i].Address
		if from, ok := s.who.Bound[to]; ok && from != to && !in.scope().covers(to) {
			r.add(GuardScope, to, fmt.Sprintf("it was %s, and a narrowed run would leave the rest of what is in it under the old name", from),
				fmt.Sprintf("add --target %s, or run without --target", to))
		}
	}
	return r
}

func guardDrift(in *Input, _ *sides, p *Work) (r reasons) {
	for i := range p.Changes {
		change := &p.Changes[i]
		for _, field := range change.Fields {
			if field.Conflict && in.Options.OnDrift != OverwriteDrift {
				message, hint := "was changed in the files and on Whop", "take over what was edited on Whop into the file, or overwrite it with --on-drift=overwrite"
				if in.RollbackTo != nil {
					message, hint = "was changed on Whop since that run", "undo that edit on Whop, or overwrite it with --on-drift=overwrite"
				}
				r.add(GuardConflict, change.Address, fmt.Sprintf("%s %s", field.Field, message), hint)
			}
		}
		if len(change.Drift) > 0 && in.Options.OnDrift == FailOnDrift {
			what, hint := "changed", "take over the edit into the files, or run with --on-drift=report or overwrite"
			if change.Drift[0].Gone {
				what, hint = "deleted", "remove its file as well, or run with --on-drift=report, or create it again with --allow-recreate"
			}
			r.add(GuardDrift, change.Address, fmt.Sprintf("it was %s on Whop (drift), and --on-drift=fail is set", what), hint)
		}
	}
	return r
}

// guardDeletes holds everything that destroys to its conditions.
func guardDeletes(in *Input, _ *sides, p *Work) (r reasons) {
	deletes, students, unknown := 0, 0, 0
	for i := range p.Changes {
		change := &p.Changes[i]
		if change.Action != Delete {
			continue
		}
		deletes++
		r = append(r, guardProtected(in, p, change)...)
		if change.Impact != nil {
			students += change.Impact.Students
			unknown += count(!change.Impact.Known)
		}
	}
	accepted := in.Options.AcceptProgress
	if deletes == 0 {
		if accepted != nil && *accepted != 0 {
			r.add(GuardProgress, course.Address{}, fmt.Sprintf("--accept-progress-loss=%d was given, and nothing would be lost", *accepted), "leave the flag out")
		}
		return r
	}
	if !in.Options.AllowDelete {
		r.add(GuardDelete, course.Address{}, fmt.Sprintf("%d %s would be destroyed, and Whop cannot bring them back", deletes, plural(deletes, "object")),
			"if that is meant, run again with --allow-delete; to hide lessons instead, set on_remove: hide")
	}
	r = append(r, guardLimits(in.Options.Limits, p, deletes)...)
	r = append(r, guardProgress(accepted, students, unknown)...)
	return r
}

func guardProtected(in *Input, p *Work, change *Change) (r reasons) {
	binding := p.Bindings[change.Address]
	if binding != nil && binding.Protect {
		r.add(GuardProtect, change.Address, "it is protected and would be destroyed",
			"bring its file back; to give up the protection, apply it once with protect: false and remove it then")
	}
	if left := leftIn(in, p, change); len(left) > 0 {
		which := fmt.Sprintf("the lesson %q, which stays in it", left[0].Title())
		if n := len(left); n > 1 {
			which = fmt.Sprintf("the lesson %q and %d more, which stay in it", left[0].Title(), n-1)
		}
		hint := "move what should stay to another chapter on Whop"
		if len(in.Options.Targets) > 0 {
			hint += ", or, if a file moves it, run without --target"
		}
		if in.RollbackTo != nil {
			hint += ", or say on_remove: hide in whopsync.yaml"
		} else {
			hint += "; to leave the chapter, and hide the lessons whose files are gone, put this line last under removed: in whopsync.yaml, instead of any other for " + change.Address.String() + ":" +
				lines([]string{fmt.Sprintf("- {address: %s, action: hide}", quote(change.Address))})
		}
		r.add(GuardDelete, change.Address, "it would be destroyed together with "+which, hint)
	}
	return r
}

// leftIn returns the lessons that this run neither moves out of a chapter nor destroys.
func leftIn(in *Input, p *Work, change *Change) (left []*course.Resource) {
	for _, live := range in.Live {
		for _, chapter := range live.Chapters {
			if change.Kind != course.KindChapter || chapter.ID != change.ID {
				continue
			}
			for _, lesson := range chapter.Lessons {
				if !movesOut(p, lesson.ID, chapter.ID) && !deletesID(p, lesson.ID) {
					left = append(left, &lesson.Resource)
				}
			}
		}
	}
	return left
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

func deletesID(p *Work, id string) bool {
	for i := range p.Changes {
		if p.Changes[i].Action == Delete && p.Changes[i].ID == id {
			return true
		}
	}
	return false
}

// guardLimits bounds deletes by number and by share: one forgotten folder should not
// cost a course.
func guardLimits(limits Limits, p *Work, deletes int) (r reasons) {
	if deletes > limits.Count {
		r.add(GuardLimits, course.Address{}, fmt.Sprintf("%d objects would be destroyed, and limits.max_delete is %d", deletes, limits.Count),
			"if that is meant, raise max_delete under limits: in whopsync.yaml")
	}
	perCourse := map[string]int{}
	total := map[string]int{}
	for address := range p.Bindings {
		total[address.Course]++
	}
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Action == Delete {
			perCourse[c.Address.Course]++
		}
	}
	for name, n := range perCourse {
		if 100*n > limits.Percent*total[name] {
			r.add(GuardLimits, course.Address{Course: name}, fmt.Sprintf("%d of its %d objects would be destroyed, and limits.max_delete_percent is %d", n, total[name], limits.Percent),
				"if that is meant, raise max_delete_percent under limits: in whopsync.yaml")
		}
	}
	return r
}

// guardProgress demands the exact number of students who lose progress, each counted on
// every lesson. A number that cannot be read counts as some.
func guardProgress(accepted *int, students, unknown int) (r reasons) {
	switch {
	case unknown > 0:
		r.add(GuardProgress, course.Address{}, fmt.Sprintf("it cannot be read how many students have progress on %d of the lessons that would be destroyed", unknown),
			"give the key the permission course_analytics:read, or hide the lessons instead (on_remove: hide)")
	case accepted == nil && students > 0:
		r.add(GuardProgress, course.Address{}, progressOf(students)+" would be lost for ever",
			fmt.Sprintf("hide the lessons instead (on_remove: hide), or accept the loss with --accept-progress-loss=%d", students))
	case accepted != nil && *accepted != students:
		r.add(GuardProgress, course.Address{}, fmt.Sprintf("--accept-progress-loss=%d does not match: %s would be lost", *accepted, progressOf(students)),
			"look at the plan again, and give the exact number if it is still meant")
	}
	return r
}

// progressOf words a sum over lessons, in which one student is counted on each.
func progressOf(students int) string {
	if students == 1 {
		return "the progress of 1 student"
	}
	return fmt.Sprintf("the progress of %d students (each counted once for every lesson)", students)
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}
