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
	"maps"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

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
	saved.Target = saved.Target.Renew(p.Work.Target)
	writer := state.NewWriter(r.Lease, saved)
	report, err := r.write(ctx, p, s, writer)
	isWhole := err == nil && report.IsComplete() && p.isWhole()
	saveErr := writer.Save(context.WithoutCancel(ctx), func(s *state.State) {
		s.Pending = stillOpen(s, isWhole, r.Now())
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

// write notes what the plan has found out, and carries out its steps. s is the state as it was
// when the plan was made.
func (r *Run) write(ctx context.Context, p *Prepared, s *state.State, writer *state.Writer) (*Report, error) {
	api := r.Connect(writer.Check)
	engine := newEngine(r, Steps(p.Work))
	journal := &journal{
		writer: writer, nextOp: s.NextOp(),
		bindings: maps.Clone(p.Work.Bindings), files: maps.Clone(s.Files), bodies: map[course.Address]course.Digest{},
	}
	pending, readdressed := readdress(s.Pending, addressesOf(p.Work.Bindings))
	err := begin(ctx, journal, slices.Concat(p.found, state.Rebind(s.Bindings, p.Work.Bindings), readdressed, judged(pending, &p.Work.Plan)))
	if err == nil {
		engine.do = newWriters(r, api, p.Work, journal, &backlog{entries: pending}).do
		err = engine.run(ctx)
	}
	return reportOf(engine.results, p.Work.Changes), err
}

// begin writes down what the plan has found out, before anything is sent: what an earlier
// run had created, moved addresses, adopted values, protection, and which of the writes
// that were cut off need no more settling. If there is nothing to write, it makes sure all
// the same that the lock is still held.
func begin(ctx context.Context, journal *journal, entries []state.Entry) error {
	if len(entries) > 0 {
		return journal.record(ctx, entries...)
	}
	return journal.check(ctx)
}
