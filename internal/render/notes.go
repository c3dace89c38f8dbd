package render

import (
	"fmt"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

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
	rows := []row{{sign: heading, depth: headDepth, text: oneLine(c.Address.String()) + " has drift"}}
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

// noteRows return what a reader should know although nothing is done about it.
func noteRows(p *plan.Plan) []row {
	var rows []row
	if p.Offline {
		rows = append(rows, prose("Offline: the files are compared with what the last apply left behind. What was changed on Whop since is not seen."))
	}
	if text := narrowed(p.Options.Targets); text != "" {
		rows = append(rows, prose(text))
	}
	for i := range p.Changes {
		if text := remains(&p.Changes[i]); text != "" {
			rows = append(rows, prose(text))
		}
	}
	if text := unmanaged(p.Unmanaged); text != "" {
		rows = append(rows, prose(text))
	}
	for _, text := range unknown(p.Unknown) {
		rows = append(rows, prose(text))
	}
	return rows
}

func narrowed(targets []course.Address) string {
	if len(targets) == 0 {
		return ""
	}
	names := make([]string, len(targets))
	for i, t := range targets {
		names[i] = oneLine(t.String())
	}
	return "This run is narrowed to " + strings.Join(names, ", ") + " (--target); what lies outside is left as it is."
}

func remains(c *plan.Change) string {
	address := oneLine(c.Address.String())
	switch c.Removed {
	case plan.Kept:
		return address + " is no longer in the files; it stays on Whop as it is."
	case plan.Forgotten:
		return address + " is gone from the files and from Whop; it is forgotten."
	}
	return ""
}

// unmanaged counts what is not ours, and names the first of them.
func unmanaged(objects []plan.Unmanaged) string {
	if len(objects) == 0 {
		return ""
	}
	kinds := map[course.Kind]int{}
	var titles []string
	for _, o := range objects {
		kinds[o.Kind]++
		titles = append(titles, quote(o.Title))
	}
	var counts []string
	for _, kind := range []course.Kind{course.KindCourse, course.KindChapter, course.KindLesson} {
		if n := kinds[kind]; n > 0 {
			counts = append(counts, counted(n, string(kind)))
		}
	}
	verbs := "are not managed by these files and stay as they are"
	if len(objects) == 1 {
		verbs = "is not managed by these files and stays as it is"
	}
	return fmt.Sprintf("%s on Whop %s: %s.", strings.Join(counts, " and "), verbs, firstOf(titles))
}

// unknown groups what could not be compared by the reason.
func unknown(objects []plan.Unknown) []string {
	var reasons []string
	addresses := map[string][]string{}
	for _, u := range objects {
		if addresses[u.Reason] == nil {
			reasons = append(reasons, u.Reason)
		}
		addresses[u.Reason] = append(addresses[u.Reason], oneLine(u.Address.String()))
	}
	var texts []string
	for _, reason := range reasons {
		some := addresses[reason]
		texts = append(texts, fmt.Sprintf("%s could not be compared: %s. Reason: %s.", counted(len(some), "object"), firstOf(some), oneLine(reason)))
	}
	return texts
}

// firstOf lists a few names and counts the rest.
func firstOf(names []string) string {
	const few = 5
	if len(names) <= few+1 {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:few], ", ") + fmt.Sprintf(" and %s more", grouped(len(names)-few))
}
