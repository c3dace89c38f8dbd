package apply

import (
	"fmt"
	"slices"
	"sync"

	"whopsync/internal/course"
)

// outcomes are what became of the steps so far.
type outcomes struct {
	mu      sync.Mutex
	results []Result                 // one a step, same index
	broken  map[course.Address]error // addresses whose creation failed
	ended   int
	stopped bool // the journal or the lock is lost: nothing more may be sent
}

func newOutcomes(steps []Step) *outcomes {
	o := &outcomes{results: make([]Result, len(steps)), broken: map[course.Address]error{}}
	for i := range steps {
		o.results[i] = Result{Step: &steps[i], Status: NotAttempted}
	}
	return o
}

// blocked returns why a step cannot be attempted: something that it builds on failed.
func (o *outcomes) blocked(s *Step) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for at := s.Address; !at.IsZero(); at = at.Parent() {
		if err := o.broken[at]; err != nil {
			return fmt.Errorf("%s was not created", at)
		}
	}
	switch s.Kind {
	case DeleteLesson, DeleteChapter, Publish:
		if failedIn(o.results, s.Address.Course, s.Kind) {
			return fmt.Errorf("an earlier step of the course failed")
		}
	}
	return nil
}

// failedIn reports whether a step that has to come before kind failed in the course.
// Field updates do not stand in the way of a delete; everything does in the way of showing
// a course.
func failedIn(results []Result, name string, kind Kind) bool {
	return slices.ContainsFunc(results, func(r Result) bool {
		if r.Step.Address.Course != name {
			return false
		}
		if kind == Publish && len(r.Rejected) > 0 {
			return true
		}
		if r.Status != Failed {
			return false
		}
		return kind == Publish || r.Step.Kind == Arrange || r.Step.Kind <= SetRemaining ||
			kind == DeleteChapter && r.Step.Kind == DeleteLesson
	})
}

func (o *outcomes) end(i int, result Result) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.results[i] = result
	o.ended++
	if k := result.Step.Kind; result.Status == Failed && (k == CreateCourse || k == CreateChapter || k == CreateLesson) {
		o.broken[result.Step.Address] = result.Err
	}
}

func (o *outcomes) stop() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stopped = true
}

func (o *outcomes) isStopped() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.stopped
}

// done is how many steps have ended.
func (o *outcomes) done() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.ended
}
