package render

import (
	"fmt"
	"strings"

	"whopsync/internal/plan"
)

// riskEntries return what a reviewer must not miss, the worst first.
func riskEntries(p *plan.Plan) []*entry {
	var entries []*entry
	if len(p.Refusals) > 0 {
		entries = append(entries, refusalEntry(p.Refusals))
	}
	for _, s := range []section{
		{"will be destroyed", removed, func(c *plan.Change) bool { return c.Action == plan.Delete }, destroyed},
		{"will lose questions, and what students answered to them", removed, losesAnswers, named},
		{"will be hidden", changed, func(c *plan.Change) bool { return c.Hide }, named},
		{"in conflict: edited on Whop and in the files", changed, hasConflict, conflicting},
		{"will be created again, without the students' progress", added, func(c *plan.Change) bool { return c.Recreate }, named},
		{"moved", moved, func(c *plan.Change) bool { return c.Place != nil || !c.Previous.IsZero() }, relocated},
	} {
		if e := s.entry(p); e != nil {
			entries = append(entries, e)
		}
	}
	return entries
}

// section lists objects to which the same happens.
type section struct {
	title string
	sign  sign
	holds func(*plan.Change) bool
	say   func(*plan.Change) mention
}

// mention is one object in a section: as an item of a list, as its address with what is
// needed beside it, and as a member of a group of neighbours.
type mention struct {
	item          string
	line          string
	group, member string
}

// entry returns the section in its forms: only a number; neighbours on one line; a line
// for each; an item with details for each.
func (s section) entry(p *plan.Plan) *entry {
	var mentions []mention
	for i := range p.Changes {
		if c := &p.Changes[i]; s.holds(c) {
			mentions = append(mentions, s.say(c))
		}
	}
	if mentions == nil {
		return nil
	}
	title := "**" + counted(len(mentions), "object") + " " + s.title
	lined := func(lines func() []string) func() string {
		return func() string { return title + ":**\n\n" + fenced("diff", lines()) + "\n" }
	}
	return newEntry(
		func() string { return title + ", too many to name here.**\n\n" },
		lined(func() []string { return grouping(s.sign, mentions) }),
		lined(func() []string { return lineByLine(s.sign, mentions) }),
		func() string {
			var out strings.Builder
			out.WriteString(title + ":**\n\n")
			for _, m := range mentions {
				out.WriteString("- " + m.item + "\n")
			}
			return out.String() + "\n"
		},
	)
}

func grouping(s sign, mentions []mention) []string {
	var order []string
	members := map[string][]string{}
	for _, m := range mentions {
		if members[m.group] == nil {
			order = append(order, m.group)
		}
		members[m.group] = append(members[m.group], m.member)
	}
	lines := make([]string, len(order))
	for i, group := range order {
		lines[i] = string(s) + " " + group + ": " + strings.Join(members[group], ", ")
	}
	return lines
}

func lineByLine(s sign, mentions []mention) []string {
	lines := make([]string, len(mentions))
	for i, m := range mentions {
		lines[i] = string(s) + " " + m.line
	}
	return lines
}

func named(c *plan.Change) mention {
	address := oneLine(c.Address.String())
	return mention{
		item: code(address) + ": " + code(subject(c)), line: address,
		group: oneLine(c.Address.Parent().String()) + "/", member: oneLine(c.Address.Name()),
	}
}

func destroyed(c *plan.Change) mention {
	m := named(c)
	if c.Impact != nil {
		m.item += ", " + impact(*c.Impact, "here")
	}
	return m
}

func hasConflict(c *plan.Change) bool {
	for _, f := range c.Fields {
		if f.Conflict {
			return true
		}
	}
	return false
}

func conflicting(c *plan.Change) mention {
	m := named(c)
	var fields []string
	for _, f := range c.Fields {
		if f.Conflict {
			fields = append(fields, code(string(f.Field)))
		}
	}
	m.item += ": " + strings.Join(fields, ", ")
	return m
}

func relocated(c *plan.Change) mention {
	m := named(c)
	if !c.Previous.IsZero() {
		m = readdressed(c, m)
	}
	if c.Place != nil {
		m.item += ": " + code(placeInWords(c.Place))
		m.line += fmt.Sprintf(", position %d → %d", c.Place.FromRank, c.Place.ToRank)
		m.member += fmt.Sprintf(" (%d → %d)", c.Place.FromRank, c.Place.ToRank)
	}
	return m
}

func readdressed(c *plan.Change, m mention) mention {
	was := named(&plan.Change{Address: c.Previous})
	m.item = code(was.line) + " has moved to " + code(m.line)
	if c.MovedBecause != "" {
		m.item += ", recognised by " + phrase(evidence(c.MovedBecause))
	}
	m.line = was.line + " has moved to " + m.line
	if was.group != m.group {
		m.group = was.group + " → " + m.group
	}
	if was.member != m.member {
		m.member = was.member + " → " + m.member
	}
	return m
}

// refusalEntry says why apply would not run: how often each guard speaks; each reason
// with the objects that it is about; and with what to do.
func refusalEntry(refusals []plan.Refusal) *entry {
	const title = "**apply would refuse"
	return newEntry(
		func() string {
			return title + "**, for too many reasons to name here: " + guardCounts(refusals) + "\n\n"
		},
		func() string { return title + ":**\n\n" + reasons(refusals, false) + "\n" },
		func() string { return title + ":**\n\n" + reasons(refusals, true) + "\n" },
	)
}

func guardCounts(refusals []plan.Refusal) string {
	var order []plan.Guard
	counts := map[plan.Guard]int{}
	for _, r := range refusals {
		if counts[r.Guard] == 0 {
			order = append(order, r.Guard)
		}
		counts[r.Guard]++
	}
	texts := make([]string, len(order))
	for i, guard := range order {
		texts[i] = code(string(guard)) + " " + grouped(counts[guard]) + " times"
	}
	return strings.Join(texts, ", ")
}

func reasons(refusals []plan.Refusal, withHints bool) string {
	var order []plan.Refusal
	addresses := map[[3]string][]string{}
	same := func(r plan.Refusal) [3]string { return [3]string{string(r.Guard), r.Message, r.Hint} }
	for _, r := range refusals {
		reason := same(r)
		if _, ok := addresses[reason]; !ok {
			order = append(order, r)
			addresses[reason] = nil
		}
		if !r.Address.IsZero() {
			addresses[reason] = append(addresses[reason], code(r.Address.String()))
		}
	}
	var out strings.Builder
	for _, r := range order {
		out.WriteString("- " + phrase(r.Message) + " " + code(string(r.Guard)))
		if some := addresses[same(r)]; len(some) > 0 {
			out.WriteString(": " + strings.Join(some, ", "))
		}
		out.WriteByte('\n')
		if withHints && r.Hint != "" {
			out.WriteString(advice(r.Hint))
		}
	}
	return out.String()
}

// advice keeps the lines of a hint that are there to be pasted.
func advice(hint string) string {
	var out strings.Builder
	for i, line := range strings.Split(hint, "\n") {
		switch {
		case i == 0:
			out.WriteString("  What to do: " + phrase(line) + "\n")
		case strings.HasPrefix(line, " "):
			out.WriteString("  - " + code(strings.TrimLeft(line, " ")) + "\n")
		default:
			out.WriteString("\n  " + phrase(line) + "\n")
		}
	}
	return out.String()
}
