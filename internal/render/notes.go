package render

import (
	"fmt"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// noteRows return what a reader should know although nothing is done about it.
func noteRows(p *plan.Plan) []row {
	var texts []string
	if p.Offline {
		texts = append(texts, "Offline: the files are compared with what the last apply left behind. What was changed on Whop since is not seen.")
	}
	texts = append(texts, narrowed(p.Options.Targets))
	for i := range p.Changes {
		texts = append(texts, remains(&p.Changes[i]))
	}
	return proseRows(append(texts, elsewhere(p.Unmanaged, p.Unknown)...))
}

// proseRows returns a row for each text that is not empty.
func proseRows(texts []string) []row {
	var rows []row
	for _, text := range texts {
		if text != "" {
			rows = append(rows, prose(text))
		}
	}
	return rows
}

// elsewhere says what nothing was compared with.
func elsewhere(objects []plan.Unmanaged, u []plan.Unknown) []string {
	return append([]string{unmanaged(objects)}, unknown(u)...)
}

func narrowed(targets []course.Address) string {
	if len(targets) == 0 {
		return ""
	}
	return "This run is narrowed to " + joined(targets, addressName) + " (--target); what lies outside is left as it is."
}

func remains(c *plan.Change) string {
	address := addressName(c.Address)
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
		addresses[u.Reason] = append(addresses[u.Reason], addressName(u.Address))
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
