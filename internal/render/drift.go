package render

import (
	"fmt"
	"io"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// Drift writes what was changed on Whop by hand.
func Drift(w io.Writer, r *plan.DriftReport, s Style) error {
	out := newPage(w, s)
	out.block(prose(target(&plan.Plan{Environment: r.Environment, Target: r.Target})))
	if len(r.Objects) > 0 {
		out.block(prose("Drift: changed on Whop since the last apply:"))
	}
	for i := range r.Objects {
		out.diff(driftedRows(&r.Objects[i]))
	}
	out.block(proseRows(elsewhere(r.Unmanaged, r.Unknown))...)
	if out.cut {
		out.block(row{text: "All of it: whopsync drift --full"})
	}
	out.block(driftTotals(r)...)
	return out.flush()
}

func driftedRows(o *plan.Drifted) []row {
	rows := driftRows(o.Address, o.Drift)
	if o.FileGone {
		rows[0].text += ", and its file is gone"
	}
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
		rows = append(rows, row{text: "To bring it into the files: whopsync pull"}, row{text: "To put back what the files say: whopsync apply --on-drift=overwrite"})
	}
	if deleted {
		rows = append(rows, row{text: "To create again what was deleted: whopsync apply --allow-recreate"})
	}
	return rows
}

func driftRows(address course.Address, drift []plan.Drift) []row {
	rows := []row{{sign: heading, depth: headDepth, text: addressName(address) + " has drift"}}
	for _, d := range drift {
		text := fmt.Sprintf("%s  Whop: %s", d.Field, inWords(d.Live))
		switch {
		case d.Gone:
			text = "was deleted on Whop; it is created again only with --allow-recreate"
		case d.Order:
			text = "the order in it was changed on Whop; left alone"
		case d.Files != nil:
			text += "  files: " + inWords(d.Files) + "  (left alone)"
		}
		rows = append(rows, row{depth: fieldDepth, text: text})
		rows = append(rows, driftDiff(d)...)
	}
	return rows
}

// driftDiff shows what the edit on Whop did to a long text.
func driftDiff(d plan.Drift) []row {
	if !isDiffable(d.Field, d.Live, d.Files) {
		return nil
	}
	rows := append(richTextRows(d.Live, ""), row{depth: detailDepth, text: "(- the files say, + Whop shows)"})
	return append(rows, diffRows(longText(d.Files), longText(d.Live))...)
}
