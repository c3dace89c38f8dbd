package apply

import (
	"context"
	"errors"

	"whopsync/internal/safegroup"
)

// engine carries out steps: one phase after the other, and in each the queues side by side.
type engine struct {
	steps    []Step
	outcomes *outcomes
	do       func(context.Context, *Step) Result
	parallel int
	notify   func(Progress)
}

// run returns an error only if it stops the run as a whole; a step's own failure is in its
// outcome.
func (e engine) run(ctx context.Context) error {
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

func (e engine) phase(ctx context.Context, begin, end int) error {
	group := safegroup.New()
	group.SetLimit(max(1, e.parallel))
	for _, queue := range queues(e.steps, begin, end) {
		group.Go(func() error {
			for _, i := range queue {
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
		at, ok := index[name]
		if !ok {
			at = len(queues)
			index[name] = at
			queues = append(queues, nil)
		}
		queues[at] = append(queues[at], i)
	}
	return queues
}

// step runs one step, unless it depends on one that failed.
func (e engine) step(ctx context.Context, i int) error {
	s := &e.steps[i]
	if ctx.Err() != nil || e.outcomes.isStopped() {
		return nil
	}
	if err := e.outcomes.blocked(s); err != nil {
		e.end(i, Result{Step: s, Status: NotAttempted, Err: err})
		return nil
	}
	e.notify(Progress{Step: s, Begun: true, Done: e.outcomes.done(), Total: len(e.steps)})
	result := e.do(ctx, s)
	result.Step = s
	e.end(i, result)
	var journal *JournalError
	if errors.As(result.Err, &journal) {
		e.outcomes.stop()
		return result.Err
	}
	return nil
}

func (e engine) end(i int, result Result) {
	e.outcomes.end(i, result)
	e.notify(Progress{Step: result.Step, Status: result.Status, Rejected: len(result.Rejected), Done: e.outcomes.done(), Total: len(e.steps)})
}
