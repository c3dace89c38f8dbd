// Package apply carries out a plan against an API that has no transactions, no undo and
// no way to ask "did you get that?".
//
// Steps turns a plan into an ordered list of writes, purely. Apply then walks it, and
// every write follows one protocol: note in the journal what is about to happen, send it
// once, note what came of it. An answer that was lost is never taken for a failure nor
// for a success: the object is looked for, and adopted when it is there. So whenever the
// program dies, the journal knows every write whose end is open, and the next run
// settles it before it plans.
package apply

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// API is what apply needs of Whop. Errors tell by course.OutcomeOf what became of a
// request, and by course.IsGone that an object does not exist.
type API interface {
	Reader
	ReadTree(ctx context.Context, courseID string) (*course.Course, error)
	Read(ctx context.Context, kind course.Kind, id string) (*course.Resource, error)

	Create(ctx context.Context, kind course.Kind, idempotencyKey, parent string, fields course.Fields) (*course.Resource, error)
	Update(ctx context.Context, kind course.Kind, id string, fields course.Fields) (*course.Resource, error)
	Arrange(ctx context.Context, courseID string, tree []*course.Chapter) (*course.Course, error)
	Delete(ctx context.Context, kind course.Kind, id string) error

	// UploadFile creates a file, sends its bytes and waits until Whop can use it.
	UploadFile(ctx context.Context, file course.File, public bool, open func() (io.ReadCloser, error)) (course.File, error)
}

// Run is one apply.
type Run struct {
	// Connect returns the way to Whop, on which a write is sent again after a wait only if
	// mayResend returns no error.
	Connect func(mayResend func(context.Context) error) API
	Lease   state.Lease
	// Open opens a file of the repository for upload.
	Open      func(path string) (io.ReadCloser, error)
	LessonURL string
	// Parallel bounds how many writes are under way at once.
	Parallel int
	// NewKey returns a fresh random text, for keys and names that nobody else has.
	NewKey func() string
	// Now tells the time.
	Now func() time.Time
	// Wait pauses before an unclear request is repeated; it ends early with ctx.
	Wait func(ctx context.Context, d time.Duration) error
	// Commit returns the git commit that the files are as they are in, or "". It may be nil.
	Commit func(ctx context.Context) string
	// Progress is told of every step as it begins and ends. It may be nil.
	Progress func(Progress)
}

// Progress is a moment of an apply.
type Progress struct {
	Step     *Step
	Begun    bool   // false: it has ended
	Status   Status // how it ended
	Rejected int    // fields that Whop did not keep
	Done     int    // steps that have ended
	Total    int
}

// Apply carries out the plan and saves what is known afterwards, however it ended. When
// ctx ends, what is under way is finished and nothing more is begun. The report is complete
// in every case; the error, if any, is one that stopped the run as a whole, such as a
// journal that cannot be written.
func (r *Run) Apply(ctx context.Context, p *Prepared) (*Report, error) {
	s := p.state
	if s == nil {
		s = state.New(r.NewKey())
	}
	if p.isNothing(r.Now()) {
		return &Report{}, nil
	}
	commit := r.commit(ctx)
	saved := s.Clone()
	saved.Target = saved.Target.Renew(p.Plan.Target)
	journal := state.NewWriter(r.Lease, saved)
	w := newWalk(r, p.Plan, s, journal)
	err := w.begin(ctx, p.found)
	if err == nil {
		err = w.phases(ctx)
	}
	report := w.report()
	isWhole := err == nil && report.IsComplete() && p.isWhole()
	saveErr := journal.Save(context.WithoutCancel(ctx), func(s *state.State) {
		s.Pending = open(s, isWhole, r.Now())
		if isWhole {
			s.Commit = commit
		}
	})
	if errors.Is(err, state.ErrLeaseLost) && errors.Is(saveErr, state.ErrLeaseLost) {
		saveErr = nil // it has been said
	}
	return report, errors.Join(err, saveErr)
}

// commit asks before anything is sent: files may change while that goes on.
func (r *Run) commit(ctx context.Context) string {
	if r.Commit == nil {
		return ""
	}
	return r.Commit(ctx)
}

// isNothing reports whether there is nothing to write, to Whop or to the state.
func (p *Prepared) isNothing(now time.Time) bool {
	if p.state == nil {
		return !p.Plan.HasChanges()
	}
	return !p.Plan.HasChanges() && len(p.found) == 0 && !p.settlesMore(now) && len(state.Rebind(p.state.Bindings, p.Plan.Bindings)) == 0
}

// settlesMore reports whether pending writes are settled by the plan alone.
func (p *Prepared) settlesMore(now time.Time) bool {
	return len(judged(p.state.Pending, p.Plan)) > 0 || len(open(p.state, p.isWhole(), now)) < len(p.state.Pending)
}

// isWhole reports whether the plan is about all of the files: a narrowed one says nothing of
// what lies outside of it.
func (p *Prepared) isWhole() bool { return len(p.Plan.Options.Targets) == 0 }

// late is how long a create may be on its way to Whop after its answer was lost.
const late = time.Hour

// open returns the pending writes that still have to be settled. After a run over all of the
// files in which every write was answered, these are the creates alone that may arrive yet:
// of what is in the files no more, and those that were sent again. No other create of what
// has come to exist is one.
func open(s *state.State, isWhole bool, now time.Time) []state.Entry {
	byID := s.ByID()
	return slices.DeleteFunc(slices.Clone(s.Pending), func(e state.Entry) bool {
		if e.Action != state.ActionCreate {
			return isWhole
		}
		_, isBound := byID[e.ID]
		isOver := isWhole && now.Sub(e.Begun).Abs() >= late
		return isOver || e.IsWatched() && !isBound || !e.IsWatched() && s.Bindings[e.Address] != nil
	})
}
