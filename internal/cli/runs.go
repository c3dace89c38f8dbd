package cli

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"whopsync/internal/apply"
	"whopsync/internal/hint"
	"whopsync/internal/pull"
	"whopsync/internal/render"
	"whopsync/internal/rollback"
	"whopsync/internal/state"
	"whopsync/internal/state/backend/file"
)

// lastRun stands for the newest run.
const lastRun = "last"

// earlierRuns is of how many runs the records are read for the files of before. Each may be a request.
const earlierRuns = 20

// remember keeps a record of what the run is about to change, before anything is sent. A run goes on without one:
// what people wait for is the apply.
func (a *application) remember(ctx context.Context, prepared *apply.Prepared) {
	record, err := a.record(ctx, prepared)
	var data []byte
	if err == nil {
		data, err = record.Encode()
	}
	if err != nil {
		a.env.warn("no record of this run is kept, so `rollback` will not know it: %v", err)
		return
	}
	if err = a.lease.Keep(ctx, record.Serial, data); err == nil {
		return
	}
	if errors.Is(err, state.ErrLeaseLost) {
		return // which ends the run with its first write
	}
	local, localErr := a.repo.localRuns()
	if localErr == nil {
		localErr = local.KeepRun(record.Serial, data)
	}
	if localErr != nil {
		a.env.warn("no record of this run is kept, so `rollback` will not know it: %v", errors.Join(err, localErr))
		return
	}
	a.env.warn("the record of this run is kept on this machine alone, so it can be rolled back only from here: %v", err)
}

func (a *application) record(ctx context.Context, prepared *apply.Prepared) (*rollback.Record, error) {
	p, s := &prepared.Work.Plan, prepared.Sides.State
	r := &rollback.Record{
		Environment: p.Environment, Lineage: p.Lineage, Serial: p.Serial + 1, At: a.env.now().UTC().Truncate(time.Second),
		Command: "apply", Who: who(a.env.job), Did: render.Deed(p),
	}
	run := rollback.Run{
		Pull:    pull.Input{Sides: prepared.Sides, Work: prepared.Work, Repo: a.repo.files, Project: a.repo.project},
		Earlier: sync.OnceValue(func() []*rollback.Record { return earlier(ctx, a.store) }),
	}
	if s != nil {
		r.Commit = s.Commit
		files := a.repo.git.Files()
		defer files.Close()
		run.Committed = func(path string) ([]byte, bool) { return files.File(ctx, s.Commit, path) }
	}
	var err error
	r.Objects, err = rollback.Note(ctx, run)
	return r, err
}

// earlier are the records of the newest runs, the newest first. What cannot be read is not needed.
func earlier(ctx context.Context, store state.Store) (records []*rollback.Record) {
	runs, err := store.Runs(ctx, func(names []string) []string { return names[max(0, len(names)-earlierRuns):] })
	if err != nil {
		return nil
	}
	for _, run := range slices.Backward(runs) {
		if record, err := rollback.Decode(run.Data); err == nil {
			records = append(records, record)
		}
	}
	return records
}

// localRuns are the records that lie beside the courses: those of a state in a file, and those that could not be kept
// with a state that is elsewhere.
func (r *repository) localRuns() (*file.Store, error) {
	cache, err := cacheDir(r.files.Dir())
	return file.New(file.OS{}, cache, r.project.Environment.Name), err
}

// keptRun is a run of which a record is kept.
type keptRun struct {
	name   string
	local  bool // on this machine alone
	record *rollback.Record
	err    error // why the record cannot be read
}

// keptRuns returns the runs of the environment, the oldest first: those that want chooses among the names of all.
func (r *repository) keptRuns(ctx context.Context, store state.Store, want func([]string) []string) (kept []keptRun, err error) {
	local, err := r.localRuns()
	if err != nil {
		return nil, err
	}
	here, err := local.Runs(ctx, nil)
	if err != nil {
		return nil, err
	}
	var there []string
	runs, err := store.Runs(ctx, func(names []string) []string { there = names; return nil })
	if err != nil {
		return nil, err
	}
	names := slices.Clone(there)
	for _, run := range here {
		if !slices.Contains(there, run.Name) {
			names = append(names, run.Name)
		}
	}
	wanted := state.Wanted(state.RunsOf(r.project.Environment.Name, names), want)
	fromStore := func(name string) bool { return slices.Contains(there, name) }
	if slices.ContainsFunc(wanted, fromStore) {
		if runs, err = store.Runs(ctx, func([]string) []string { return wanted }); err != nil {
			return nil, err
		}
	}
	for _, name := range wanted {
		k := keptRun{name: name, local: !fromStore(name)}
		from := runs
		if k.local {
			from = here
		}
		for _, run := range from {
			if run.Name == name {
				k.record, k.err = rollback.Decode(run.Data)
			}
		}
		if k.record == nil && k.err == nil {
			continue // it was dropped meanwhile
		}
		kept = append(kept, k)
	}
	return kept, nil
}

// explainRecord says what to do about a record that cannot be used.
func explainRecord(err error) error {
	if errors.Is(err, rollback.ErrOlder) {
		return hint.Add(err, "Take back its commit with git (git revert COMMIT), look at the plan, and apply")
	}
	return err
}
