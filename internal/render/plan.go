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
	"io"

	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
)

// Plan writes a plan: how much it changes, an outline of that, and at the end, next to the prompt,
// what students lose, what apply would refuse, and the totals. The style may ask for all of it.
func Plan(w io.Writer, p *plan.Plan, s Style) error {
	out := newPage(w, s)
	out.block(proseRows([]string{targetText(p), overview(p)})...)
	actionBlocks(out, p)
	if drifted := changesOf(p, hasDrift); drifted != nil {
		out.block(prose("Drift: changed on Whop and not in the files, so it is left alone:"))
		for _, c := range drifted {
			out.diff(driftRows(c.Address, c.Drift))
		}
		out.block(driftWays(p, s.again(p.Options))...)
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

// totals are the last lines, and not wrapped: scripts look for them. all is the command that shows what
// is left out, if something is.
func totals(p *plan.Plan, all string) []row {
	var rows []row
	if all != "" {
		rows = append(rows, row{text: "To see all: " + all})
	}
	if p.HasChanges() && hasFingerprint(p) {
		rows = append(rows, row{text: "Fingerprint: " + planfile.Fingerprint(p)})
	}
	return append(rows, row{text: Summary(p)})
}

// hasFingerprint reports whether a plan has the fingerprint that it has once Whop is read. One that was made offline before the first
// apply does not know where links between lessons lead.
func hasFingerprint(p *plan.Plan) bool { return !p.Offline || p.LessonURL != "" }
