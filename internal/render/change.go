package render

import (
	"cmp"
	"fmt"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/plan"
)

// changeRows returns what the plan does to one object; nothing when it does nothing. An
// object that has moved and changes as well has a heading for each.
func changeRows(c *plan.Change) []row {
	var rows []row
	head := func(text string) { rows = append(rows, row{sign: heading, depth: headDepth, text: text}) }
	address := addressName(c.Address)
	if !c.Previous.IsZero() {
		head(addressName(c.Previous) + " has moved to " + address)
	}
	if what := fate(c); what != "" {
		head(address + " " + what)
	}
	if rows == nil {
		return nil
	}
	rows = append(rows, row{sign: signOf(c), depth: headDepth, text: subject(c)})
	rows = append(rows, remarks(c)...)
	return append(append(rows, fieldRows(c)...), wholeTexts(c)...)
}

// wholeTexts returns the text and the questions that come with a new object, line by line.
func wholeTexts(c *plan.Change) []row {
	if c.Action != plan.Create {
		return nil
	}
	var rows []row
	say := func(f course.Field, lines []row) {
		if lines != nil {
			rows = append(append(rows, row{sign: added, depth: fieldDepth, text: string(f) + ":"}), lines...)
		}
	}
	for _, f := range c.Fields {
		switch value := f.After.(type) {
		case course.Body:
			var lines []row
			if text := course.NormalText(value.Text); text != "" {
				for line := range strings.SplitSeq(text, "\n") {
					lines = append(lines, bodyRow(added, line))
				}
			}
			say(f.Field, lines)
		case course.QuestionList:
			say(f.Field, questionRows(nil, value, nil))
		}
	}
	return rows
}

// fate says in a sentence what happens to an object besides that it moves.
func fate(c *plan.Change) string {
	switch {
	case c.Action == plan.Create:
		return "will be created"
	case c.Action == plan.Delete:
		return "will be destroyed"
	case c.Hide:
		return "will be hidden"
	case c.Action == plan.NoOp && c.Schedule.IsPast():
		return "will get a date that is past"
	case c.Action == plan.NoOp && c.Schedule.IsNew():
		return "will be scheduled"
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
			facts = append(facts, seenInWords(c, OneLine(bare(whole(c, f)))))
		}
	}
	if len(facts) > 0 {
		text += " (" + strings.Join(facts, ", ") + ")"
	}
	return text
}

// remarks say what the fields do not: at what price, on what evidence, from where to where.
func remarks(c *plan.Change) []row {
	rows := append(againRows(c), lossRows(c.Lost)...)
	rows = append(rows, leftRows(c)...)
	if c.Impact != nil && c.Left == nil {
		rows = append(rows, remark(impact(*c.Impact, "here")))
	}
	switch {
	case c.Hide && c.Kind == course.KindCourse:
		rows = append(rows, remark("its file is gone; a course is hidden and never destroyed, and each lesson in it is named by itself"))
	case c.Hide:
		rows = append(rows, remark("its file is gone; students keep their progress, and bringing the file back shows it again"))
	}
	if text := rekeyed(c); text != "" {
		rows = append(rows, remark(strings.TrimSpace(text)))
	}
	if text := dueInWords(c); text != "" {
		rows = append(rows, remark(text))
	}
	if c.MovedBecause != "" {
		rows = append(rows, remark(recognised(c)))
	}
	if c.Insertion != nil && !c.Insertion.Last {
		rows = append(rows, remark(insertionInWords(c.Insertion)))
	}
	if c.Move != nil {
		rows = append(rows, row{sign: moved, depth: fieldDepth, text: moveInWords(c.Move)})
	}
	return rows
}

func remark(text string) row { return row{depth: fieldDepth, text: text, form: flowing} }

func againRows(c *plan.Change) []row {
	if !c.Recreate {
		return nil
	}
	return []row{remark("created again: it is not on Whop any more, so this will be a new object, without its students' progress")}
}

// leftRows say of a lesson that has come from another course what stays there.
func leftRows(c *plan.Change) []row {
	if c.Left == nil {
		return nil
	}
	rows := []row{remark("it was " + addressName(c.Left.Address) + ", which stays in its course: Whop moves no lesson to another one; its students' progress stays there, and here it is a new lesson")}
	if c.Impact != nil {
		rows = append(rows, remark(impact(*c.Impact, "there")))
	}
	return rows
}

func recognised(c *plan.Change) string {
	return "recognised by " + cmp.Or(evidenceWords[c.MovedBecause], OneLine(string(c.MovedBecause)))
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

var evidenceWords = map[identity.Evidence]string{
	identity.ByKey:        "its key",
	identity.ByAnswer:     "whopsync.yaml",
	identity.ByName:       "its file name",
	identity.ByLessons:    "its lessons",
	identity.BySimilarity: "its similar text",
}

// insertionInWords says where something new comes when it is not at the end, where all new comes.
func insertionInWords(s *plan.Insertion) string {
	if s.Behind == "" {
		return "comes first"
	}
	return "comes after " + quote(s.Title)
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
