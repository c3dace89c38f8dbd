package plan

import (
	"fmt"
	"maps"
	"slices"

	"whopsync/internal/course"
)

// guardTarget refuses a state that was made against another place: there, all of its
// ids would look deleted.
func guardTarget(in *Input, _ *sides, p *Work) {
	if in.isElsewhere() {
		p.refuse(GuardTarget, course.Address{}, "the state of "+in.Environment+" belongs to another target: "+in.State.Target.Differences(in.Target),
			"check the environment's settings, WHOP_BASE_URL and the key; give another target an environment of its own in whopsync.yaml")
	}
}

func (in *Input) isElsewhere() bool {
	return in.State != nil && !in.State.IsEmpty() && !in.State.Target.Fits(in.Target)
}

// guardMissing refuses when not one of the known objects can be seen: that is a wrong
// key far more often than a deleted account.
func guardMissing(in *Input, s *sides, p *Work) {
	if len(s.known) == 0 || in.Options.AllowRecreate || in.isElsewhere() {
		return
	}
	for _, binding := range s.known {
		if s.live[binding.ID] != nil {
			return
		}
	}
	p.refuse(GuardMissing, course.Address{}, fmt.Sprintf("none of the %d objects that the state knows can be seen on Whop", len(s.known)),
		"this looks like the key of another account or environment: check WHOP_API_KEY; if everything was really deleted, run again with --allow-recreate")
}

// guardParents refuses to create something in a course or chapter that was deleted on
// Whop: that one has to come back first, which is the author's decision.
func guardParents(in *Input, s *sides, p *Work) {
	for i := range p.Changes {
		change := &p.Changes[i]
		parent := s.remembered(change.Address.Parent())
		if change.Action == Create && parent != nil && s.live[parent.ID] == nil && !in.Options.AllowRecreate {
			p.refuse(GuardMissing, change.Address, fmt.Sprintf("it would be created in %s, which was deleted on Whop", change.Address.Parent()),
				"to create that one again, run with --allow-recreate; else move the file to another place")
		}
	}
}

// guardScope refuses a narrowed run that would give a course or chapter another address and
// leave the rest of what is in it under the old one, or something new the name of what it
// leaves under that.
func guardScope(in *Input, s *sides, p *Work) {
	for _, to := range slices.SortedFunc(maps.Keys(s.who.Bound), course.Address.Compare) {
		if from := s.who.Bound[to]; from != to && !in.scope().needs(to) && s.desired[from] != nil && in.scope().needs(from) {
			p.refuse(GuardScope, from, fmt.Sprintf("it has the name of what is %s now, and a narrowed run would leave both under one", to),
				fmt.Sprintf("add --target %s, or run without --target", to))
		}
	}
	for i := range p.Changes {
		to := p.Changes[i].Address
		if from, ok := s.who.Bound[to]; ok && from != to && !in.scope().covers(to) {
			p.refuse(GuardScope, to, fmt.Sprintf("it was %s, and a narrowed run would leave the rest of what is in it under the old name", from),
				fmt.Sprintf("add --target %s, or run without --target", to))
		}
	}
}

func guardDrift(in *Input, _ *sides, p *Work) {
	for i := range p.Changes {
		change := &p.Changes[i]
		for _, field := range change.Fields {
			if field.Conflict && in.Options.OnDrift != OverwriteDrift {
				message, hint := "was changed in the files and on Whop", "take over what was edited on Whop into the file, or overwrite it with --on-drift=overwrite"
				if in.RollbackTo != nil {
					message, hint = "was changed on Whop since that run", "undo that edit on Whop, or overwrite it with --on-drift=overwrite"
				}
				p.refuse(GuardConflict, change.Address, fmt.Sprintf("%s %s", field.Field, message), hint)
			}
		}
		if len(change.Drift) > 0 && in.Options.OnDrift == FailOnDrift {
			what, hint := "changed", "take over the edit into the files, or run with --on-drift=report or overwrite"
			if change.Drift[0].Gone {
				what, hint = "deleted", "remove its file as well, or run with --on-drift=report, or create it again with --allow-recreate"
			}
			p.refuse(GuardDrift, change.Address, fmt.Sprintf("it was %s on Whop (drift), and --on-drift=fail is set", what), hint)
		}
	}
}

// guardDeletes holds everything that destroys to its conditions.
func guardDeletes(in *Input, _ *sides, p *Work) {
	var deletes []*Change
	students, unknown := 0, 0
	for i := range p.Changes {
		change := &p.Changes[i]
		if change.Action != Delete {
			continue
		}
		deletes = append(deletes, change)
		if change.Impact != nil {
			students += change.Impact.Students
			unknown += count(!change.Impact.Known)
		}
	}
	if n := len(deletes); n > 0 && !in.Options.AllowDelete {
		p.refuse(GuardDelete, course.Address{}, fmt.Sprintf("%d %s would be destroyed, and Whop cannot bring them back", n, plural(n, "object")),
			"if that is meant, run again with --allow-delete; to hide lessons instead, set on_remove: hide")
	}
	for _, change := range deletes {
		guardProtected(p, change)
		guardChapter(in, p, change, deletes)
	}
	guardLimits(p, deletes)
	guardProgress(p, len(deletes), students, unknown)
}

func guardProtected(p *Work, change *Change) {
	if binding := p.Bindings[change.Address]; binding != nil && binding.Protect {
		p.refuse(GuardProtect, change.Address, "it is protected and would be destroyed",
			"bring its file back; to give up the protection, apply it once with protect: false and remove it then")
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
		hint += fmt.Sprintf("; to leave the chapter, and hide the lessons whose files are gone, "+
			"put this line last under removed: in whopsync.yaml, instead of any other for %s:", change.Address) +
			lines([]string{fmt.Sprintf("- {address: %s, action: hide}", quote(change.Address))})
	}
	p.refuse(GuardDelete, change.Address, "it would be destroyed together with "+which, hint)
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
		p.refuse(GuardLimits, course.Address{}, fmt.Sprintf("%d objects would be destroyed, and limits.max_delete is %d", n, limits.Count),
			"if that is meant, raise max_delete under limits: in whopsync.yaml")
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
			p.refuse(GuardLimits, course.Address{Course: name},
				fmt.Sprintf("%d of its %d objects would be destroyed, and limits.max_delete_percent is %d", n, total[name], limits.Percent),
				"if that is meant, raise max_delete_percent under limits: in whopsync.yaml")
		}
	}
}

// guardProgress demands the exact number of students who lose progress, each counted on
// every lesson. A number that cannot be read counts as some.
func guardProgress(p *Work, deletes, students, unknown int) {
	message, hint, accepted := "", "", p.Options.AcceptProgress
	switch {
	case deletes == 0 && accepted != nil && *accepted != 0:
		message, hint = fmt.Sprintf("--accept-progress-loss=%d was given, and nothing would be lost", *accepted), "leave the flag out"
	case unknown > 0:
		message = fmt.Sprintf("it cannot be read how many students have progress on %d of the lessons that would be destroyed", unknown)
		hint = "give the key the permission course_analytics:read, or hide the lessons instead (on_remove: hide)"
	case accepted == nil && students > 0:
		message = progressOf(students) + " would be lost for ever"
		hint = fmt.Sprintf("hide the lessons instead (on_remove: hide), or accept the loss with --accept-progress-loss=%d", students)
	case accepted != nil && *accepted != students:
		message = fmt.Sprintf("--accept-progress-loss=%d does not match: %s would be lost", *accepted, progressOf(students))
		hint = "look at the plan again, and give the exact number if it is still meant"
	default:
		return
	}
	p.refuse(GuardProgress, course.Address{}, message, hint)
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
