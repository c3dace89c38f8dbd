// Package apply carries out a plan against an API that has no transactions, no undo and
// no way to ask "did you get that?".
//
// Steps turns a plan into an ordered list of writes, purely. Apply then runs it, and
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

	"whopsync/internal/plan"
	"whopsync/internal/state"
)

// Run is one apply.
type Run struct {
	// Connect returns the way to Whop, on which a write is sent, or sent again, only if maySend
	// returns no error.
	Connect func(maySend func(context.Context) error) API
	Lease   state.Lease
	// Open opens a file of the repository for upload.
	Open func(path string) (io.ReadCloser, error)
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
	// Follows reports whether a commit comes after the one that was applied last, as far as that is known. It is
	// asked where a run has nothing to do, and may be nil.
	Follows func(ctx context.Context, commit, applied string) bool
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
	s := p.Sides.State
	if s == nil {
		s = state.New(r.NewKey())
	}
	commit := ""
	if r.Commit != nil {
		commit = r.Commit(ctx) // before anything is sent: files may change while that goes on
	}
	applied := r.applied(ctx, p, commit)
	if p.isNothing(r.Now(), applied) {
		return &Report{}, nil
	}
	saved := s.Clone()
	saved.Target = saved.Target.Renew(p.Work.Target)
	pending, readdressed := readdress(s.Pending, addressesOf(p.Work.Bindings))
	claims := newClaims(p.Work, pending)
	journal := newJournal(state.NewWriter(r.Lease, saved, r.Now), p.Work, s.NextOp())
	found := slices.Concat(p.found, state.Rebind(s.Bindings, p.Work.Bindings), readdressed, judged(pending, p.Work))
	report, err := r.write(ctx, p.Work, journal, claims, found)
	isWhole := err == nil && report.IsComplete() && p.isWhole()
	saveErr := journal.writer.Save(context.WithoutCancel(ctx), func(s *state.State) {
		s.Replay(journal.unsent(claims))
		s.Pending = stillOpen(s, isWhole, r.Now())
		if isWhole {
			s.Commit, s.Applied = commit, state.Applied{Commit: applied, Serial: p.Work.Serial + 1}
		}
	})
	report.State = saved
	if errors.Is(err, state.ErrLeaseLost) && errors.Is(saveErr, state.ErrLeaseLost) {
		saveErr = nil // it has been said
	}
	return report, errors.Join(err, saveErr)
}

// applied returns the commit that counts as applied once the plan is done. A run of an older commit that has nothing
// to do does not lead back to that: what was reviewed since is applied, or taken back.
func (r *Run) applied(ctx context.Context, p *Prepared, commit string) string {
	last := ""
	if p.Sides.State != nil {
		last = p.Sides.State.Applied.Commit
	}
	switch {
	case p.Work.HasChanges() || last == "" || commit == last:
		return commit
	case commit == "" || !p.isWhole() || r.Follows == nil || !r.Follows(ctx, commit, last):
		return last
	}
	return commit
}

// write carries out the steps of the plan. What the plan has found out goes into the journal before
// any intent: what an earlier run had created, moved addresses, adopted values, protection, and which
// of the writes that were cut off need no more settling.
func (r *Run) write(ctx context.Context, p *plan.Work, journal *journal, claims *claims, found []state.Entry) (*Report, error) {
	engine := newEngine(r, Steps(p))
	err := journal.learn(ctx, found...)
	if err == nil {
		writers := newWriters(r, r.Connect(journal.check), p, journal, claims)
		engine.do = writers.do
		if journal.writer.IsSlow() {
			engine.announce = writers.announce
		}
		err = engine.run(ctx)
	}
	report := reportOf(engine.results, p.Changes)
	if err == nil {
		err = journal.learn(ctx, scheduled(p, journal, report.Objects)...)
	}
	return report, err
}
