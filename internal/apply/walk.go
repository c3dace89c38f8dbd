package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"whopsync/internal/course"
	"whopsync/internal/guard"
	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// walk is an apply on its way.
type walk struct {
	run     *Run
	api     API
	plan    *plan.Plan
	state   *state.State // as it was when the plan was made
	journal *state.Writer
	steps   []Step
	desired map[course.Address]*course.Resource

	mu       sync.Mutex
	bindings map[course.Address]*state.Binding // as they are now
	files    map[string]state.File             // uploaded, by SHA-256
	texts    map[course.Address]course.Digest  // bodies as they were last sent in this run
	ours     map[string]bool                   // live ids that are bound
	foreign  map[string]bool                   // live ids that the plan saw and that are not ours
	titles   []course.Digest                   // likenesses, one for each unmanaged object of the plan
	results  []Result                          // one a step, same index
	broken   map[course.Address]error          // addresses whose creation failed
	nextOp   int64
	ended    int
	stopped  bool // the journal or the lock is lost: nothing more may be sent
}

func newWalk(r *Run, p *plan.Plan, s *state.State, journal *state.Writer) *walk {
	steps := Steps(p)
	w := &walk{
		run: r, api: r.Connect(journal.Check), plan: p, state: s.Clone(), journal: journal, steps: steps,
		desired:  map[course.Address]*course.Resource{},
		bindings: map[course.Address]*state.Binding{},
		files:    map[string]state.File{},
		texts:    map[course.Address]course.Digest{},
		ours:     map[string]bool{},
		foreign:  map[string]bool{},
		results:  make([]Result, len(steps)),
		broken:   map[course.Address]error{},
		nextOp:   s.NextOp(),
	}
	for address, binding := range p.Bindings {
		w.bindings[address] = binding
		w.ours[binding.ID] = true
	}
	for sha, file := range s.Files {
		w.files[sha] = file
	}
	for _, unmanaged := range p.Unmanaged {
		w.foreign[unmanaged.ID] = true
		w.titles = append(w.titles, course.Likeness(course.Text(unmanaged.Title)))
	}
	for _, id := range p.Others {
		w.foreign[id] = true
	}
	for _, cp := range p.Courses {
		for resource := range cp.Desired.Resources() {
			w.desired[resource.Address] = resource
		}
	}
	for i := range steps {
		w.results[i] = Result{Step: &steps[i], Status: NotAttempted}
	}
	return w
}

// begin writes down what the plan has found out, before anything is sent: what an earlier
// run had created, moved addresses, adopted values, protection, and which of the writes
// that were cut off need no more settling. If there is nothing to write, it makes sure all
// the same that the lock is still held.
func (w *walk) begin(ctx context.Context, found []state.Entry) error {
	entries := slices.Concat(found, state.Rebind(w.state.Bindings, w.bindings), w.readdressed(), judged(w.state.Pending, w.plan))
	if len(entries) > 0 {
		return w.record(ctx, entries...)
	}
	return w.stillHeld(ctx)
}

// stillHeld makes sure that nobody has freed the lock.
func (w *walk) stillHeld(ctx context.Context) error {
	if err := w.journal.Check(ctx); err != nil {
		return &JournalError{err}
	}
	return nil
}

// record writes to the journal even when ctx has ended: an answer that has arrived must
// not be forgotten.
func (w *walk) record(ctx context.Context, entries ...state.Entry) error {
	if err := w.journal.Record(context.WithoutCancel(ctx), entries...); err != nil {
		return &JournalError{err}
	}
	return nil
}

// JournalError says that the journal cannot be written. Nothing may be sent after it.
type JournalError struct{ Err error }

func (e *JournalError) Error() string { return fmt.Sprintf("write the journal: %v", e.Err) }
func (e *JournalError) Unwrap() error { return e.Err }

// phases runs one phase after the other, and in each the lanes side by side.
func (w *walk) phases(ctx context.Context) error {
	for begin := 0; begin < len(w.steps); {
		end := begin
		for end < len(w.steps) && w.steps[end].Kind.phase() == w.steps[begin].Kind.phase() {
			end++
		}
		if err := w.phase(ctx, begin, end); err != nil {
			return err
		}
		begin = end
	}
	return nil
}

func (w *walk) phase(ctx context.Context, begin, end int) error {
	group := guard.New()
	group.SetLimit(max(1, w.run.Parallel))
	for _, lane := range w.lanes(begin, end) {
		group.Go(func() error {
			for _, i := range lane {
				if err := w.step(ctx, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// lanes returns the indexes of the steps of a phase, lane by lane in the order of the plan.
func (w *walk) lanes(begin, end int) [][]int {
	var lanes [][]int
	index := map[string]int{}
	for i := begin; i < end; i++ {
		name := w.steps[i].lane()
		at, ok := index[name]
		if !ok {
			at = len(lanes)
			index[name] = at
			lanes = append(lanes, nil)
		}
		lanes[at] = append(lanes[at], i)
	}
	return lanes
}

// step runs one step, unless it depends on one that failed. The error it returns stops
// the whole run; a step's own failure is in its result.
func (w *walk) step(ctx context.Context, i int) error {
	s := &w.steps[i]
	if ctx.Err() != nil || w.isStopped() {
		return nil
	}
	if err := w.blocked(s); err != nil {
		w.end(i, Result{Step: s, Status: NotAttempted, Err: err})
		return nil
	}
	w.progress(Progress{Step: s, Begun: true, Done: w.done(), Total: len(w.steps)})
	result := w.do(ctx, s)
	result.Step = s
	w.end(i, result)
	var journal *JournalError
	if errors.As(result.Err, &journal) {
		w.stop()
		return result.Err
	}
	return nil
}

// do carries out one step.
func (w *walk) do(ctx context.Context, s *Step) Result {
	switch s.Kind {
	case Upload:
		return w.upload(ctx, s)
	case CreateCourse, CreateChapter, CreateLesson:
		return w.create(ctx, s)
	case SetRemaining, UpdateFields, Publish, HideObject:
		return w.update(ctx, s)
	case ResolveLinks:
		return w.relink(ctx, s)
	case Arrange:
		return w.arrange(ctx, s)
	}
	return w.delete(ctx, s)
}

// blocked returns why a step cannot be attempted: something that it builds on failed.
func (w *walk) blocked(s *Step) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for at := s.Address; !at.IsZero(); at = at.Parent() {
		if err := w.broken[at]; err != nil {
			return fmt.Errorf("%s was not created", at)
		}
	}
	switch s.Kind {
	case DeleteLesson, DeleteChapter, Publish:
		if w.failedIn(s.Address.Course, s.Kind) {
			return fmt.Errorf("an earlier step of the course failed")
		}
	}
	return nil
}

// failedIn reports whether a step that has to come before kind failed in the course.
// Field updates do not stand in the way of a delete; everything does in the way of showing
// a course.
func (w *walk) failedIn(name string, kind Kind) bool {
	return slices.ContainsFunc(w.results, func(r Result) bool {
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

func (w *walk) end(i int, result Result) {
	w.mu.Lock()
	w.results[i] = result
	w.ended++
	if k := result.Step.Kind; result.Status == Failed && (k == CreateCourse || k == CreateChapter || k == CreateLesson) {
		w.broken[result.Step.Address] = result.Err
	}
	w.mu.Unlock()
	w.progress(Progress{Step: result.Step, Status: result.Status, Rejected: len(result.Rejected), Done: w.done(), Total: len(w.steps)})
}

func (w *walk) progress(p Progress) {
	if w.run.Progress != nil {
		w.run.Progress(p)
	}
}

func (w *walk) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
}

func (w *walk) isStopped() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stopped
}

func (w *walk) done() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ended
}
