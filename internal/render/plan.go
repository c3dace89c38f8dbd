// Package render words what the other packages know as data: plans, refusals and problems
// in the files, as text for a terminal, as Markdown for a pull request, and as annotations
// for machines. Prose and colour live here and nowhere else.
//
// Most of what is printed was written by others: authors, contributors of forks, editors on
// Whop. Printed as it is, a lesson could recolour a terminal, reorder a line, mention a
// team, or give a command to the runner that prints it. So each text passes through
// Sanitize on its way in, and each line once more as a whole.
//
// The same input gives the same bytes: nothing here asks for the time, the width of a
// terminal or whether it has colours.
package render

import (
	"fmt"
	"io"
	"slices"

	"whopsync/internal/host"
	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
	"whopsync/internal/spec"
)

// Plan writes a plan: how much it changes, an outline of that, and at the end, next to the prompt,
// what students lose, what apply would refuse, and the totals. The style may ask for all of it.
func Plan(w io.Writer, p *plan.Plan, s Style) error {
	out := newPage(w, s)
	out.block(proseRows([]string{target(p), overview(p)})...)
	actionBlocks(out, p)
	if drifted := changesOf(p, hasDrift); drifted != nil {
		out.block(prose("Drift: changed on Whop and not in the files, so it is left alone:"))
		for _, c := range drifted {
			out.diff(driftRows(c.Address, c.Drift))
		}
		out.block(ways(p, s.again(p.Options))...)
	}
	out.block(noteRows(p, s.again(p.Options))...)
	if !s.Full {
		out.block(hiddenRows(p)...)
		out.block(destroyedRows(p)...)
	}
	out.block(refusalRows(p.Refusals, s.again(p.Options))...)
	all := ""
	if out.cut {
		all = s.all(p.Options)
	}
	out.block(totals(p, all)...)
	return out.flush()
}

// actionBlocks say what apply would do: the way that users of Terraform read it, or as an outline.
func actionBlocks(out *page, p *plan.Plan) {
	switch {
	case !p.HasChanges():
	case out.style.Full:
		out.block(prose("whopsync will perform the following actions:"))
		for i := range p.Changes {
			out.diff(changeRows(&p.Changes[i]))
		}
	default:
		for _, rows := range outlineBlocks(p) {
			out.block(rows...)
		}
	}
}

// Refusals writes why a run with these options would not be carried out, each with what to do
// about it; nothing when there is no reason.
func Refusals(w io.Writer, refusals []plan.Refusal, o plan.Options, s Style) error {
	out := newPage(w, s)
	out.block(refusalRows(refusals, s.again(o))...)
	return out.flush()
}

func changesOf(p *plan.Plan, holds func(*plan.Change) bool) []*plan.Change {
	var changes []*plan.Change
	for i := range p.Changes {
		if c := &p.Changes[i]; holds(c) {
			changes = append(changes, c)
		}
	}
	return changes
}

// ways are the commands that take drift back; none where Whop is perhaps not the one that the state
// knows.
func ways(p *plan.Plan, again Again) []row {
	if slices.ContainsFunc(p.Refusals, func(r plan.Refusal) bool { return r.Guard == plan.GuardTarget || r.Guard == plan.GuardMissing }) {
		return nil
	}
	var drift []plan.Drift
	for _, c := range changesOf(p, hasDrift) {
		drift = append(drift, c.Drift...)
	}
	return waysOut(drift, again)
}

func hasDrift(c *plan.Change) bool { return len(c.Drift) > 0 }

// totals are the last lines, and not wrapped: scripts look for them. all is the command that shows what
// is left out, if something is.
func totals(p *plan.Plan, all string) []row {
	var rows []row
	if all != "" {
		rows = append(rows, row{text: "All of it: " + all})
	}
	if p.HasChanges() {
		rows = append(rows, row{text: "Fingerprint: " + planfile.Fingerprint(p)})
	}
	return append(rows, row{text: Summary(p)})
}

func target(p *plan.Plan) string {
	text := "Environment " + OneLine(p.Environment)
	if p.Target.Experience != "" {
		text += fmt.Sprintf(" (experience %s)", OneLine(p.Target.Experience))
	}
	if where := foreignHost(p); where != "" {
		text += " at " + OneLine(where) + ", which is no host of Whop's"
	}
	return text
}

// foreignHost is the address of an API that is not Whop's own, "" for Whop's: whoever reviews
// a plan should see where the key goes. The local environment lives in the process.
func foreignHost(p *plan.Plan) string {
	if p.Environment == spec.Local || host.IsWhop(p.Target.BaseURL) {
		return ""
	}
	return p.Target.BaseURL
}
