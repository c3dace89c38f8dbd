package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
)

type rollbackCmd struct {
	narrowing
	tuning
	Yes    bool   `name:"yes" short:"y" help:"Do not ask."`
	JSON   bool   `name:"json" help:"Tell what happens as JSON, one object a line. Needs --yes."`
	Target string `arg:"" name:"run" help:"The run to undo (a file name in .whopsync/runs)."`
}

// Run plans back to what was before a run and applies that, in the normal way: with a
// plan, its guards, and a record of its own.
func (cmd *rollbackCmd) Run(ctx context.Context, e *environment) error {
	if cmd.JSON && !cmd.Yes {
		return misuse("--json needs --yes: a question would stand among the objects")
	}
	back := func(r *repository) error {
		record, err := loadRecord(r, cmd.Target)
		if err != nil {
			return err
		}
		if record.Plan.Environment != r.project.Environment.Name {
			return misuse("run %s was in environment %s, and this is %s", cmd.Target, record.Plan.Environment, r.project.Environment.Name)
		}
		r.back = record
		e.warn("the files still say otherwise: revert the commit as well, or the next apply does it all again")
		return nil
	}
	again := &applyCmd{narrowing: cmd.narrowing, tuning: cmd.tuning, Yes: cmd.Yes, JSON: cmd.JSON}
	return again.run(ctx, e, "whopsync rollback", back)
}

func loadRecord(r *repository, run string) (*plan.Record, error) {
	dir, err := r.runs()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, runFile(strings.TrimSuffix(filepath.Base(run), ".json")))
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, noRun(dir, run)
	}
	if err != nil {
		return nil, fmt.Errorf("read run: %w", err)
	}
	record, err := planfile.DecodeRecord(data)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return record, nil
}

// noRun says which runs there are.
func noRun(dir, run string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("list the runs: %w", err)
	}
	var names []string
	for _, entry := range entries {
		if name, isRun := strings.CutSuffix(entry.Name(), ".json"); isRun {
			names = append(names, name)
		}
	}
	slices.Sort(names) // by file name, a run would come behind its second record
	return fmt.Errorf("there is no run %q; these are kept: %s", run, cmp.Or(strings.Join(names, ", "), "none"))
}
