package plan

import (
	"fmt"
	"maps"
	"slices"

	"whopsync/internal/course"
)

// guard collects every reason why apply must not run. A plan shows all of them at once.
func (d *differ) guard() {
	d.guardTarget()
	d.guardMissing()
	d.guardParents()
	d.guardDrift()
	d.guardDeletes()
	d.guardDuplicates()
	d.guardMoves()
	d.guardScope()
	d.guardAsks()
}

func (d *differ) refuse(guard Guard, address course.Address, message, hint string) {
	d.plan.Refusals = append(d.plan.Refusals, Refusal{Guard: guard, Address: address, Message: message, Hint: hint})
}

// guardTarget refuses a state that was made against another place: there, all of its
// ids would look deleted.
func (d *differ) guardTarget() {
	if !d.isElsewhere() {
		return
	}
	d.refuse(GuardTarget, course.Address{}, "the state of "+d.in.Environment+" belongs to another target: "+d.in.State.Target.Differences(d.in.Target),
		"check the environment's settings, WHOP_BASE_URL and the key; give another target an environment of its own in whopsync.yaml")
}

func (d *differ) isElsewhere() bool {
	return d.in.State != nil && !d.in.State.IsEmpty() && !d.in.State.Target.Fits(d.in.Target)
}

// guardMissing refuses when not one of the known objects can be seen: that is a wrong
// key far more often than a deleted account.
func (d *differ) guardMissing() {
	if len(d.known) == 0 || d.in.Options.AllowRecreate || d.isElsewhere() {
		return
	}
	for _, binding := range d.known {
		if d.live[binding.ID] != nil {
			return
		}
	}
	d.refuse(GuardMissing, course.Address{}, fmt.Sprintf("none of the %d objects that the state knows can be seen on Whop", len(d.known)),
		"this looks like the key of another account or environment: check WHOP_API_KEY; if everything was really deleted, run again with --allow-recreate")
}

// guardParents refuses to create something in a course or chapter that was deleted on
// Whop: that one has to come back first, which is the author's decision.
func (d *differ) guardParents() {
	for i := range d.plan.Changes {
		change := &d.plan.Changes[i]
		parent := d.remembered(change.Address.Parent())
		if change.Action == Create && parent != nil && d.live[parent.ID] == nil && !d.in.Options.AllowRecreate {
			d.refuse(GuardMissing, change.Address, fmt.Sprintf("it would be created in %s, which was deleted on Whop", change.Address.Parent()),
				"to create that one again, run with --allow-recreate; else move the file to another place")
		}
	}
}

// guardScope refuses a narrowed run that would give a course or chapter another address and
// leave the rest of what is in it under the old one, or something new the name of what it
// leaves under that.
func (d *differ) guardScope() {
	for _, to := range slices.SortedFunc(maps.Keys(d.who.Bound), course.Address.Compare) {
		if from := d.who.Bound[to]; from != to && !d.needed(to) && d.desired[from] != nil && d.needed(from) {
			d.refuse(GuardScope, from, fmt.Sprintf("it has the name of what is %s now, and a narrowed run would leave both under one", to),
				fmt.Sprintf("add --target %s, or run without --target", to))
		}
	}
	for i := range d.plan.Changes {
		to := d.plan.Changes[i].Address
		if from, ok := d.who.Bound[to]; ok && from != to && !d.inScope(to) {
			d.refuse(GuardScope, to, fmt.Sprintf("it was %s, and a narrowed run would leave the rest of what is in it under the old name", from),
				fmt.Sprintf("add --target %s, or run without --target", to))
		}
	}
}

func (d *differ) guardDrift() {
	for i := range d.plan.Changes {
		change := &d.plan.Changes[i]
		for _, field := range change.Fields {
			if field.Conflict && d.in.Options.OnDrift != OverwriteDrift {
				message, hint := "was changed in the files and on Whop", "take over what was edited on Whop into the file, or overwrite it with --on-drift=overwrite"
				if d.in.Back != nil {
					message, hint = "was changed on Whop since that run", "undo that edit on Whop, or overwrite it with --on-drift=overwrite"
				}
				d.refuse(GuardConflict, change.Address, fmt.Sprintf("%s %s", field.Field, message), hint)
			}
		}
		if len(change.Drift) > 0 && d.in.Options.OnDrift == FailOnDrift {
			what, hint := "changed", "take over the edit into the files, or run with --on-drift=report or overwrite"
			if change.Drift[0].Gone {
				what, hint = "deleted", "remove its file as well, or run with --on-drift=report, or create it again with --allow-recreate"
			}
			d.refuse(GuardDrift, change.Address, fmt.Sprintf("it was %s on Whop (drift), and --on-drift=fail is set", what), hint)
		}
	}
}

// guardDeletes holds everything that destroys to its conditions.
func (d *differ) guardDeletes() {
	deletes, students, unknown := 0, 0, 0
	for i := range d.plan.Changes {
		change := &d.plan.Changes[i]
		if change.Action != Delete {
			continue
		}
		deletes++
		d.guardProtected(change)
		if change.Impact != nil {
			students += change.Impact.Students
			unknown += count(!change.Impact.Known)
		}
	}
	accepted := d.in.Options.AcceptProgress
	if deletes == 0 {
		if accepted != nil && *accepted != 0 {
			d.refuse(GuardProgress, course.Address{}, fmt.Sprintf("--accept-progress-loss=%d was given, and nothing would be lost", *accepted), "leave the flag out")
		}
		return
	}
	if !d.in.Options.AllowDelete {
		d.refuse(GuardDelete, course.Address{}, fmt.Sprintf("%d %s would be destroyed, and Whop cannot bring them back", deletes, plural(deletes, "object")),
			"if that is meant, run again with --allow-delete; to hide lessons instead, set on_remove: hide")
	}
	d.guardLimits(deletes)
	d.guardProgress(students, unknown)
}

func (d *differ) guardProtected(change *Change) {
	binding := d.plan.Bindings[change.Address]
	if binding != nil && binding.Protect {
		d.refuse(GuardProtect, change.Address, "it is protected and would be destroyed",
			"bring its file back; to give up the protection, apply it once with protect: false and remove it then")
	}
	if left := d.leftIn(change); len(left) > 0 {
		which := fmt.Sprintf("the lesson %q, which stays in it", left[0].Title())
		if n := len(left); n > 1 {
			which = fmt.Sprintf("the lesson %q and %d more, which stay in it", left[0].Title(), n-1)
		}
		hint := "move what should stay to another chapter on Whop"
		if len(d.in.Options.Targets) > 0 {
			hint += ", or, if a file moves it, run without --target"
		}
		if d.in.Back != nil {
			hint += ", or say on_remove: hide in whopsync.yaml"
		} else {
			hint += "; to leave the chapter, and hide the lessons whose files are gone, put this line last under removed: in whopsync.yaml, instead of any other for " + change.Address.String() + ":" +
				lines([]string{fmt.Sprintf("- {address: %s, action: hide}", quote(change.Address))})
		}
		d.refuse(GuardDelete, change.Address, "it would be destroyed together with "+which, hint)
	}
}

// leftIn returns the lessons that this run neither moves out of a chapter nor destroys.
func (d *differ) leftIn(change *Change) (left []*course.Resource) {
	for _, live := range d.in.Live {
		for _, chapter := range live.Chapters {
			if change.Kind != course.KindChapter || chapter.ID != change.ID {
				continue
			}
			for _, lesson := range chapter.Lessons {
				if !d.movesOut(lesson.ID, chapter.ID) && !d.deletesID(lesson.ID) {
					left = append(left, &lesson.Resource)
				}
			}
		}
	}
	return left
}

// movesOut reports whether the plan puts a lesson into another chapter.
func (d *differ) movesOut(lesson, chapter string) bool {
	for _, cp := range d.plan.Courses {
		for _, branch := range cp.Want {
			if branch.ID != chapter && slices.ContainsFunc(branch.Lessons, func(n Node) bool { return n.ID == lesson }) {
				return true
			}
		}
	}
	return false
}

func (d *differ) deletesID(id string) bool {
	for i := range d.plan.Changes {
		if d.plan.Changes[i].Action == Delete && d.plan.Changes[i].ID == id {
			return true
		}
	}
	return false
}

// guardLimits bounds deletes by number and by share: one forgotten folder should not
// cost a course.
func (d *differ) guardLimits(deletes int) {
	limits := d.in.Options.Limits
	if deletes > limits.Count {
		d.refuse(GuardLimits, course.Address{}, fmt.Sprintf("%d objects would be destroyed, and limits.max_delete is %d", deletes, limits.Count),
			"if that is meant, raise max_delete under limits: in whopsync.yaml")
	}
	perCourse := map[string]int{}
	total := map[string]int{}
	for address := range d.plan.Bindings {
		total[address.Course]++
	}
	for i := range d.plan.Changes {
		if c := &d.plan.Changes[i]; c.Action == Delete {
			perCourse[c.Address.Course]++
		}
	}
	for name, n := range perCourse {
		if 100*n > limits.Percent*total[name] {
			d.refuse(GuardLimits, course.Address{Course: name}, fmt.Sprintf("%d of its %d objects would be destroyed, and limits.max_delete_percent is %d", n, total[name], limits.Percent),
				"if that is meant, raise max_delete_percent under limits: in whopsync.yaml")
		}
	}
}

// guardProgress demands the exact number of students who lose progress, each counted on
// every lesson. A number that cannot be read counts as some.
func (d *differ) guardProgress(students, unknown int) {
	accepted := d.in.Options.AcceptProgress
	switch {
	case unknown > 0:
		d.refuse(GuardProgress, course.Address{}, fmt.Sprintf("it cannot be read how many students have progress on %d of the lessons that would be destroyed", unknown),
			"give the key the permission course_analytics:read, or hide the lessons instead (on_remove: hide)")
	case accepted == nil && students > 0:
		d.refuse(GuardProgress, course.Address{}, progressOf(students)+" would be lost for ever",
			fmt.Sprintf("hide the lessons instead (on_remove: hide), or accept the loss with --accept-progress-loss=%d", students))
	case accepted != nil && *accepted != students:
		d.refuse(GuardProgress, course.Address{}, fmt.Sprintf("--accept-progress-loss=%d does not match: %s would be lost", *accepted, progressOf(students)),
			"look at the plan again, and give the exact number if it is still meant")
	}
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
