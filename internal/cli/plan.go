package cli

import (
	"context"
	"fmt"

	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
	"whopsync/internal/state"
)

type planCmd struct {
	narrowing
	tuning
	detail
	Out        string      `name:"out" placeholder:"FILE" help:"Save the plan, for apply FILE and show FILE."`
	Detailed   bool        `name:"detailed-exitcode" help:"Exit with 2 when there are changes or apply would refuse, 0 when neither. Trust a 2 only when the plan is printed: Go's runtime also exits with 2 when memory or file handles run out."`
	Format     string      `name:"format" enum:"text,json,markdown" default:"text" help:"Print as text, json or markdown (for a pull request comment)."`
	Check      fingerprint `name:"check" placeholder:"FINGERPRINT" help:"Exit with 3 unless the plan has this fingerprint."`
	Offline    bool        `name:"offline" help:"Compare with the state, without a key and without a request to Whop."`
	IfReadable bool        `name:"if-readable" help:"With --offline: succeed without a plan if the state cannot be read, as in a fork. No request goes to a host that only the files name."`
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
	options, err := cmd.options(e, r)
	if err != nil {
		return err
	}
	store, err := r.store()
	if err != nil {
		return err
	}
	end := e.waiting(readingState)
	s, err := store.Load(ctx)
	end()
	if err != nil {
		if cmd.IfReadable {
			err = withoutPlan(ctx, e, err)
		}
		return explainDamage(r.shell, err)
	}
	if err := showIdleLines(e, r, s); err != nil {
		return err
	}
	if cmd.Offline {
		if err := checkKnown(r.project, options, s); err != nil {
			return err
		}
		p := planOffline(ctx, e, r, s, options)
		p.Unsettled = unsettled(ctx, r, store, s)
		return cmd.show(e, r, s, p)
	}
	c, err := connect(e, r, cmd.tuning, true)
	if err != nil {
		return err
	}
	defer closing(c, &err)
	c.remember(s)
	read := e.waiting(reading)
	prepared, err := prepare(ctx, r, c, s, options)
	read()
	if err != nil {
		return err
	}
	prepared.Work.Plan.Unsettled = unsettled(ctx, r, store, s)
	return cmd.show(e, r, s, &prepared.Work.Plan)
}

// checkOffline refuses to be content without a plan where something depends on it.
func (cmd *planCmd) checkOffline() error {
	if cmd.IfReadable && (!cmd.Offline || cmd.Check != "" || cmd.Detailed) {
		return misuse("--if-readable goes with --offline, and not with --check or --detailed-exitcode")
	}
	return nil
}

// show prints and saves the plan. Its refusals are for apply to end with, but for one: a check
// has to fail where the state was made on another host, since that is a change of where the key
// goes.
func (cmd *planCmd) show(e *environment, r *repository, s *state.State, p *plan.Plan) error {
	if err := showWarnings(e, r, p); err != nil {
		return err
	}
	if p.Unsettled != "" {
		e.warn("%s", p.Unsettled)
	}
	if err := printPlan(e, p, cmd.Format, cmd.Full); err != nil {
		return err
	}
	if cmd.Out != "" {
		if err := savePlan(e.at(cmd.Out), p); err != nil {
			return err
		}
		fmt.Fprintf(e.Err, "Saved the plan to %s%s\n", cmd.Out, useOf(e, p, cmd.Out))
	}
	if isElsewhere(s, state.Target{BaseURL: p.Target.BaseURL}, false) {
		return refuse("the state of %s belongs to another target: %s; nothing was sent there", p.Environment, s.Target.Differences(p.Target))
	}
	if cmd.Check != "" && string(cmd.Check) != planfile.Fingerprint(p) {
		return refuse("the plan has the fingerprint %s, not %s: it is not the one that was reviewed", planfile.Fingerprint(p), cmd.Check)
	}
	if cmd.Detailed && (p.HasChanges() || len(p.Refusals) > 0) {
		return exit(exitChanges)
	}
	return nil
}

// useOf says what a saved plan is good for.
func useOf(e *environment, p *plan.Plan, file string) string {
	if p.Offline || len(p.Refusals) > 0 {
		return ", to look at it again: " + e.command("show", file)
	}
	return "; to do exactly this: " + e.command("apply", file)
}
