package render

import (
	"fmt"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
)

// noteRows return what a reader should know although nothing is done about it.
func noteRows(p *plan.Plan, again Again) []row {
	var texts []string
	if p.Offline {
		texts = append(texts, "Offline: the files are compared with what the last apply has written. Changes made on Whop since then are not seen.")
	}
	texts = append(texts, links(p), narrowed(p.Options), overPulls(p), waiting(p), past(p))
	texts = append(texts, Seeds(p)...)
	for i := range p.Changes {
		texts = append(texts, remains(&p.Changes[i], again))
	}
	return append(proseRows(append(texts, elsewhere(p.Unmanaged, p.Unknown)...)), recreation(p.Unknown, again)...)
}

// elsewhere says what nothing was compared with.
func elsewhere(objects []plan.Unmanaged, u []plan.Unknown) []string {
	return append([]string{unmanaged(objects)}, unknown(u)...)
}

const whyPlain = "the account's route, of which addresses are made, could not be read. Give the address of lessons as lesson_url: in " + spec.ConfigFile + "."

// links says where links between lessons lead, where that is news.
func links(p *plan.Plan) string {
	relinked := changesOf(p, isRelinked)
	switch {
	case p.PlainLinks == 1:
		return "The link between lessons becomes plain text on Whop: " + whyPlain
	case p.PlainLinks > 0:
		return fmt.Sprintf("The %d links between lessons become plain text on Whop: %s", p.PlainLinks, whyPlain)
	case len(relinked) > 0:
		return fmt.Sprintf("Links between lessons lead to %s from now on: nothing else changes in %s. To give other addresses: lesson_url: in %s.",
			OneLine(p.LessonURL), counted(len(relinked), "text"), spec.ConfigFile)
	}
	return ""
}

// overPulls names what may undo an edit that was pulled elsewhere.
func overPulls(p *plan.Plan) string {
	changes := changesOf(p, isOverPull)
	if len(changes) == 0 {
		return ""
	}
	var targets []course.Address
	for _, c := range changes {
		targets = append(targets, c.Address)
	}
	return fmt.Sprintf("%s: this replaces what was edited on Whop and pulled into files since the last apply. If these files have not got that pull, merge it first.",
		joined(targets, addressName))
}

func narrowed(o plan.Options) string {
	due, to, without := "", "", ""
	if o.Due {
		due = "to lessons that an apply has scheduled and whose publish_at has come (--due)"
	}
	if len(o.Targets) > 0 {
		to = "to " + joined(o.Targets, addressName) + " (--target)"
	}
	if len(o.Exclude) > 0 {
		without = "by leaving out " + joined(o.Exclude, addressName) + " (--exclude)"
	}
	if due+to+without == "" {
		return ""
	}
	return "This run is narrowed " + list(due, to, without) + "; what lies outside is left as it is."
}

func remains(c *plan.Change, again Again) string {
	address := addressName(c.Address)
	switch c.Removed {
	case plan.Kept:
		return address + " is no longer in the files; it stays on Whop as it is." + rekeyed(c)
	case plan.KeptHidden:
		return address + " is no longer in the files; on Whop it is already hidden, and stays as it is." + rekeyed(c)
	case plan.KeptEmpty:
		text := address + " is no longer in the files, and stays on Whop, where no chapter can be hidden: students see it empty." + rekeyed(c)
		return text + " To destroy it with all that is in it, write `- {address: " + address + ", action: delete}` under removed: in " +
			spec.ConfigFile + ", and: " + again.with(allowDelete)
	case plan.Forgotten:
		return address + " is gone from the files and from Whop; it is forgotten."
	}
	return ""
}

// rekeyed says how to keep an object whose file has another key now, "" for any other.
func rekeyed(c *plan.Change) string {
	if c.Rekeyed == nil {
		return ""
	}
	return fmt.Sprintf(" %s has another key now, and so is a new %s. To keep the old one, with its students' progress, write there: `key: %s`",
		OneLine(c.Rekeyed.Path), c.Kind, OneLine(c.Rekeyed.Key))
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
	counts := list(some(kinds[course.KindCourse], "course"), some(kinds[course.KindChapter], "chapter"), some(kinds[course.KindLesson], "lesson"))
	verbs := "are not managed by these files and stay as they are"
	if len(objects) == 1 {
		verbs = "is not managed by these files and stays as it is"
	}
	return fmt.Sprintf("%s on Whop %s: %s.", counts, verbs, firstOf(titles, fewNames))
}

// unknown says what could not be compared, once for each reason.
func unknown(objects []plan.Unknown) []string {
	var texts []string
	for _, group := range groupBy(objects, unknownWords) {
		var names []string
		for _, u := range group {
			names = append(names, addressName(u.Address))
		}
		texts = append(texts, fmt.Sprintf("%s could not be compared: %s. Reason: %s.",
			counted(len(group), "object"), firstOf(names, fewNames), OneLine(unknownWords(group[0]))))
	}
	return texts
}

// recreation says how to create what is only perhaps hidden.
func recreation(objects []plan.Unknown, again Again) []row {
	if !slices.ContainsFunc(objects, func(u plan.Unknown) bool { return u.Cause == plan.MaybeHidden }) {
		return nil
	}
	return []row{prose("If what may be hidden was deleted on Whop, to create it again:"), command(again.with(allowRecreate))}
}

// unknownWords say why something could not be compared.
func unknownWords(u plan.Unknown) string {
	switch u.Cause {
	case plan.NotListed:
		return "it exists, and this key does not see it in its course (keys without courses:update do not see hidden lessons)"
	case plan.MaybeHidden:
		return "it was hidden when it was last seen, and this key sees no hidden lesson (that takes courses:update)"
	}
	return string(u.Cause)
}
