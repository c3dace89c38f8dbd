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
	unbound := 0
	for i := range r.Decisions {
		if d := &r.Decisions[i]; d.ID != "" {
			bound = append(bound, boundRows(d)...)
		} else {
			unbound++
			open = append(open, openRows(d, s.Shell)...)
		}
	}
	out := newPage(w, s)
	if bound != nil {
		out.block(prose("The files, and the objects on Whop to bind them to:"))
		out.block(bound...)
	}
	if open != nil {
		out.block(prose("Not bound:"))
		out.block(open...)
	}
	out.block(proseRows([]string{unmanaged(r.Unclaimed)})...)
	total := len(r.Decisions) - unbound
	out.block(row{text: fmt.Sprintf("Rebuild: %d to bind, %d not bound, %d known before.", total, unbound, len(r.Bindings)-total)})
	return out.flush()
}

func boundRows(d *plan.Decision) []row {
	rows := []row{{sign: added, depth: headDepth, text: fmt.Sprintf("%s = %s  (%s)", addressName(d.Address), OneLine(d.ID), d.Because)}}
	if len(d.Differs) > 0 {
		rows = append(rows, row{depth: fieldDepth, text: "Whop has another " + fieldList(d.Differs) + ": the next plan shows it"})
	}
	if len(d.Assumed) > 0 {
		rows = append(rows, row{depth: fieldDepth, text: "assumed to be as the files say, because Whop does not show enough: " + fieldList(d.Assumed)})
	}
	return rows
}

func openRows(d *plan.Decision, shell hint.Shell) []row {
	head := row{sign: removed, depth: headDepth, text: fmt.Sprintf("%s: %s", addressName(d.Address), d.Because)}
	if len(d.Candidates) == 0 {
		return []row{head}
	}
	head.text += fmt.Sprintf(" (%s); to leave one out, name it under unmanaged: in whopsync.yaml; to say which it is:", OneLine(firstOf(d.Candidates, fewNames)))
	return []row{head, {depth: fieldDepth, text: OneLine(shell.Command("state bind", d.Address.String(), d.Candidates[0]))}}
}
