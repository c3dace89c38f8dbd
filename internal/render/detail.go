package render

import (
	"strings"

	"whopsync/internal/plan"
)

// changeEntries return what is created and updated, in the order of the plan. What is
// destroyed, hidden or only moved has been said among the risks.
func changeEntries(p *plan.Plan) []*entry {
	const few = 3 // diffs that are worth to stand open
	open := p.Count().Update <= few
	var entries []*entry
	for i := range p.Changes {
		c := &p.Changes[i]
		switch {
		case c.Action == plan.Create:
			entries = append(entries, newEntry(nothing, address(c), createLine(c)))
		case c.Action == plan.Update && len(c.Fields) > 0 && !c.Hide:
			entries = append(entries, newEntry(nothing, address(c), updateLine(c), updateBlock(c, 0, open), updateBlock(c, linesAround, open)))
		}
	}
	return entries
}

func nothing() string { return "" }

func address(c *plan.Change) func() string {
	return func() string { return "- " + code(signed(c)) + "\n" }
}

func signed(c *plan.Change) string { return string(signOf(c)) + " " + c.Address.String() }

func createLine(c *plan.Change) func() string {
	return func() string {
		facts := []string{subject(c)}
		for _, r := range fieldRows(c, 0) {
			facts = append(facts, strings.Join(strings.Fields(r.text), " "))
		}
		return "- " + code(signed(c)) + " " + code(strings.Join(facts, "; ")) + "\n"
	}
}

func updateLine(c *plan.Change) func() string {
	return func() string { return "- " + code(signed(c)) + ": " + fieldNames(c) + "\n" }
}

func fieldNames(c *plan.Change) string {
	names := make([]string, len(c.Fields))
	for i, f := range c.Fields {
		names[i] = string(f.Field)
	}
	return strings.Join(names, ", ")
}

// updateBlock shows the fields as a diff. Without lines around the differences it also
// keeps itself short.
func updateBlock(c *plan.Change, around int, open bool) func() string {
	return func() string {
		lines := diffLines(append(remarks(c), fieldRows(c, around)...))
		if around == 0 {
			lines = beginning(lines)
		}
		return folded(open, string(signOf(c)), c.Address.String(), ": "+fieldNames(c), fenced("diff", lines))
	}
}

// beginning keeps the first lines and counts the rest.
func beginning(lines []string) []string {
	const some = 16
	if len(lines) <= some+1 {
		return lines
	}
	return append(lines[:some:some], "  … and "+counted(len(lines)-some, "more line"))
}

func diffLines(rows []row) []string {
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = diffLine(r)
	}
	return lines
}

// diffLine puts the sign first, where GitHub looks for it to colour a line.
func diffLine(r row) string {
	if r.form == place {
		return r.text
	}
	s := r.sign
	if s == none {
		s = context
	}
	return string(s) + " " + strings.Repeat("  ", max(0, r.depth-fieldDepth)) + r.text
}

// noteEntries return drift and what else is left alone.
func noteEntries(p *plan.Plan) []*entry {
	var entries []*entry
	if blocks := driftBlocks(p); blocks != nil {
		entries = append(entries, driftEntry(p, blocks[1:]))
	}
	if blocks := noteBlocks(p); blocks != nil {
		entries = append(entries, newEntry(
			func() string { return counted(len(blocks[0]), "more note") + " not shown here for lack of room.\n\n" },
			func() string {
				var out strings.Builder
				for _, r := range blocks[0] {
					out.WriteString("- " + phrase(r.text) + "\n")
				}
				return out.String() + "\n"
			}))
	}
	return entries
}

func driftEntry(p *plan.Plan, blocks [][]row) *entry {
	title := "**Drift: " + counted(len(blocks), "object") + " changed on Whop and left alone"
	return newEntry(
		func() string { return title + ".**\n\n" },
		func() string {
			var lines []string
			for _, rows := range blocks {
				lines = append(lines, diffLine(rows[0]))
			}
			return title + ":**\n\n" + fenced("diff", lines) + "\n"
		},
		func() string {
			var lines []string
			for _, rows := range blocks {
				lines = append(lines, beginning(diffLines(rows))...)
			}
			return title + ":**\n\n" + fenced("diff", lines) + "\n"
		})
}
