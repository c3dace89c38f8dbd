package render

import (
	"fmt"
	"io"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/hint"
	"whopsync/internal/plan"
)

// Drift writes what was changed on Whop by hand.
func Drift(w io.Writer, r *plan.DriftReport, s Style) error {
	out := newPage(w, s)
	out.block(prose(targetText(&plan.Plan{Environment: r.Environment, Target: r.Target})))
	if len(r.Objects) > 0 {
		out.block(prose("Drift: changed on Whop since the last apply:"))
	}
	for i := range r.Objects {
		out.diff(driftedRows(&r.Objects[i]))
	}
	again := s.again(plan.Options{})
	out.block(append(proseRows(elsewhere(r.Unmanaged, r.Unknown)), recreation(r.Unknown, again)...)...)
	if out.cut {
		out.block(row{text: "To see all: " + s.all(plan.Options{})})
	}
	out.block(driftTotals(r, again)...)
	return out.flush()
}

// DriftMarkdown writes the same for the summary of a step on GitHub, in at most limit bytes.
func DriftMarkdown(w io.Writer, r *plan.DriftReport, limit int) error {
	head := fmt.Sprintf("### whopsync: drift (%s)\n\n", code(clip(r.Environment, longestName)))
	again := Again{Shell: hint.Shell{Env: r.Environment}}
	foot := ""
	for _, note := range notesOf(driftTotals(r, again)) {
		foot += noteItem(note)
	}
	c := comment{room: limit - len(head) - len(foot) - reserved, rest: "the log"}
	if c.room < 0 {
		return fmt.Errorf("%w: %d bytes", ErrNoRoom, limit)
	}
	c.text.WriteString(head)
	share := max(leastShare, c.room/max(1, len(r.Objects)))
	writeList(&c, counted(len(r.Objects), "object")+" changed on Whop since the last apply", r.Objects, func(o plan.Drifted) string {
		rows := driftedRows(&o)
		return detailsBlock(len(r.Objects) <= 3, o.Address, " has drift", shorten(rows[1:]), share)
	})
	writeList(&c, "Notes", notesOf(append(proseRows(elsewhere(r.Unmanaged, r.Unknown)), recreation(r.Unknown, again)...)), noteItem)
	c.text.WriteString(foot)
	_, err := io.WriteString(w, Mask(c.text.String()))
	return err
}

func driftedRows(o *plan.Drifted) []row {
	rows := driftRows(o.Address, o.Drift)
	if o.FileGone {
		rows[0].text += ", and its file is gone"
	}
	if len(o.Conflicts) > 0 {
		rows = append(rows, row{depth: fieldDepth, text: "changed in the files too: " + fieldList(o.Conflicts) + "; apply refuses until that is resolved"})
	}
	return rows
}

// driftTotals are not wrapped: scripts look for the line, and commands are there to be
// copied. What was deleted comes back by another flag than what was edited.
func driftTotals(r *plan.DriftReport, again Again) []row {
	switch {
	case len(r.Objects) == 0 && len(r.Unknown) > 0:
		return []row{{text: "No drift in what could be compared."}}
	case len(r.Objects) == 0:
		return []row{{text: "No drift. Nothing that whopsync manages was changed on Whop."}}
	}
	var drift []plan.Drift
	for _, o := range r.Objects {
		if !o.FileGone {
			drift = append(drift, o.Drift...)
		}
	}
	rows := []row{{text: fmt.Sprintf("Drift on %s. It is left alone.", counted(len(r.Objects), "object"))}}
	return append(rows, waysOut(drift, again)...)
}

// driftWays are the commands that take drift back; none where Whop is perhaps not the one that the state
// knows.
func driftWays(p *plan.Plan, again Again) []row {
	if slices.ContainsFunc(p.Refusals, func(r plan.Refusal) bool { return r.Guard == plan.GuardTarget || r.Guard == plan.GuardMissing }) {
		return nil
	}
	var drift []plan.Drift
	for _, c := range changesOf(p, hasDrift) {
		drift = append(drift, c.Drift...)
	}
	return waysOut(drift, again)
}

// waysOut are the commands that take drift back.
func waysOut(drift []plan.Drift, again Again) []row {
	var rows []row
	isGone := func(d plan.Drift) bool { return d.Gone }
	if slices.ContainsFunc(drift, func(d plan.Drift) bool { return !isGone(d) }) {
		rows = append(rows, prose("To bring it into the files:"), command(again.pull()))
		rows = append(rows, prose("To write what the files say:"), command(again.with(overwriteDrift)))
	}
	if slices.ContainsFunc(drift, isGone) {
		rows = append(rows, prose("To create again what was deleted:"), command(again.with(allowRecreate)))
	}
	return rows
}

func driftRows(address course.Address, drift []plan.Drift) []row {
	rows := []row{{sign: heading, depth: headDepth, text: addressName(address) + " has drift"}}
	for _, d := range drift {
		text := fmt.Sprintf("%s%s  Whop: %s", d.Field, sharedIn(d.Shared), inWords(d.Live))
		switch {
		case d.Gone:
			text = "was deleted on Whop; left alone"
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
