package render

import (
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// hiddenRows name the objects that students stop seeing because a file is gone. Many lessons of a
// chapter are one line, because they can be brought back.
func hiddenRows(p *plan.Plan) []row {
	hidden := changesOf(p, func(c *plan.Change) bool { return c.Hide })
	if len(hidden) == 0 {
		return nil
	}
	header := "Hidden, since their files are gone; students keep their progress, and bringing a file back shows it again:"
	isRekeyed := func(c *plan.Change) bool { return c.Rekeyed != nil }
	switch {
	case !slices.ContainsFunc(hidden, func(c *plan.Change) bool { return !isRekeyed(c) }):
		header = "Hidden, since their files have another key; students keep their progress:"
	case slices.ContainsFunc(hidden, isRekeyed):
		header = "Hidden, since their files are gone or have another key; students keep their progress:"
	}
	rows := []row{prose(header)}
	for _, group := range groupBy(hidden, func(c *plan.Change) course.Address { return c.Address.Parent() }) {
		rows = append(rows, hiddenTogether(group)...)
	}
	return rows
}

func hiddenTogether(group []*plan.Change) []row {
	const most = 3
	at := group[0].Address.Parent()
	if len(group) > most && at.Kind() == course.KindChapter {
		titles := make([]string, len(group))
		for i, c := range group {
			titles[i] = quote(c.Title)
		}
		text := fmt.Sprintf("%s in %s will be hidden: %s", counted(len(group), "lesson"), addressName(at), firstOf(titles, fewNames))
		return append([]row{{sign: changed, depth: headDepth, text: text, form: flowing, cut: true}}, rekeyedRows(group)...)
	}
	var rows []row
	for _, c := range group {
		rows = append(rows, row{sign: changed, depth: headDepth, text: headline(&node{change: c}) + ": " + subject(c), form: flowing})
	}
	return append(rows, rekeyedRows(group)...)
}

// rekeyedRows say how to keep what goes because its file has another key now.
func rekeyedRows(changes []*plan.Change) []row {
	var rows []row
	for _, c := range changes {
		if text := rekeyed(c); text != "" {
			rows = append(rows, row{depth: headDepth + 1, text: strings.TrimSpace(text), form: flowing})
		}
	}
	return rows
}

// destroyedRows name every loss that Whop cannot bring back.
func destroyedRows(p *plan.Plan) []row {
	var rows []row
	for i := range p.Changes {
		c := &p.Changes[i]
		if c.Action != plan.Delete && len(c.Lost) == 0 {
			continue
		}
		text := headline(&node{change: c}) + ": " + subject(c)
		if c.Action != plan.Delete {
			text = "in " + addressName(c.Address) + ": " + subject(c)
		}
		if c.Impact != nil {
			text += ", " + impact(*c.Impact, "here")
		}
		rows = append(rows, row{sign: signOf(c), depth: headDepth, text: text, form: flowing})
		rows = append(append(rows, lossRows(c.Lost)...), rekeyedRows([]*plan.Change{c})...)
	}
	if rows == nil {
		return nil
	}
	return append([]row{prose("Destroyed with all that students did there; Whop cannot bring it back:")}, rows...)
}
