package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
	"whopsync/internal/render"
	"whopsync/internal/state"
)

type planCmd struct {
	narrowing
	tuning
	Out        string      `name:"out" placeholder:"FILE" help:"Save the plan, for apply FILE and show FILE."`
	Detailed   bool        `name:"detailed-exitcode" help:"Exit with 2 when there are changes, 0 when there are none."`
	Format     string      `name:"format" enum:"text,json,markdown" default:"text" help:"Print as text, json or markdown (for a pull request comment)."`
	Check      fingerprint `name:"check" placeholder:"FINGERPRINT" help:"Exit with 3 unless the plan has this fingerprint."`
	Offline    bool        `name:"offline" help:"Compare with what the state remembers, without key and without asking Whop."`
	IfReadable bool        `name:"if-readable" help:"With --offline: where the state cannot be read from here, as in a fork, be content that the files are valid. A host that the files alone name is not asked."`
}

// Run plans: files, state, Whop, difference, print.
func (cmd *planCmd) Run(ctx context.Context, e *environment) (err error) {
	if err := cmd.checkOffline(); err != nil {
		return err
	}
	r, err := loadRepository(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	r.fork = cmd.IfReadable
	options, err := cmd.options(r.project.Config)
	if err != nil {
		return err
	}
	store, err := r.store()
	if err != nil {
		return err
	}
	s, err := store.Load(ctx)
	if err != nil {
		return cmd.withoutPlan(ctx, e, r.explainDamage(err))
	}
	if cmd.Offline {
		return cmd.show(e, s, planOffline(ctx, e, r, s, options))
	}
	c, err := connect(e, r, cmd.tuning, true)
	if err != nil {
		return err
	}
	defer closing(c, &err)
	prepared, err := prepare(ctx, r, c, s, options)
	if err != nil {
		return err
	}
	return cmd.show(e, s, &prepared.Work.Plan)
}

// show prints and saves the plan. Its refusals are for apply to end with, but for one: a check
// has to fail where the state was made on another host, since that is a change of where the key
// goes.
func (cmd *planCmd) show(e *environment, s *state.State, p *plan.Plan) error {
	if err := printPlan(e, p, cmd.Format); err != nil {
		return err
	}
	if cmd.Out != "" {
		if err := savePlan(e.at(cmd.Out), p); err != nil {
			return err
		}
		fmt.Fprintf(e.Err, "Saved the plan to %s%s %s\n", cmd.Out, useOf(p), cmd.Out)
	}
	if isElsewhere(s, state.Target{BaseURL: p.Target.BaseURL}, false) {
		return &outcome{exitRefused, fmt.Errorf("the state of %s belongs to another target: %s; nothing was sent there", p.Environment, s.Target.Differences(p.Target))}
	}
	if cmd.Check != "" && string(cmd.Check) != planfile.Fingerprint(p) {
		return &outcome{exitRefused, fmt.Errorf("the plan has the fingerprint %s, not %s: it is not the one that was reviewed", planfile.Fingerprint(p), cmd.Check)}
	}
	if cmd.Detailed && p.HasChanges() {
		return exit(exitChanges)
	}
	return nil
}

// useOf says what a saved plan is good for.
func useOf(p *plan.Plan) string {
	if p.Offline || len(p.Refusals) > 0 {
		return ", to look at it again: whopsync show"
	}
	return "; to do exactly this: whopsync apply"
}

// maxComment is what a pull request comment on GitHub may have, in bytes, and room for the
// marks that others put around it.
const maxComment = 65_536 - 1_024

// printPlan writes a plan in one of the formats.
func printPlan(e *environment, p *plan.Plan, format string) error {
	switch format {
	case "json":
		data, err := planfile.Encode(p)
		if err != nil {
			return err
		}
		return render.JSON(e.Out, data)
	case "markdown":
		return render.Markdown(e.Out, p, maxComment)
	}
	return render.Plan(e.Out, p, e.style(e.Out))
}

// savePlan writes a plan for its owner's eyes: it holds the text of lessons.
func savePlan(path string, p *plan.Plan) error {
	data, err := planfile.Encode(p)
	if err != nil {
		return err
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
	p, err := planfile.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return p, nil
}

// closing closes c at the end of a command and keeps its error if there is no other.
func closing(c io.Closer, err *error) {
	*err = errors.Join(*err, c.Close())
}
