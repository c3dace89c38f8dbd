package render

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"whopsync/internal/plan"
)

// Summary returns the line that says how much a plan changes.
func Summary(p *plan.Plan) string {
	n := p.Count()
	if !p.HasChanges() {
		return noChanges(p, n)
	}
	return fmt.Sprintf("Plan: %d to add, %d to change, %d to destroy.", n.Create, n.Update, n.Destroyed()) + sentence(
		tally(n.Hide, "to hide"), tally(n.Move, "to move"), tally(n.Readdress, "renamed in the files"), tally(n.Schedule, "with a new publish_at"),
		tally(n.Recreate, "to recreate"), tally(n.Drift, "with drift"))
}

// Deed says in a few words what a plan sets out to do, each object counted once: it stands in a list.
func Deed(p *plan.Plan) string {
	n := map[string]int{}
	for i := range p.Changes {
		n[deedOf(&p.Changes[i])]++
		n["destroy"] += len(p.Changes[i].Lost)
	}
	var parts []string
	for _, deed := range []string{"add", "change", "move", "hide", "destroy", "rename", "schedule"} {
		if n[deed] > 0 {
			parts = append(parts, deed+" "+grouped(n[deed]))
		}
	}
	return cmp.Or(list(parts...), "nothing")
}

// deedOf names the one deed that says the most about a change.
func deedOf(c *plan.Change) string {
	switch {
	case c.Action == plan.Create:
		return "add"
	case c.Action == plan.Delete:
		return "destroy"
	case becomesHidden(c):
		return "hide"
	case c.Action == plan.Update && len(c.Fields) > 0:
		return "change"
	case c.Move != nil:
		return "move"
	case c.Action == plan.Update:
		return "change"
	case !c.Previous.IsZero():
		return "rename"
	case c.Schedule.IsNew():
		return "schedule"
	}
	return ""
}

// noChanges does not claim a match that drift or a refusal denies.
func noChanges(p *plan.Plan, n plan.Count) string {
	switch {
	case n.Drift > 0:
		return fmt.Sprintf("No changes. Drift on %s is left alone.", counted(n.Drift, "object"))
	case p.Options.Due && len(p.Refusals) == 0:
		return "No changes. Nothing is due."
	case len(p.Refusals) > 0:
		return "No changes, because of the reasons below."
	}
	return "No changes. Your courses match the configuration."
}

// AppliedLine returns the line that closes an apply which came to its end. Extras such as
// "1 hidden" follow the full stop; empty ones are left out.
func AppliedLine(added, changed, destroyed int, extras ...string) string {
	return fmt.Sprintf("Apply complete! Resources: %d added, %d changed, %d destroyed.", added, changed, destroyed) + sentence(extras...)
}

// sentence joins what is not empty to a sentence that follows another.
func sentence(parts ...string) string {
	text := list(parts...)
	if text == "" {
		return ""
	}
	return " " + text + "."
}

// list joins what is not empty with commas.
func list(parts ...string) string {
	parts = slices.DeleteFunc(slices.Clone(parts), func(part string) bool { return part == "" })
	return strings.Join(parts, ", ")
}

func tally(n int, what string) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n) + " " + what
}

// counted says "1 lesson", "2 lessons", "12,345 lessons".
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return grouped(n) + " " + noun
}

// some is counted, and nothing for none.
func some(n int, noun string) string {
	if n == 0 {
		return ""
	}
	return counted(n, noun)
}

// grouped writes a number with its thousands apart.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// fewNames is how many names are listed where only some are worth it, and manyNames where all are
// worth it that anybody reads.
const (
	fewNames  = 5
	manyNames = 50
)

// firstOf lists the first names and counts the rest.
func firstOf(names []string, most int) string {
	if len(names) <= most+1 {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %s more", grouped(len(names)-most))
}

// joined lists names with commas.
func joined[T any](things []T, name func(T) string) string {
	names := make([]string, len(things))
	for i, thing := range things {
		names[i] = name(thing)
	}
	return strings.Join(names, ", ")
}

// groupBy groups things by a key, the groups in the order of their first members.
func groupBy[S ~[]T, T any, K comparable](things S, key func(T) K) []S {
	var groups []S
	index := map[K]int{}
	for _, thing := range things {
		i, known := index[key(thing)]
		if !known {
			i = len(groups)
			index[key(thing)] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], thing)
	}
	return groups
}
