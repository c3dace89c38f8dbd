package plan_test

import (
	"fmt"
	"strings"

	. "whopsync/internal/plan"
	"whopsync/internal/render"
)

// story retells a plan in a line per change that a reader needs, and per refusal.
func story(p *Work) []string {
	lines := []string{}
	for i := range p.Changes {
		if c := &p.Changes[i]; !c.IsNothing() {
			lines = append(lines, sentence(c))
		}
	}
	for _, r := range p.Refusals {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("refuse %s %s", r.Guard, r.Address)))
	}
	return lines
}

// hintOf returns what to do about the first refusal of a plan.
func hintOf(p *Work) string {
	_, hint := render.RefusalWords(p.Refusals[0], render.Again{})
	return hint
}

func sentence(c *Change) string {
	words := []string{string(c.Action), c.Address.String()}
	say := func(yes bool, format string, args ...any) {
		if yes {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	say(!c.Previous.IsZero(), "from %s by %s", c.Previous, c.MovedBecause)
	say(c.Hide, "(hide)")
	say(c.Recreate, "(again)")
	say(c.Removed != "", "(%s)", c.Removed)
	if c.Action == Update && !c.Hide {
		for _, f := range c.Fields {
			say(true, "%s", f.Field)
			say(f.Conflict, "(conflict)")
		}
	}
	if c.Move != nil {
		say(c.Move.ChangesChapter(), "%s:%d > %s:%d", c.Move.From, c.Move.FromRank, c.Move.To, c.Move.ToRank)
		say(!c.Move.ChangesChapter(), "%d > %d", c.Move.FromRank, c.Move.ToRank)
	}
	for _, d := range c.Drift {
		say(d.Field != "", "drift: %s", d.Field)
		say(d.Gone, "gone")
		say(d.Order, "drift: order")
	}
	return strings.Join(words, " ")
}
