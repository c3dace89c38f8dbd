package render

import (
	"whopsync/internal/plan"
)

// mostHidden is how many objects that are hidden have a line: they can be brought back.
const mostHidden = 20

// hiddenRows name what students stop seeing because its file is gone.
func hiddenRows(p *plan.Plan) []row {
	hidden := changesOf(p, func(c *plan.Change) bool { return c.Hide })
	if len(hidden) == 0 {
		return nil
	}
	rows := []row{prose("Hidden, since the files are gone; students keep their progress, and bringing a file back shows it again:")}
	for _, c := range hidden[:min(len(hidden), mostHidden)] {
		rows = append(rows, row{sign: changed, depth: headDepth, text: headline(&branch{change: c}) + ": " + subject(c), form: flowing})
	}
	return append(rows, cutRows(headDepth, some(len(hidden)-min(len(hidden), mostHidden), "more"))...)
}

// destroyedRows name all that Whop cannot bring back, one by one.
func destroyedRows(p *plan.Plan) []row {
	var rows []row
	for i := range p.Changes {
		c := &p.Changes[i]
		if c.Action != plan.Delete && len(c.Lost) == 0 {
			continue
		}
		text := headline(&branch{change: c}) + ": " + subject(c)
		if c.Action != plan.Delete {
			text = "in " + addressName(c.Address) + ": " + subject(c)
		}
		if c.Impact != nil {
			text += ", " + impact(*c.Impact, "here")
		}
		rows = append(rows, row{sign: signOf(c), depth: headDepth, text: text, form: flowing})
		rows = append(rows, lossRows(c.Lost)...)
	}
	if rows == nil {
		return nil
	}
	return append([]row{prose("Destroyed with all that students did there; Whop cannot bring it back:")}, rows...)
}
