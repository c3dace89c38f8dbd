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
	out.block(proseRows(elsewhere(r.Unmanaged, r.Unknown))...)
	out.block(driftTotals(r)...)
	return out.flush(w)
}

func driftedRows(o *plan.Drifted) []row {
	if o.FileGone {
		rows := []row{{sign: heading, depth: headDepth, text: addressName(o.Address) + " has drift, and its file is gone"}}
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

// driftBlocks return what was edited on Whop and is left alone.
func driftBlocks(p *plan.Plan) [][]row {
	var blocks [][]row
	for i := range p.Changes {
		if c := &p.Changes[i]; len(c.Drift) > 0 {
			blocks = append(blocks, driftRows(c))
		}
	}
	if blocks == nil {
		return nil
	}
	return append([][]row{{prose("Drift: changed on Whop and not in the files, so it is left alone:")}}, blocks...)
}

func driftRows(c *plan.Change) []row {
	rows := []row{{sign: heading, depth: headDepth, text: addressName(c.Address) + " has drift"}}
	for _, d := range c.Drift {
		say := func(text string) {
			rows = append(rows, row{depth: fieldDepth, text: text})
		}
		switch {
		case d.Gone:
			say("was deleted on Whop; it is created again only with --allow-recreate")
		case d.Order:
			say("the order in it was changed on Whop; left alone")
		default:
			say(fmt.Sprintf("%s  Whop: %s  files: %s  (left alone)", d.Field, inWords(d.Live), inWords(d.Files)))
			rows = append(rows, driftDiff(d)...)
		}
	}
	return rows
}

// driftDiff shows what the edit on Whop did to a long text.
func driftDiff(d plan.Drift) []row {
	if !isDiffable(plan.FieldChange{Field: d.Field, Before: d.Live, After: d.Files}) {
		return nil
	}
	files, _ := longText(d.Files)
	live, _ := longText(d.Live)
	rows := append(richTextRows(d.Live, ""), row{depth: detailDepth, text: "(- the files say, + Whop shows)"})
	return append(rows, diffRows(files, live)...)
}
