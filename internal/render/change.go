package render

import (
	"fmt"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/plan"
)

// changeRows returns what the plan does to one object; nothing when it does nothing.
func changeRows(c *plan.Change) []row {
	if !acts(c) {
		return nil
	}
	var rows []row
	for _, text := range headings(c) {
		rows = append(rows, row{sign: heading, depth: headDepth, text: text})
	}
	rows = append(rows, row{sign: signOf(c), depth: headDepth, text: subject(c)})
	rows = append(rows, remarks(c)...)
	return append(rows, fieldRows(c)...)
}

// acts reports whether a change is more than a remark.
func acts(c *plan.Change) bool { return c.Action != plan.NoOp || !c.Previous.IsZero() }

// headings say in a sentence what happens. An object that has moved and changes as well
// gets one for each.
func headings(c *plan.Change) []string {
	var texts []string
	address := addressName(c.Address)
	if !c.Previous.IsZero() {
		texts = append(texts, addressName(c.Previous)+" has moved to "+address)
	}
	if what := fate(c); what != "" {
		texts = append(texts, address+" "+what)
	}
	return texts
}

func fate(c *plan.Change) string {
	switch {
	case c.Action == plan.Create:
		return "will be created"
	case c.Action == plan.Delete:
		return "will be destroyed"
	case c.Hide:
		return "will be hidden"
	case c.Action == plan.Update && (len(c.Fields) > 0 || c.Previous.IsZero()):
		return "will be updated in-place"
	}
	return ""
}

// subject names the object. What comes or goes as a whole has its kind of content and
// its visibility here, so that a thousand new lessons stay readable.
func subject(c *plan.Change) string {
	text := fmt.Sprintf("%s %s", c.Kind, quote(c.Title))
	var facts []string
	for _, f := range c.Fields {
		if inSubject(c, f) && f.Field != course.Title {
			facts = append(facts, oneLine(bare(whole(c, f))))
		}
	}
	if len(facts) > 0 {
		text += " (" + strings.Join(facts, ", ") + ")"
	}
	return text
}

// remarks say what the fields do not: at what price, on what evidence, from where to where.
func remarks(c *plan.Change) []row {
	var rows []row
	say := func(text string) {
		rows = append(rows, row{depth: fieldDepth, text: text, form: flowing})
	}
	if c.Recreate {
		say("created again: it is not seen on Whop any more, and this will be a new object, without its students' progress")
	}
	where := "here"
	if c.Left != nil {
		where = "there"
		say("it was " + c.Left.Address.String() + ", which stays in its course: Whop moves no lesson to another one; its students' progress stays there, and here it is a new lesson")
	}
	if c.Impact != nil {
		say(impact(*c.Impact, where))
	}
	switch {
	case c.Hide && c.Kind == course.KindCourse:
		say("its file is gone; a course is hidden and never destroyed, and what happens in it is said of each lesson")
	case c.Hide:
		say("its file is gone; students keep their progress, and bringing the file back shows it again")
	}
	if c.MovedBecause != "" {
		say("recognised by " + evidence(c.MovedBecause))
	}
	if c.Insertion != nil && !c.Insertion.Last {
		say(insertionInWords(c.Insertion))
	}
	if c.Move != nil {
		rows = append(rows, row{sign: moved, depth: fieldDepth, text: moveInWords(c.Move)})
	}
	return rows
}

func impact(i plan.Impact, where string) string {
	switch {
	case !i.Known:
		return "students' progress " + where + " is unknown and counts as some"
	case i.Students == 0:
		return "no student has progress " + where
	case i.Students == 1:
		return fmt.Sprintf("1 student has progress %s, %s completed", where, grouped(i.Completed))
	}
	return fmt.Sprintf("%s have progress %s, %s completed", counted(i.Students, "student"), where, grouped(i.Completed))
}

func evidence(e identity.Evidence) string {
	switch e {
	case identity.ByKey:
		return "its key"
	case identity.ByAnswer:
		return "whopsync.yaml"
	case identity.ByName:
		return "its file name"
	case identity.ByLessons:
		return "its lessons"
	case identity.BySimilarity:
		return "its similar text"
	}
	return oneLine(string(e))
}

// insertionInWords says where something new comes when it is not at the end, where all new comes.
func insertionInWords(s *plan.Insertion) string {
	if s.Behind == "" {
		return "comes first"
	}
	return "comes behind " + quote(s.Title)
}

func moveInWords(p *plan.Move) string {
	positions := fmt.Sprintf("position %d → %d", p.FromRank, p.ToRank)
	if p.ChangesChapter() {
		return fmt.Sprintf("from %s to %s, %s", quote(p.From), quote(p.To), positions)
	}
	if p.To != "" {
		positions += " in " + quote(p.To)
	}
	return positions
}
