package apply

import (
	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// Report is what an apply did. Only confirmed writes are counted.
type Report struct {
	Results                   []Result
	Objects                   []Object
	Added, Changed, Destroyed int
	Hidden, Moved, Uploaded   int
}

// IsComplete reports whether everything that the plan asked for is done, and was kept.
func (r *Report) IsComplete() bool { return r.IsFinished() && r.Rejected() == 0 }

// IsFinished reports whether everything was sent that the plan asked for.
func (r *Report) IsFinished() bool {
	for _, result := range r.Results {
		if result.Status == Failed || result.Status == NotAttempted {
			return false
		}
	}
	return true
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
	counted := map[course.Address]bool{}
	for _, result := range results {
		if result.Status != Done {
			continue
		}
		step := result.Step
		switch step.Kind {
		case Upload:
			r.Uploaded++
		case CreateCourse, CreateChapter, CreateLesson:
			r.Added++
		case UpdateFields, Publish, ResolveLinks:
			if result.kept() && step.Change.Action == plan.Update && !counted[step.Address] {
				r.Changed++
			}
		case HideObject:
			if result.kept() {
				r.Changed++
				r.Hidden++
			}
		case Arrange:
			moved, only := moved(step, changes)
			r.Moved += moved
			r.Changed += only
		case DeleteLesson, DeleteChapter:
			r.Destroyed++
		}
		if result.kept() && step.Kind != Upload {
			counted[step.Address] = true
		}
	}
	return r
}

// moved counts the objects that an arranging request moved, and those among them that
// were not changed otherwise.
func moved(arrange *Step, changes []plan.Change) (moved, only int) {
	for _, change := range movedIn(arrange, changes) {
		moved++
		if len(change.Fields) == 0 {
			only++
		}
	}
	return moved, only
}
