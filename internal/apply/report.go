package apply

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// Report is what an apply did. Only confirmed writes are counted.
type Report struct {
	Results                   []Result
	Exposed                   []course.Address // lessons that were to be hidden and that students may see, empty as yet
	Objects                   []Object
	Added, Changed, Destroyed int
	Hidden, Moved, Uploaded   int
	State                     *state.State // what is remembered afterwards; nil if nothing was to be done
}

// IsComplete reports whether everything that the plan asked for is done, and was kept.
func (r *Report) IsComplete() bool { return r.IsFinished() && r.Rejected() == 0 }

// IsFinished reports whether everything was sent that the plan asked for.
func (r *Report) IsFinished() bool {
	return !slices.ContainsFunc(r.Results, func(result Result) bool { return result.Status == Failed || result.Status == NotAttempted })
}

// Rejected counts the fields that Whop did not keep.
func (r *Report) Rejected() int {
	n := 0
	for _, result := range r.Results {
		n += len(result.Rejected)
	}
	return n
}

// reportOf counts objects, not requests: a lesson that was created and completed is one
// lesson added.
func reportOf(results []Result, changes []plan.Change) *Report {
	r := &Report{Results: results, Objects: objectsOf(results, changes)}
	changed, begun := map[course.Address]bool{}, map[course.Address]bool{}
	for _, result := range results {
		at := result.Step.Address
		if result.Step.Kind == CreateLesson {
			begun[at] = result.Status == Done || result.Status == Failed && !neverHappened(result.Err)
		}
		if result.Step.Kind == HideNew && result.leavesVisible() && begun[at] {
			r.Exposed = append(r.Exposed, at)
		}
		if result.Status != Done {
			continue
		}
		switch step := result.Step; step.Kind {
		case Upload:
			r.Uploaded++
		case CreateCourse, CreateChapter, CreateLesson:
			r.Added++
		case UpdateFields, Publish, Unpublish:
			if !result.isKept() || step.Change.Action != plan.Update {
				continue
			}
			if !changed[step.Address] {
				changed[step.Address] = true
				r.Changed++
			}
			if step.Kind == UpdateFields {
				r.Destroyed += len(step.Change.Lost)
			}
		case HideObject:
			if result.isKept() {
				r.Changed++
				r.Hidden++
			}
		case Arrange:
			for _, change := range movedIn(step, changes) {
				r.Moved++
				if len(change.Fields) == 0 {
					r.Changed++
				}
			}
		case DeleteLesson, DeleteChapter:
			r.Destroyed++
		}
	}
	return r
}

// Object is what became of an object of the plan, whose steps may have ended in several
// ways. What people read is counted in objects: how many requests one takes is our affair.
type Object struct {
	Address  course.Address
	Status   Status // the worst of its steps'
	Begun    bool   // one of its steps is done
	Err      error  // why it failed, or was not attempted
	Rejected int    // fields that Whop did not keep
}

// objectsOf sums up the steps of each object. An upload counts for its lesson, an order for
// the objects that it moves.
func objectsOf(results []Result, changes []plan.Change) []Object {
	var objects []Object
	index := map[course.Address]int{}
	tell := func(address course.Address, result Result) {
		i, ok := index[address]
		if !ok {
			i = len(objects)
			index[address] = i
			objects = append(objects, Object{Address: address, Status: Unneeded})
		}
		objects[i].add(result)
	}
	for _, result := range results {
		isWell := result.Status == Done || result.Status == Unneeded
		switch step := result.Step; {
		case step.Kind == Upload && isWell:
		case step.Kind == Arrange && (isWell || len(movedIn(step, changes)) > 0):
			for _, change := range movedIn(step, changes) {
				tell(change.Address, result)
			}
		default:
			tell(step.Address, result)
		}
	}
	return objects
}

func (o *Object) add(result Result) {
	worse := []Status{Unneeded, Done, NotAttempted, Failed}
	if slices.Index(worse, result.Status) > slices.Index(worse, o.Status) {
		o.Status, o.Err = result.Status, result.Err
	}
	o.Begun = o.Begun || result.Status == Done
	o.Rejected += len(result.Rejected)
}

// movedIn returns the changes of the course that have a new place.
func movedIn(arrange *Step, changes []plan.Change) (moved []*plan.Change) {
	for i := range changes {
		change := &changes[i]
		if change.Address.Course == arrange.Address.Course && change.Move != nil {
			moved = append(moved, change)
		}
	}
	return moved
}
