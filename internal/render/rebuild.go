package render

import (
	"fmt"
	"io"

	"whopsync/internal/hint"
	"whopsync/internal/plan"
)

// Rebuilt writes which object each address is taken for, and why; what stays unbound; and
// what is on Whop and stands for nothing.
func Rebuilt(w io.Writer, r *plan.Rebuilt, s Style) error {
	var bound, open []row
	for i := range r.Decisions {
		if d := &r.Decisions[i]; d.ID != "" {
			bound = append(bound, boundRows(d)...)
		} else {
			open = append(open, openRow(d))
		}
	}
	out := newPage(w, s)
	if bound != nil {
		out.block(prose("What is in the files, and the object on Whop that it is taken for:"))
		out.block(bound...)
	}
	if open != nil {
		out.block(prose("Not bound:"))
		out.block(open...)
	}
	out.block(proseRows([]string{unmanaged(r.Unclaimed)})...)
	total := len(r.Decisions) - len(open)
	out.block(row{text: fmt.Sprintf("Rebuild: %d to bind, %d not bound, %d known before.", total, len(open), len(r.Bindings)-total)})
	return out.flush()
}

func boundRows(d *plan.Decision) []row {
	rows := []row{{sign: added, depth: headDepth, text: fmt.Sprintf("%s = %s  (%s)", addressName(d.Address), OneLine(d.ID), d.Because)}}
	if len(d.Differs) > 0 {
		rows = append(rows, row{depth: fieldDepth, text: "Whop has another " + fieldList(d.Differs) + ": the next plan shows it"})
	}
	if len(d.Assumed) > 0 {
		rows = append(rows, row{depth: fieldDepth, text: "taken to be as the files say, since Whop does not show enough of it: " + fieldList(d.Assumed)})
	}
	return rows
}

func openRow(d *plan.Decision) row {
	text := fmt.Sprintf("%s: %s", addressName(d.Address), d.Because)
	if len(d.Candidates) > 0 {
		text += fmt.Sprintf(" (%s): to say which it is: whopsync state bind %s %s; to leave one out, name it under unmanaged: in whopsync.yaml",
			OneLine(firstOf(d.Candidates, fewNames)), hint.Word(d.Address.String()), OneLine(d.Candidates[0]))
	}
	return row{sign: removed, depth: headDepth, text: text}
}
