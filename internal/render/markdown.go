package render

import (
	"fmt"
	"html"
	"io"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/plan/planfile"
)

// InLog says where the rest of a plan is that does not fit, where nothing nearer has it.
const InLog = "the plan in the log"

// Markdown writes a plan as a comment for a pull request on GitHub, in at most limit
// bytes: GitHub refuses longer comments and drops longer step summaries without a word. rest says,
// in Markdown, where what does not fit is found: "the plan in the log".
//
// How much changes comes first, then what is dangerous: what apply would refuse, what is destroyed,
// hidden or moved. What is new and the diffs come last, folded. A list that does not fit ends with how
// many are missing.
func Markdown(w io.Writer, p *plan.Plan, limit int, rest string) error {
	head, foot := planHeader(p), ""
	if hasFingerprint(p) {
		foot = fmt.Sprintf("Fingerprint: `%s`\n", planfile.Fingerprint(p))
	}
	c := comment{room: limit - len(head) - len(foot) - reserved - 9*len(rest), rest: rest}
	if c.room < 0 {
		return fmt.Errorf("%w: %d bytes", ErrNoRoom, limit)
	}
	c.text.WriteString(head)
	writeList(&c, "apply would refuse", groupBy(worded(p.Refusals, anywhere(p)), reasonOf), refusalItem)
	for _, r := range risks {
		objects := changesOf(p, r.holds)
		writeList(&c, counted(len(objects), "object")+" "+r.title, objects, riskItem)
	}
	courses := nodesOf(p)
	places := nodesWith(courses, func(b *node) bool { return b.change.Move != nil || !b.change.Previous.IsZero() && !b.carried })
	writeList(&c, counted(len(places), "object")+" moved", places, movedItem)
	drifted := changesOf(p, hasDrift)
	writeList(&c, "Drift: "+counted(len(drifted), "object")+" changed on Whop and left alone", drifted, driftItem)
	again := anywhere(p)
	writeList(&c, "Notes", notesOf(append(driftWays(p, again), noteRows(p, again)...)), noteItem)
	inTree := map[course.Address]bool{}
	trees := nodesWith(courses, func(b *node) bool {
		isNew := b.isNew() && (b.change.Kind != course.KindLesson || inTree[b.change.Address.Parent()])
		inTree[b.change.Address] = isNew
		return isNew && !inTree[b.change.Address.Parent()]
	})
	treeShare := max(leastShare, c.room/4/max(1, len(trees)))
	writeList(&c, "New", trees, func(b *node) string { return treeItem(b, treeShare) })
	changes := changesOf(p, func(c *plan.Change) bool { return isDetailed(c) && !inTree[c.Address] })
	share := max(leastShare, c.room/max(1, len(changes)))
	open := p.Count().Update <= 3
	writeList(&c, "Changes", changes, func(c *plan.Change) string { return changeItem(c, open, share) })
	c.text.WriteString(foot)
	_, err := io.WriteString(w, Mask(c.text.String()))
	return err
}

func planHeader(p *plan.Plan) string {
	const longest = 60
	text := fmt.Sprintf("### whopsync: %s\n\n**%s**\n\n", code(clip(p.Environment, longest)), Summary(p))
	if counts := overview(p); counts != "" {
		text += counts + "\n\n"
	}
	if p.Unsettled != "" {
		why, who, _ := strings.Cut(p.Unsettled, ": ")
		text += "**Note:** " + phrase(clip(why, 3*longest))
		if who != "" {
			text += ": " + code(clip(who, 5*longest))
		}
		text += "\n\n"
	}
	if where := foreignHost(p); where != "" {
		text += fmt.Sprintf("**Not on a host of Whop's, but at %s**\n\n", code(clip(where, 5*longest)))
	}
	return text
}

// risks are what a reviewer must not miss, the worst first.
var risks = []struct {
	title string
	holds func(*plan.Change) bool
}{

	{"will be destroyed", func(c *plan.Change) bool { return c.Action == plan.Delete }},
	{"will lose parts, and what students answered in them", func(c *plan.Change) bool { return len(c.Lost) > 0 }},
	{"will be hidden", func(c *plan.Change) bool { return c.Hide }},
	{"in conflict: edited on Whop and in the files", func(c *plan.Change) bool { return fieldsOf(c, inConflict) != nil }},
	{"will be created again, without the students' progress", func(c *plan.Change) bool { return c.Recreate }},
}

func riskItem(c *plan.Change) string {
	text := code(c.Address.String())
	if !c.Previous.IsZero() {
		text = code(c.Previous.String()) + " has moved to " + text
	}
	rows := remarks(c)
	if fields := fieldsOf(c, inConflict); fields != nil {
		rows = append(rows, prose("edited on both sides: "+fieldList(fields)))
	}
	return listItem(text, c, rows)
}

// movedItem says of an object where it goes, and how many come along.
func movedItem(b *node) string {
	item := riskItem(b.change)
	if along := comesAlong(b); along != "" {
		item = strings.TrimSuffix(item, "\n") + "; " + along + "\n"
	}
	return item
}

// listItem names an object on one line, with its rows below.
func listItem(text string, c *plan.Change, rows []row) string {
	text = "- " + text + ": " + code(subject(c))
	for _, r := range rows {
		text += "; " + phrase(strings.Join(strings.Fields(r.text), " "))
	}
	return text + "\n"
}

func driftItem(c *plan.Change) string {
	return detailsBlock(false, c.Address, " has drift", shorten(driftRows(c.Address, c.Drift)[1:]), leastShare)
}

// isDetailed reports what is created or updated. What is destroyed, hidden or only moved
// has been said among the risks.
func isDetailed(c *plan.Change) bool {
	return c.Action == plan.Create || c.Action == plan.Update && len(c.Fields) > 0 && !c.Hide || c.Action != plan.Delete && c.Schedule.IsNew()
}

// treeItem folds what is new in a course or chapter that is new itself.
func treeItem(b *node, share int) string {
	chapters, lessons := b.newIn()
	b, all := b.newOnly(), space{chapters: everyLine, lessons: everyLine}
	rows := all.courseRows(b)
	if b.change.Kind == course.KindChapter {
		rows = all.chapterRows(b, b, 0)
	}
	title := list(" will be created", some(chapters, "chapter"), html.EscapeString(lessonsByType(lessons)))
	return detailsBlock(false, b.change.Address, title, shifted(rows, fieldDepth), share)
}

func changeItem(c *plan.Change, open bool, share int) string {
	rows := append(remarks(c), shorten(fieldRows(c))...)
	if c.Action == plan.Create {
		return listItem(code("+ "+c.Address.String()), c, rows)
	}
	fields := fieldsOf(c, func(plan.FieldChange) bool { return true })
	if c.Schedule.IsNew() {
		fields = append(fields, publishAt)
	}
	return detailsBlock(open, c.Address, ": "+fieldList(fields), rows, share)
}

func refusalItem(group []wordedRefusal) string {
	text := "- " + phrase(group[0].Message) + " " + code(string(group[0].Guard))
	var addresses []string
	for _, r := range group {
		if !r.Address.IsZero() {
			addresses = append(addresses, code(r.Address.String()))
		}
	}
	if addresses != nil {
		text += ": " + firstOf(addresses, manyNames)
	}
	return text + "\n" + adviceText(group[0].Hint)
}

// adviceText keeps the lines of a hint that are there to be pasted.
func adviceText(hint string) string {
	if hint == "" {
		return ""
	}
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
