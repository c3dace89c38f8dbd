package apply

import (
	"context"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

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
	// Rejected says, in a sentence each, which fields Whop accepted without keeping them.
	Rejected []string
}

func failed(err error) Result { return Result{Status: Failed, Err: err} }

// unsent is the result of a step that ended before it had sent anything. When the run was
// interrupted meanwhile, that is no failure.
func unsent(ctx context.Context, err error) Result {
	if ctx.Err() != nil {
		return Result{Status: NotAttempted, Err: err}
	}
	return failed(err)
}

// unwritten is the result of a write that came to nothing.
func unwritten(ctx context.Context, err error) Result {
	if course.OutcomeOf(err) == course.OutcomeNotSent {
		return unsent(ctx, err)
	}
	return failed(err)
}

// kept reports whether a write is confirmed: Whop shows all that was sent.
func (r *Result) kept() bool { return r.Status == Done && len(r.Rejected) == 0 }

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

// report counts objects, not requests: a lesson that was created and completed is one
// lesson added.
func (w *walk) report() *Report {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := &Report{Results: w.results, Objects: w.objects()}
	counted := map[course.Address]bool{}
	for _, result := range w.results {
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
			moved, only := w.moved(step)
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
func (w *walk) moved(arrange *Step) (moved, only int) {
	for _, change := range w.movedIn(arrange) {
		moved++
		if len(change.Fields) == 0 {
			only++
		}
	}
	return moved, only
}

func (w *walk) movedIn(arrange *Step) (changes []*plan.Change) {
	for i := range w.plan.Changes {
		change := &w.plan.Changes[i]
		if change.Address.Course == arrange.Address.Course && change.Place != nil {
			changes = append(changes, change)
		}
	}
	return changes
}
