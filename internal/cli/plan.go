package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"whopsync/internal/plan"
	"whopsync/internal/render"
)

type planCmd struct {
	narrowing
	tuning
	Out      string `name:"out" placeholder:"FILE" help:"Save the plan, for apply FILE and show FILE."`
	Detailed bool   `name:"detailed-exitcode" help:"Exit with 2 when there are changes, 0 when there are none."`
	Format   string `name:"format" enum:"text,json" default:"text" help:"Print as text or json."`
}

// Run plans: files, state, Whop, difference, print.
func (cmd *planCmd) Run(ctx context.Context, e *environment) (err error) {
	r, err := e.load()
	if err != nil {
		return err
	}
	defer closing(r, &err)
	options, err := cmd.options(r.project.Config)
	if err != nil {
		return err
	}
	store, err := r.store()
	if err != nil {
		return err
	}
	c, err := e.connect(r, cmd.tuning, true)
	if err != nil {
		return err
	}
	defer closing(c, &err)
	s, err := store.Load(ctx)
	if err != nil {
		return err
	}
	prepared, err := prepare(ctx, r, c, s, options)
	if err != nil {
		return err
	}
	return cmd.show(e, prepared.Plan)
}

func (cmd *planCmd) show(e *environment, p *plan.Plan) error {
	if err := e.printPlan(p, cmd.Format); err != nil {
		return err
	}
	if cmd.Out != "" {
		if err := savePlan(cmd.Out, p); err != nil {
			return err
		}
		fmt.Fprintf(e.Err, "Saved the plan to %s; to do exactly this: whopsync apply %s\n", cmd.Out, cmd.Out)
	}
	if cmd.Detailed && p.HasChanges() {
		return exit(exitChanges)
	}
	return nil
}

// printPlan writes a plan in one of the formats.
func (e *environment) printPlan(p *plan.Plan, format string) error {
	if format == "json" {
		return render.JSON(e.Out, p)
	}
	return render.Plan(e.Out, p, e.style(e.Out))
}

// savePlan writes a plan for its owner's eyes: it holds the text of lessons.
func savePlan(path string, p *plan.Plan) error {
	data, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode plan: %w", err)
	}
	if err := os.WriteFile(path, append(data, '\n'), 0o600); err != nil {
		return fmt.Errorf("save plan: %w", err)
	}
	return nil
}

func loadPlan(path string) (*plan.Plan, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read plan: %w", err)
	}
	p, err := plan.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return p, nil
}

// closing closes c at the end of a command and keeps its error if there is no other.
func closing(c io.Closer, err *error) {
	*err = errors.Join(*err, c.Close())
}
