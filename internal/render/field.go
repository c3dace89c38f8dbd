package render

import (
	"path"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// fieldRows returns the fields of a change: first the fields of one line, with aligned
// equal signs, then the differences in texts and questions.
func fieldRows(c *plan.Change) []row {
	var lines []assignment
	var blocks []row
	for _, f := range c.Fields {
		if c.Action == plan.Create || c.Action == plan.Delete {
			if value := whole(c, f); !isEmpty(value) && !inSubject(c, f) {
				lines = append(lines, assignment{f.Field, wholeInWords(f, value)})
			}
		} else if rows := blockRows(f); rows != nil {
			blocks = append(blocks, rows...)
		} else {
			lines = append(lines, assignment{f.Field, transition(f)})
		}
	}
	return append(aligned(signOf(c), append(lines, scheduleLines(c)...)), blocks...)
}

// assignment is a field that fits on a line.
type assignment struct {
	field course.Field
	value string
}

func aligned(s sign, lines []assignment) []row {
	width := 0
	for _, a := range lines {
		width = max(width, len(a.field))
	}
	rows := make([]row, len(lines))
	for i, a := range lines {
		padding := strings.Repeat(" ", width-len(a.field))
		rows[i] = row{sign: s, depth: fieldDepth, text: string(a.field) + padding + " = " + a.value, form: flowing}
	}
	return rows
}

// wholeInWords says a value that comes or goes with its object.
func wholeInWords(f plan.FieldChange, value course.Value) string {
	text := inWords(value)
	if f.Field != course.Content {
		return text
	}
	if _, rich := richOf(value); !rich {
		text = size(bare(value))
	}
	if len(f.Files) > 0 {
		names := joined(f.Files, func(file plan.ShownFile) string { return OneLine(file.Path) })
		text += ", " + counted(len(f.Files), "file") + ": " + names
	}
	return text
}

// inSubject reports fields of an object that comes or goes which subject tells already.
func inSubject(c *plan.Change, f plan.FieldChange) bool {
	value := whole(c, f)
	switch f.Field {
	case course.LessonType, course.Visibility:
		_, isText := value.(course.Text)
		return isText
	case course.Title:
		return value != nil && bare(value) == c.Title
	}
	return false
}

// whole returns the value that comes or goes with the object; nil for an update.
func whole(c *plan.Change, f plan.FieldChange) course.Value {
	switch c.Action {
	case plan.Create:
		return f.After
	case plan.Delete:
		return f.Before
	}
	return nil
}

func signOf(c *plan.Change) sign {
	switch {
	case c.Action == plan.Create:
		return added
	case c.Action == plan.Delete:
		return removed
	case len(c.Fields) == 0 && !c.Schedule.IsNew():
		return moved
	}
	return changed
}

// isEmpty reports values of which nothing is said.
func isEmpty(v course.Value) bool { return v == nil || isText(v) && bare(v) == "" }

func transition(f plan.FieldChange) string {
	if f.Unverifiable {
		return inWords(f.After) + " (not verifiable: Whop never shows it)"
	}
	return inWords(f.Before) + " -> " + inWords(f.After) + edited(f)
}

// edited says that a file keeps its name and has other bytes.
func edited(f plan.FieldChange) string {
	before, hadFile := f.Before.(course.File)
	after, hasFile := f.After.(course.File)
	if hadFile && hasFile && before.Name == path.Base(after.Path) {
		return " (edited)"
	}
	return ""
}

// blockRows returns the rows of a field that needs several lines, nil for others.
func blockRows(f plan.FieldChange) []row {
	details := detailRows(f)
	if details == nil {
		return nil
	}
	title := string(f.Field) + sharedIn(f.Shared)
	if f.Conflict {
		title += ": conflict, it was changed on Whop (-) and in the files (+)"
	}
	return append([]row{{sign: changed, depth: fieldDepth, text: title}}, details...)
}

// sharedIn names the files in which what differs may stand, where that is not the lesson's.
func sharedIn(files []string) string {
	if len(files) == 0 {
		return ""
	}
	return " (in " + joined(files, OneLine) + ")"
}

func detailRows(f plan.FieldChange) []row {
	before, hadQuestions := f.Before.(course.QuestionList)
	after, hasQuestions := f.After.(course.QuestionList)
	switch {
	case f.HidesLosses():
		return []row{
			{sign: changed, depth: detailDepth, text: transition(f)},
			{depth: detailDepth, text: "(Whop does not show its questions here, so the plan cannot say which of them would be destroyed; the plan of an apply says it)", form: flowing},
		}
	case f.Before != nil && (hadQuestions || hasQuestions): // none is an empty list or null
		return orSame(questionRows(before, after, changedFiles(f)))
	case f.Field == course.Attachments && !f.Conflict:
		return attachmentRows(f)
	case isDiffable(f.Field, f.Before, f.After):
		rows := orSame(append(diffRows(asWritten(f), longText(f.After)), shownRows(f)...))
		return append(richTextRows(f.Before, "; it becomes Markdown there"), rows...)
	case f.Conflict:
		return []row{
			{sign: removed, depth: detailDepth, text: "Whop shows:    " + inWords(f.Before)},
			{sign: added, depth: detailDepth, text: "the files say: " + inWords(f.After)},
		}
	}
	return nil
}

// orSame says that nothing differs as far as it can be shown, rather than nothing.
func orSame(rows []row) []row {
	if rows == nil {
		return []row{{depth: detailDepth, text: "(no visible difference)"}}
	}
	return rows
}

// isDiffable reports texts of which a diff says more than the two of them.
func isDiffable(field course.Field, before, after course.Value) bool {
	return isText(before) && isText(after) && (field == course.Content || strings.Contains(longText(before)+longText(after), "\n"))
}

// richTextRows says that a text shown as Markdown is rich text on Whop, and names the parts
// that Markdown cannot express: the diff does not have them.
func richTextRows(live course.Value, consequence string) []row {
	doc, ok := richOf(live)
	if !ok {
		return nil
	}
	text := "on Whop this is rich text from the dashboard's editor, shown here as Markdown"
	if _, lost := doc.Markdown(); len(lost) > 0 {
		text += ", which has no " + strings.Join(lost, ", ")
	}
	return []row{{depth: detailDepth, text: "(" + text + consequence + ")", form: flowing}}
}
