package plan

import (
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// ask is what only the author can decide: which of the orphans a new address is, if any.
type ask struct {
	to         course.Address
	candidates []course.Address
	relation   string // "resembles"
}

func (id *identity) ask(to course.Address, candidates []course.Address, relation string) {
	slices.SortFunc(candidates, course.Address.Compare)
	id.asks = append(id.asks, ask{to, candidates, relation})
}

// guardAsks stops a run in which somebody's progress would hang on a guess.
func (d *differ) guardAsks() {
	for _, a := range d.identity.asks {
		if d.inScope(a.to) || slices.ContainsFunc(a.candidates, d.inScope) {
			d.plan.Refusals = append(d.plan.Refusals, a.refusal())
		}
	}
}

// refusal shows the lines that settle the question, ready to be pasted.
func (a ask) refusal() Refusal {
	var moved, removed strings.Builder
	for _, from := range a.candidates {
		fmt.Fprintf(&moved, "\n  - {from: %s, to: %s}", quote(from), quote(a.to))
		fmt.Fprintf(&removed, "\n  - {address: %s, action: hide}", quote(from))
	}
	message := fmt.Sprintf("%s is new and %s %s, whose file is gone", a.to, a.relation, a.candidates[0])
	which := "if it is the same, put this line"
	if n := len(a.candidates); n > 1 {
		message = fmt.Sprintf("%s is new and %s %d %ss whose files are gone", a.to, a.relation, n, a.to.Kind())
		which = "if it is one of them, put that line"
	}
	return Refusal{
		Guard: GuardAmbiguous, Address: a.to, Message: message,
		Hint: which + " under moved: in whopsync.yaml, and students keep their progress:" + moved.String() +
			"\nif it is really new, say under removed: what becomes of the old:" + removed.String(),
	}
}

// quote writes an address so that YAML reads it as one text, whatever it holds.
func quote(address course.Address) string {
	text := address.String()
	if strings.IndexFunc(text, func(r rune) bool {
		return (r < 'a' || 'z' < r) && (r < 'A' || 'Z' < r) && (r < '0' || '9' < r) && r != '/' && r != '-' && r != '_'
	}) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}
