package cli

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/plan"
)

type rollbackCmd struct {
	narrowing
	tuning
	detail
	Yes    bool   `name:"yes" short:"y" help:"Do not ask."`
	JSON   bool   `name:"json" help:"Tell what happens as JSON, one object a line. Needs --yes."`
	Target string `arg:"" optional:"" name:"run" complete:"run" help:"The run to undo, or last for the newest. Without one, the runs are listed."`
}

// Help is what --help adds.
func (rollbackCmd) Help() string {
	return `Every apply keeps a record of what it is about to change. Without a run, they are listed, newest first. To undo the newest:

whopsync rollback last`
}

// Run plans back to what was before a run and applies that, in the normal way: with a
// plan, its guards, and a record of its own.
func (cmd *rollbackCmd) Run(ctx context.Context, e *environment) error {
	if cmd.Target == "" {
		return listRuns(e)
	}
	if cmd.JSON && !cmd.Yes {
		return misuse("--json needs --yes, since a question would stand among the objects: %s", e.again("--yes"))
	}
	back := func(r *repository) error {
		record, name, err := loadRecord(r, cmd.Target)
		if err != nil {
			return err
		}
		if record.Plan.Environment != r.project.Environment.Name {
			return hint.Add(misuse("run %s was in environment %s, and this is %s", cmd.Target, record.Plan.Environment, r.project.Environment.Name),
				"To undo it there: %s", r.shell.For(record.Plan.Environment).Command("rollback", name))
		}
		r.back, e.applies = record, "rollback "+hint.Word(name)
		e.warn("the files still say otherwise: revert the commit as well, or the next apply does it all again")
		return nil
	}
	again := &applyCmd{narrowing: cmd.narrowing, tuning: cmd.tuning, detail: cmd.detail, Yes: cmd.Yes, JSON: cmd.JSON}
	return again.run(ctx, e, "whopsync rollback", back)
}

// loadRecord returns the record of a run, and of the newest one for "last", with the run's name.
func loadRecord(r *repository, run string) (record *plan.Record, name string, err error) {
	dir, err := r.runs()
	if err != nil {
		return nil, "", err
	}
	kept, err := keptRuns(dir)
	if err != nil {
		return nil, "", err
	}
	name = strings.TrimSuffix(filepath.Base(run), ".json")
	if name == lastRun {
		name = ""
		for _, k := range kept {
			if k.environment == r.project.Environment.Name {
				name = k.name
			}
		}
	}
	if !slices.ContainsFunc(kept, func(k keptRun) bool { return k.name == name }) {
		return nil, "", noRun(run, kept)
	}
	record, err = readRecord(dir, name)
	return record, name, err
}

// noRun says which runs there are.
func noRun(run string, kept []keptRun) error {
	var names []string
	for _, k := range kept {
		names = append(names, k.name)
	}
	return fmt.Errorf("there is no run %q; these are kept: %s", run, cmp.Or(strings.Join(names, ", "), "none"))
}
