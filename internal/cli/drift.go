package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"whopsync/internal/apply"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
	"whopsync/internal/render"
)

type driftCmd struct {
	tuning
	detail
	Detailed bool   `name:"detailed-exitcode" help:"Exit with 2 when there is drift, 0 when there is none. Trust a 2 only when the drift is printed: Go's runtime also exits with 2 when memory or file handles run out."`
	Format   string `name:"format" enum:"text,json" default:"text" help:"Print as text or json."`
}

// Help returns more text for --help.
func (driftCmd) Help() string {
	return `Compares Whop with what the last apply left there: fields, order, deleted objects. What the files say now does not matter.

Objects on Whop that whopsync did not make are listed as "not managed". They are not drift, and do not change the exit code.`
}

// Run compares Whop with the state.
func (cmd *driftCmd) Run(ctx context.Context, e *environment) (err error) {
	defer func() {
		if err != nil && !isSaid(err) {
			err = errors.Join(err, summarizeFailure(e, err))
		}
	}()
	open, err := openSession(ctx, e, cmd.tuning, true)
	if err != nil {
		return err
	}
	defer closing(open, &err)
	s, err := open.load(ctx)
	if err != nil {
		return err
	}
	if s == nil {
		return hint.Add(fmt.Errorf("there is no state at %s to compare Whop with", open.store.Location()),
			"Before the first apply, this is as expected. After one, look for the state where state: in whopsync.yaml says. If it is lost: %s", open.repo.shell.Command("state rebuild"))
	}
	options, err := (&narrowing{}).options(e, open.repo)
	if err != nil {
		return err
	}
	in := open.repo.input(s, options)
	in.Target = open.conn.target
	read := e.waiting(reading)
	in, _, err = apply.Survey(ctx, open.conn, in)
	read()
	if err != nil {
		return err
	}
	return cmd.show(e, plan.FindDrift(in))
}

func (cmd *driftCmd) show(e *environment, report *plan.DriftReport) error {
	if len(report.Refusals) > 0 {
		if err := render.Refusals(e.Err, report.Refusals, plan.Options{}, e.style(e.Err)); err != nil {
			return err
		}
		return refuse("what was read cannot be compared: %s, named above", counted(len(report.Refusals), "reason"))
	}
	if cmd.Format == "json" {
		if err := render.DriftJSON(e.Out, report, version()); err != nil {
			return err
		}
	} else if err := printDrift(e, report, cmd.Full); err != nil {
		return err
	}
	if err := summarizeDrift(e, report); err != nil {
		return err
	}
	if cmd.Detailed && len(report.Objects) > 0 {
		return exit(exitChanges)
	}
	return nil
}

// summarizeDrift writes the drift into the summary of the step, if there is one.
func summarizeDrift(e *environment, report *plan.DriftReport) error {
	return writeSummary(e, func(w io.Writer) error { return render.DriftMarkdown(w, report, maxSummary) })
}

// summarizeFailure writes there why no drift was looked for.
func summarizeFailure(e *environment, err error) error {
	ending := render.Ending{Environment: e.flags.Env, Run: e.job.run, Site: e.job.repository}
	tellError(&ending, err)
	ending.Verdict = render.DriftNotLooked
	return summarize(e, ending, nil)
}

func printDrift(e *environment, report *plan.DriftReport, full bool) error {
	e.views = "drift"
	style := e.style(e.Out)
	style.Full = full
	return render.Drift(e.Out, report, style)
}
