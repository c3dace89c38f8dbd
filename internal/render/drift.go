package render

import (
	"fmt"
	"io"

	"whopsync/internal/plan"
)

// Drift writes what was changed on Whop by hand.
func Drift(w io.Writer, r *plan.DriftReport, s Style) error {
	out := newPage(s)
	out.block(prose(target(&plan.Plan{Environment: r.Environment, Target: r.Target})))
	if len(r.Objects) > 0 {
		out.block(prose("Drift: changed on Whop since the last apply:"))
	}
	for i := range r.Objects {
		out.block(driftedRows(&r.Objects[i])...)
	}
	var notes []row
	if text := unmanaged(r.Unmanaged); text != "" {
		notes = append(notes, prose(text))
	}
	for _, text := range unknown(r.Unknown) {
		notes = append(notes, prose(text))
	}
	out.block(notes...)
	out.block(driftTotals(r)...)
	return out.flush(w)
}

func driftedRows(o *plan.Drifted) []row {
	if o.FileGone {
		rows := []row{{sign: heading, depth: headDepth, text: oneLine(o.Address.String()) + " has drift, and its file is gone"}}
		for _, d := range o.Drift {
			rows = append(rows, row{depth: fieldDepth, text: fmt.Sprintf("%s  Whop: %s", d.Field, inWords(d.Live))})
		}
		return rows
	}
	rows := driftRows(&plan.Change{Address: o.Address, Drift: o.Drift})
	if len(o.Conflicts) > 0 {
		rows = append(rows, row{depth: fieldDepth, text: "changed in the files too: " + fieldList(o.Conflicts) + "; apply refuses until it is settled"})
	}
	return rows
}

// driftTotals are not wrapped: scripts look for the line, and commands are there to be
// copied. What was deleted comes back by another flag than what was edited.
func driftTotals(r *plan.DriftReport) []row {
	switch {
	case len(r.Objects) == 0 && len(r.Unknown) > 0:
		return []row{{text: "No drift in what could be compared."}}
	case len(r.Objects) == 0:
		return []row{{text: "No drift. Nothing that whopsync manages was changed on Whop."}}
	}
	edited, deleted := false, false
	for _, o := range r.Objects {
		for _, d := range o.Drift {
			deleted = deleted || d.Gone && !o.FileGone
			edited = edited || !d.Gone && !o.FileGone
		}
	}
	rows := []row{{text: fmt.Sprintf("Drift on %s. It is left alone.", counted(len(r.Objects), "object"))}}
	if edited {
		rows = append(rows, row{text: "To put back what the files say: whopsync apply --on-drift=overwrite"})
	}
	if deleted {
		rows = append(rows, row{text: "To create again what was deleted: whopsync apply --allow-recreate"})
	}
	return rows
}
