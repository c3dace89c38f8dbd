package apply_test

import (
	"fmt"
	"strings"

	"whopsync/internal/apply"
)

// String retells a run: what was refused, what was done and what was not.
func (o outcome) String() string {
	var lines []string
	if o.err != nil {
		lines = append(lines, "error: "+o.err.Error())
	}
	if o.plan != nil {
		for _, r := range o.plan.Refusals {
			lines = append(lines, fmt.Sprintf("refused (%s): %s %s", r.Guard, r.Address, r.Reason))
		}
		for _, c := range o.plan.Changes {
			if c.Action != "no-op" || len(c.Drift) > 0 {
				lines = append(lines, fmt.Sprintf("planned: %s %s", c.Action, c.Address))
			}
		}
	}
	if o.report != nil {
		lines = append(lines, o.steps()...)
	}
	return strings.Join(lines, "\n")
}

// steps tells what became of every step, in order.
func (o outcome) steps() []string {
	words := map[apply.Status]string{apply.Done: "done", apply.Unneeded: "unneeded", apply.Failed: "failed", apply.NotAttempted: "not attempted"}
	lines := []string{}
	for _, r := range o.report.Results {
		line := fmt.Sprintf("%s: %s %s", words[r.Status], r.Step.Kind, r.Step.Address)
		if r.Status == apply.Failed {
			line += ": " + r.Err.Error()
		}
		lines = append(lines, line)
		lines = append(lines, r.Rejected...)
	}
	return lines
}
