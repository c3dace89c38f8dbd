package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"whopsync/internal/course"
	"whopsync/internal/safegroup"
)

// engine carries out steps: one phase after the other, and in each the queues side by side.
type engine struct {
	steps    []Step
	do       func(context.Context, *Step) Result
	announce func(ctx context.Context, batch, later []*Step) error // nil: each step does so by itself
	parallel int
	progress func(Progress) // may be nil

	mu      sync.Mutex
	results []Result                // one a step, same index
	broken  map[course.Address]bool // addresses whose creation failed
	exposed map[course.Address]bool // addresses that should be hidden and may not be
	lost    map[string]*LossError   // by course
	ended   int
}

func newEngine(r *Run, steps []Step) *engine {
	e := &engine{steps: steps, parallel: r.Parallel, progress: r.Progress, broken: map[course.Address]bool{}, exposed: map[course.Address]bool{}, lost: map[string]*LossError{}}
	for i := range steps {
		e.results = append(e.results, Result{Step: &steps[i], Status: NotAttempted})
	}
	return e
}

// run returns an error only if it stops the run as a whole; a step's own failure is in its
// result.
func (e *engine) run(ctx context.Context) error {
	for begin := 0; begin < len(e.steps); {
		end := begin
		for end < len(e.steps) && e.steps[end].Kind.phase() == e.steps[begin].Kind.phase() {
			end++
		}
		if err := e.phase(ctx, begin, end); err != nil {
			return err
		}
		begin = end
	}
	return nil
}

// phase carries out all steps of a phase, batch by batch where they are announced.
func (e *engine) phase(ctx context.Context, begin, end int) error {
	all := queues(e.steps, begin, end)
	if e.announce == nil {
		return e.batch(ctx, all)
	}
	for _, batch := range batches(all) {
		err := e.announceBatch(ctx, batch, end)
		if err == nil {
			err = e.batch(ctx, batch)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// announceBatch announces the steps of a batch that are not blocked, together with some of later phases.
func (e *engine) announceBatch(ctx context.Context, batch [][]int, end int) error {
	if ctx.Err() != nil {
		return nil
	}
	var steps, later []*Step
	for _, i := range slices.Concat(batch...) {
		if e.blocked(&e.steps[i]) == nil {
			steps = append(steps, &e.steps[i])
		}
	}
	for i := end; i < len(e.steps) && len(steps)+len(later) < ahead; i++ {
		if e.blocked(&e.steps[i]) == nil {
			later = append(later, &e.steps[i])
		}
	}
	return e.announce(ctx, steps, later)
}

// batch begins nothing more once a step has stopped the run, or ctx has ended. What is under
// way goes on.
func (e *engine) batch(ctx context.Context, queues [][]int) error {
	group, running := safegroup.WithContext(ctx)
	group.SetLimit(max(1, e.parallel))
	for _, queue := range queues {
		group.Go(func() error {
			for _, i := range queue {
				if running.Err() != nil {
					return nil
				}
				if err := e.step(ctx, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// queues returns the indexes of the steps of a phase, queue by queue in the order of the plan.
func queues(steps []Step, begin, end int) [][]int {
	var queues [][]int
	index := map[string]int{}
	for i := begin; i < end; i++ {
		name := steps[i].queue()
		if _, ok := index[name]; !ok {
			index[name] = len(queues)
			queues = append(queues, nil)
		}
		queues[index[name]] = append(queues[index[name]], i)
	}
	return queues
}

// batches divides queues into batches of no more steps than are announced at once. A batch has some steps of
// each of its queues, so that they go on side by side.
func batches(queues [][]int) (batches [][][]int) {
	for some := range slices.Chunk(queues, ahead) {
		each := ahead / len(some)
		for {
			var batch [][]int
			for i, queue := range some {
				if n := min(each, len(queue)); n > 0 {
					batch, some[i] = append(batch, queue[:n]), queue[n:]
				}
			}
			if len(batch) == 0 {
				break
			}
			batches = append(batches, batch)
		}
	}
	return batches
}

// step runs one step, unless an earlier one that it needs has failed. It returns an error if
// no more may be sent.
func (e *engine) step(ctx context.Context, i int) error {
	s := &e.steps[i]
	if err := e.blocked(s); err != nil {
		e.end(i, Result{Step: s, Status: NotAttempted, Err: err})
		return nil
	}
	e.tell(Progress{Step: s, Begun: true})
	result := e.do(ctx, s)
	result.Step = s
	e.end(i, result)
	var journal *JournalError
	if errors.As(result.Err, &journal) {
		return result.Err
	}
	return nil
}

// blocked returns why a step cannot be attempted: something that it builds on failed.
func (e *engine) blocked(s *Step) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	for at := s.Address; !at.IsZero(); at = at.Parent() {
		if e.broken[at] {
			return fmt.Errorf("%s was not created", at)
		}
		if e.exposed[at] && s.Kind != Upload {
			return fmt.Errorf("%s could not be hidden before", at)
		}
	}
	if loss := e.lost[s.Address.Course]; loss != nil {
		return fmt.Errorf("an earlier request has lost or moved lessons of %s", loss.Course)
	}
	switch s.Kind {
	case Publish, ClearSeed, HideObject, DeleteLesson, DeleteChapter: // no other is held up by its neighbours, of which there may be thousands
		if slices.ContainsFunc(e.results, func(r Result) bool { return r.isInTheWayOf(s) }) {
			return errors.New("an earlier step of the course failed")
		}
	}
	return nil
}

// isInTheWayOf reports whether a failure keeps a later step of its course from running. Field
// updates do not stand in the way of a delete; everything does in the way of showing a course. What
// became of an order that failed is not known, so nothing at all is written after it.
func (r *Result) isInTheWayOf(s *Step) bool {
	if r.Step.Address.Course != s.Address.Course {
		return false
	}
	switch s.Kind {
	case Publish:
		return r.Status == Failed || len(r.Rejected) > 0
	case HideObject:
		return r.Status == Failed && r.Step.Kind == Arrange
	case DeleteLesson, DeleteChapter, ClearSeed:
		isOfNew := r.Step.Kind <= SetRemaining || r.Step.Kind == UpdateFields && r.Step.ID == ""
		isBefore := r.Step.Kind == Arrange || isOfNew || s.Kind == DeleteChapter && r.Step.Kind == DeleteLesson
		return r.Status == Failed && isBefore
	}
	return false
}

func (e *engine) end(i int, result Result) {
	e.mu.Lock()
	e.results[i] = result
	e.ended++
	if result.Status == Failed && slices.Contains([]Kind{CreateCourse, CreateChapter, CreateLesson}, result.Step.Kind) {
		e.broken[result.Step.Address] = true
	}
	if result.leavesVisible() {
		e.exposed[result.Step.Address] = true
	}
	if loss := (*LossError)(nil); errors.As(result.Err, &loss) {
		e.lost[loss.Course.Course] = loss
	}
	e.mu.Unlock()
	e.tell(Progress{Step: result.Step, Status: result.Status, Rejected: len(result.Rejected)})
}

func (e *engine) tell(p Progress) {
	if e.progress == nil {
		return
	}
	e.mu.Lock()
	p.Done, p.Total = e.ended, len(e.steps)
	e.mu.Unlock()
	e.progress(p)
}
