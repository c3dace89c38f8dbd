package render

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/identity"
	"whopsync/internal/plan"
)

// space is how much an outline shows of what is new, and of what is changed: nobody reads a long plan
// line by line, and it ends above a question.
type space struct {
	chapters, lessons int  // of a new course, of a new chapter
	brief             bool // of an object that changes, name texts and lists alone
}

// An outline has about mostNew lines for new chapters and their lessons, and says what differs in at most
// mostChanged objects. Of a chapter that exists, it shows mostLessons new lessons.
const (
	mostNew     = 16
	mostChanged = 20
	mostLessons = 10
)

// everyLine is room for all.
const everyLine = math.MaxInt

func spaceFor(courses []*node) space {
	chapters, lessons, changed := 0, 0, 0
	for _, n := range nodesWith(courses, func(*node) bool { return true }) {
		switch {
		case n.change.Kind == course.KindChapter && n.isNew():
			chapters, lessons = chapters+1, lessons+len(n.below)
		case n.change.Action == plan.Update && len(n.change.Fields) > 0:
			changed++
		}
	}
	s := space{chapters: everyLine, lessons: everyLine, brief: changed > mostChanged}
	if chapters+lessons > mostNew {
		const fewest = 2 // and a line for the chapter, and one that counts the others
		s.chapters, s.lessons = mostNew, mostNew/max(1, chapters)-2
		if s.lessons < fewest {
			s.lessons = 0
		}
	}
	return s
}

// outlineBlocks return what a plan makes of each course: one line an object, with what differs below.
func outlineBlocks(p *plan.Plan) [][]row {
	courses := nodesOf(p)
	s := spaceFor(courses)
	var blocks [][]row
	for _, c := range courses {
		blocks = append(blocks, s.courseRows(c))
	}
	if s.brief {
		blocks = append(blocks, []row{{text: "Too many objects change to show texts and lists.", form: flowing, cut: true}})
	}
	return blocks
}

func (s space) courseRows(c *node) []row {
	var rows []row
	depth := 0
	if c.isSaid() {
		rows = s.objectRows(c, depth, false)
	}
	if c.isNew() {
		depth++
	}
	var cut []*node
	for i, chapter := range c.below {
		if i >= s.chapters && chapter.isPlain() {
			cut = append(cut, chapter)
			continue
		}
		rows = append(rows, s.chapterRows(chapter, c, depth)...)
	}
	lessons := 0
	for _, chapter := range cut {
		lessons += len(chapter.below)
	}
	return append(rows, cutRows(depth, list(some(len(cut), "more chapter"), some(lessons, "lesson")))...)
}

func (s space) chapterRows(n, in *node, depth int) []row {
	rows := []row{{depth: depth, text: fmt.Sprintf("Chapter %s of %s", quote(n.change.Title), quote(in.change.Title)), form: title}}
	most := mostLessons
	if n.isSaid() {
		rows = s.objectRows(n, depth, in.isNew())
	}
	if n.isNew() {
		most = s.lessons
	}
	var shown []*node
	cut := 0
	for _, lesson := range n.below {
		if most--; most < 0 && lesson.isPlain() {
			cut++
			continue
		}
		shown = append(shown, lesson)
	}
	for _, alike := range groupBy(shown, sameness) {
		rows = append(rows, s.alikeRows(alike, depth+1, n.isNew())...)
	}
	if n.isNew() && s.lessons == 0 {
		rows[0].cut = rows[0].cut || cut > 0 // the line of the chapter has counted them
		return rows
	}
	return append(rows, cutRows(depth+1, some(cut, "more lesson"))...)
}

// cutRows say what is new beyond what has a line.
func cutRows(depth int, more string) []row {
	if more == "" {
		return nil
	}
	return []row{{depth: depth, text: "… and " + more, cut: true}}
}

// sameness is equal for lessons in which the same changes. What comes, moves or is in conflict has a
// line of its own.
func sameness(n *node) string {
	c := n.change
	isScheduled := c.Action == plan.NoOp && c.Schedule.IsNew()
	if c.Action != plan.Update && !isScheduled || !c.Previous.IsZero() || c.Move != nil || len(c.Fields) == 0 && !c.Schedule.IsNew() || fieldsOf(c, inConflict) != nil {
		return c.Address.String()
	}
	var text strings.Builder
	text.WriteString(dueInWords(c))
	for _, r := range (space{}).bodyRows(c) {
		fmt.Fprintf(&text, "\n%c %s", r.sign, r.text)
	}
	return text.String()
}

// alikeRows returns the lines of lessons in which the same changes: two have a line each.
func (s space) alikeRows(alike []*node, depth int, nested bool) []row {
	const fewest = 3
	if len(alike) < fewest {
		var rows []row
		for _, n := range alike {
			rows = append(rows, s.objectRows(n, depth, nested)...)
		}
		return rows
	}
	names := make([]string, len(alike))
	for i, n := range alike {
		names[i] = addressName(n.change.Address)
	}
	head := row{sign: changed, depth: depth, text: fmt.Sprintf("%s (%s) %s", counted(len(alike), "lesson"), firstOf(names, fewNames), list(fate(alike[0].change), dueInWords(alike[0].change))), form: flowing}
	return withBody(head, ": ", s.bodyRows(alike[0].change))
}

// objectRows returns the line of an object, and below it what differs in it. What is new in something
// new is named without its address.
func (s space) objectRows(n *node, depth int, nested bool) []row {
	c := n.change
	head := row{sign: signOf(c), depth: depth, form: flowing}
	if nested && n.isNew() {
		head.text = subject(c)
	} else {
		head.text = headline(n) + ": " + subject(c)
	}
	if facts := factsOf(n); facts != "" {
		head.text += ", " + facts
	}
	return withBody(head, ", ", s.bodyRows(c))
}

// headline says in a sentence what becomes of an object.
func headline(n *node) string {
	c, what := n.change, fate(n.change)
	address := addressName(c.Address)
	switch {
	case c.Previous.IsZero() || n.carried:
		return address + " " + cmp.Or(what, "will be updated in-place") // what is carried may change its place alone
	case what != "":
		what = " and " + what
	}
	return addressName(c.Previous) + " has moved to " + address + what
}

// factsOf says what fits beside the name of an object: what is in it, on what evidence it was
// recognised, where it comes.
func factsOf(n *node) string {
	c := n.change
	var facts []string
	if n.isNew() {
		chapters, lessons := n.newIn()
		facts = append(facts, some(chapters, "chapter"), lessonsByType(lessons))
	}
	if isObvious := c.MovedBecause == identity.ByLessons && len(n.along) > 0; c.MovedBecause != "" && !n.carried && !isObvious {
		facts = append(facts, recognised(c))
	}
	facts = append(facts, comesAlong(n), dueInWords(c))
	if c.Insertion != nil && !c.Insertion.Last {
		facts = append(facts, insertionInWords(c.Insertion))
	}
	if c.Move != nil {
		facts = append(facts, moveInWords(c.Move))
	}
	return list(facts...)
}

func comesAlong(n *node) string {
	switch along := list(some(n.along[course.KindChapter], "chapter"), some(n.along[course.KindLesson], "lesson")); {
	case along == "":
		return ""
	case n.along[course.KindChapter]+n.along[course.KindLesson] == 1:
		return "its " + along + " comes along"
	default:
		return "its " + along + " come along"
	}
}

// lessonsByType counts new lessons, as in "12 lessons (10 text, 2 quiz)".
func lessonsByType(lessons []*plan.Change) string {
	if len(lessons) == 0 {
		return ""
	}
	var facts []string
	for _, field := range []course.Field{course.LessonType, course.Visibility} {
		values := groupBy(lessons, func(c *plan.Change) string { return newText(c, field) })
		for _, alike := range values {
			value := OneLine(newText(alike[0], field))
			switch {
			case value == "" || value == course.Visible:
			case len(alike) == len(lessons):
				facts = append(facts, value)
			default:
				facts = append(facts, grouped(len(alike))+" "+value)
			}
		}
	}
	return counted(len(lessons), "lesson") + " (" + list(facts...) + ")"
}

// newText is a text that something new has, "" for none.
func newText(c *plan.Change, field course.Field) string {
	i := slices.IndexFunc(c.Fields, func(f plan.FieldChange) bool { return f.Field == field })
	if i < 0 || c.Fields[i].After == nil {
		return ""
	}
	return bare(c.Fields[i].After)
}

// bodyRows return what differs in an object, and what is to be said of something new but that it comes.
func (s space) bodyRows(c *plan.Change) []row {
	rows := slices.Concat(againRows(c), leftRows(c))
	switch {
	case c.Action == plan.Create:
		return rows
	case s.brief && fieldsOf(c, inConflict) == nil && len(c.Fields) > 0:
		return append(rows, briefly(fieldRows(c)))
	}
	return append(rows, shorten(fieldRows(c))...)
}

// briefly returns what changes as one row: values that fit on a line, and the names of texts and lists.
func briefly(rows []row) row {
	var texts []string
	for _, r := range rows {
		if r.depth == fieldDepth {
			texts = append(texts, strings.Join(strings.Fields(r.text), " "))
		}
	}
	return row{sign: changed, depth: fieldDepth, text: strings.Join(texts, ", "), form: flowing}
}

// withBody puts rows below the line of an object. One that fits beside it has no line of its own, and
// neither has the name of a text in which one line differs.
func withBody(head row, separator string, rows []row) []row {
	if len(rows) == 1 && rows[0].sign == changed {
		head.text += separator + rows[0].text
		return []row{head}
	}
	all := []row{head}
	rows = shifted(rows, head.depth-headDepth)
	for i := 0; i < len(rows); i++ {
		r := rows[i]
		isOnly := i+1 < len(rows) && rows[i+1].form == words && (i+2 == len(rows) || rows[i+2].depth <= r.depth)
		if isOnly && r.sign == changed && r.form == asIs {
			r.text, r.form = r.text+": "+rows[i+1].text, words
			i++
		}
		all = append(all, r)
	}
	return all
}

// shifted returns rows so many steps further to the right.
func shifted(rows []row, steps int) []row {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].depth += steps
	}
	return rows
}
