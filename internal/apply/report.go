package apply

import "whopsync/internal/plan"

// Status is what became of a step.
type Status int

const (
	NotAttempted Status = iota
	Done
	Unneeded // there was nothing left to do
	Failed
)

// Result is what became of a step. Err says why it failed, or why it was not attempted.
type Result struct {
	Step   *Step
	Status Status
	Err    error
	// Untaken says, in a sentence each, which fields Whop accepted without keeping them.
	Untaken []string
}

func failed(err error) Result { return Result{Status: Failed, Err: err} }

// Report is what an apply did. Only answered writes count as done.
type Report struct {
	Results                   []Result
	Added, Changed, Destroyed int
	Hidden, Moved, Uploaded   int
}

// IsComplete reports whether everything that the plan asked for is done, and was kept.
func (r *Report) IsComplete() bool {
	for _, result := range r.Results {
		if result.Status == Failed || result.Status == NotAttempted || len(result.Untaken) > 0 {
			return false
		}
	}
	return true
}

// report counts objects, not requests: a lesson that was created and completed is one
// lesson added.
func (w *walk) report() *Report {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := &Report{Results: w.results}
	for _, result := range w.results {
		if result.Status != Done {
			continue
		}
		switch step := result.Step; step.Kind {
		case Upload:
			r.Uploaded++
		case CreateCourse, CreateChapter, CreateLesson:
			r.Added++
		case UpdateFields, Reveal, Relink:
			if step.Change.Action == plan.Update && !w.counted(step) {
				r.Changed++
			}
		case HideObject:
			r.Changed++
			r.Hidden++
		case Arrange:
			moved, only := w.moved(step)
			r.Moved += moved
			r.Changed += only
		case DeleteLesson, DeleteChapter:
			r.Destroyed++
		}
	}
	return r
}

// counted reports whether an earlier step has changed the same object.
func (w *walk) counted(step *Step) bool {
	for i := range w.results {
		other := w.results[i].Step
		if other == step {
			return false
		}
		if other.Address == step.Address && w.results[i].Status == Done && other.Kind != Upload {
			return true
		}
	}
	return false
}

// moved counts the objects that an arranging request moved, and those among them that
// were not changed otherwise.
func (w *walk) moved(arrange *Step) (moved, only int) {
	for i := range w.plan.Changes {
		change := &w.plan.Changes[i]
		if change.Address.Course != arrange.Address.Course || change.Place == nil {
			continue
		}
		moved++
		if len(change.Fields) == 0 {
			only++
		}
	}
	return moved, only
}
