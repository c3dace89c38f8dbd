package render

import (
	"cmp"
	"fmt"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// questionRows returns what differs between two lists of questions, question by question:
// those that stay or come in their new order, then those that go.
func questionRows(before, after course.QuestionList, edited map[string]bool) []row {
	var rows []row
	comes, goes := false, false
	origin := byID(questionIDs(before), questionIDs(after))
	kept, strays := map[int]bool{}, outOfOrder(origin)
	for i, q := range after {
		from := origin[i]
		if from < 0 {
			comes = true
			rows = append(rows, row{sign: added, depth: detailDepth, text: fmt.Sprintf("%d. %s (%s)", i+1, quote(q.Text), questionFacts(q))})
			rows = append(rows, newQuestion(q)...)
			continue
		}
		kept[from] = true
		details := questionDetails(before[from], q, edited)
		if strays[i] {
			details = append(details, row{sign: moved, depth: detailDepth + 2, text: fmt.Sprintf("position %d → %d", from+1, i+1)})
		}
		if len(details) > 0 {
			rows = append(rows, row{sign: changed, depth: detailDepth, text: fmt.Sprintf("%d. %s", i+1, quote(before[from].Text))})
			rows = append(rows, details...)
		}
	}
	for i, q := range before {
		if !kept[i] {
			goes = true
			rows = append(rows, row{sign: removed, depth: detailDepth, text: fmt.Sprintf("%d. %s (%s)", i+1, quote(q.Text), questionFacts(q))})
		}
	}
	if goes {
		rows = append(rows, lostAnswers(comes))
	}
	return rows
}

// lostAnswers says what goes with a question. Where others come, one of them may be the same
// in other words: then the author can say so.
func lostAnswers(comes bool) row {
	text := "what students answered to a question that goes is lost with it"
	if comes {
		text += "; one that is only reworded keeps them where no other comes or goes in the same run, or where an earlier apply knew its `key:`"
	}
	return row{depth: detailDepth, text: "(" + text + ")", form: flowing}
}

// losesAnswers reports whether questions of a lesson go that students may have answered.
func losesAnswers(c *plan.Change) bool {
	for _, f := range c.Fields {
		before, _ := f.Before.(course.QuestionList)
		after, _ := f.After.(course.QuestionList)
		if c.Action == plan.Update && f.Field == course.Questions && len(before) > countKept(byID(questionIDs(before), questionIDs(after))) {
			return true
		}
	}
	return false
}

func countKept(origin []int) int {
	kept := 0
	for _, from := range origin {
		if from >= 0 {
			kept++
		}
	}
	return kept
}

func questionFacts(q course.Question) string {
	facts := oneLine(q.Type)
	if len(q.Options) > 0 {
		facts = list(facts, counted(len(q.Options), "option"))
	}
	return facts
}

// newQuestion returns what a question that comes asks for.
func newQuestion(q course.Question) []row {
	var rows []row
	say := func(text string) { rows = append(rows, row{sign: added, depth: detailDepth + 2, text: text}) }
	if q.Image != nil {
		say("image = " + fileName(*q.Image))
	}
	if q.Answer != nil && len(q.Options) == 0 {
		say("answer = " + quote(*q.Answer))
	}
	for _, o := range q.Options {
		say("option " + quote(o.Text) + correct(o.Correct, " (correct)", ""))
	}
	return rows
}

// questionDetails returns what differs between two forms of one question. Where there are
// options, they tell the answer.
func questionDetails(before, after course.Question, edited map[string]bool) []row {
	var rows []row
	differ := func(what, old, new string) {
		if old != new {
			rows = append(rows, row{sign: changed, depth: detailDepth + 2, text: what + " = " + old + " -> " + new})
		}
	}
	differ("question", quote(before.Text), quote(after.Text))
	differ("type", oneLine(before.Type), oneLine(after.Type))
	if after.Answer != nil && len(after.Options) == 0 {
		differ("answer", answer(before.Answer), answer(after.Answer))
	}
	if !sameImage(before.Image, after.Image, edited) {
		differ("image", imageName(before.Image), imageName(after.Image))
	}
	return append(rows, optionRows(before.Options, after.Options)...)
}

func answer(a *string) string {
	if a == nil {
		return "(not shown)"
	}
	return quote(*a)
}

// sameImage goes by the name, which is all that Whop and the files have in common.
func sameImage(before, after *course.File, edited map[string]bool) bool {
	if before == nil || after == nil {
		return before == after
	}
	return before.Name == path.Base(after.Path) && !edited[after.Path]
}

func imageName(f *course.File) string {
	if f == nil {
		return "none"
	}
	return fileName(*f)
}

func optionRows(before, after []course.Option) []row {
	var rows []row
	comes, goes := false, false
	say := func(s sign, text string) {
		comes, goes = comes || s == added, goes || s == removed
		rows = append(rows, row{sign: s, depth: detailDepth + 2, text: text})
	}
	origin := byID(optionIDs(before), optionIDs(after))
	kept, strays := map[int]bool{}, outOfOrder(origin)
	for i, o := range after {
		from := origin[i]
		if from < 0 {
			say(added, "option "+quote(o.Text)+correct(o.Correct, " (correct)", ""))
			continue
		}
		kept[from] = true
		old := before[from]
		if old.Text != o.Text {
			say(changed, "option "+quote(old.Text)+" -> "+quote(o.Text))
		}
		if was, is := correct(old.Correct, "correct", "not correct"), correct(o.Correct, "correct", "not correct"); was != is && o.Correct != nil {
			say(changed, "option "+quote(o.Text)+": "+was+" -> "+is)
		}
		if strays[i] {
			say(moved, fmt.Sprintf("option %s: position %d → %d", quote(o.Text), from+1, i+1))
		}
	}
	for i, o := range before {
		if !kept[i] {
			say(removed, "option "+quote(o.Text)+correct(o.Correct, " (correct)", ""))
		}
	}
	if comes && goes {
		const text = "(an option that is only reworded stays the same one where no other comes or goes in the same run)"
		rows = append(rows, row{depth: detailDepth + 2, text: text, form: flowing})
	}
	return rows
}

func correct(known *bool, yes, no string) string {
	switch {
	case known == nil && no == "":
		return ""
	case known == nil:
		return "(not shown)"
	case *known:
		return yes
	}
	return no
}

// byID returns what each of the new was among the old, -1 for nothing. The ids are what is
// sent: the plan has weighed all that speaks for one being the other, and nothing is shown as
// changed that is made anew.
func byID(before, after []string) []int {
	places := map[string]int{}
	for i, id := range before {
		places[id] = i
	}
	origin := make([]int, len(after))
	for i, id := range after {
		from, kept := places[id]
		if !kept || id == "" {
			from = -1
		}
		origin[i] = from
	}
	return origin
}

func questionIDs(questions course.QuestionList) []string {
	ids := make([]string, len(questions))
	for i, q := range questions {
		ids[i] = q.ID
	}
	return ids
}

func optionIDs(options []course.Option) []string {
	ids := make([]string, len(options))
	for i, o := range options {
		ids[i] = o.ID
	}
	return ids
}

// outOfOrder marks the fewest that must have moved for the others to stand in their old
// order: those outside of a longest ascending run of origins.
func outOfOrder(origin []int) []bool {
	strays := make([]bool, len(origin))
	previous := make([]int, len(origin))
	var ends []int // ends[n] is the smallest end of an ascending run of n+1
	for i, from := range origin {
		if from < 0 {
			continue
		}
		strays[i] = true
		n, _ := slices.BinarySearchFunc(ends, from, func(end, from int) int { return cmp.Compare(origin[end], from) })
		previous[i] = -1
		if n > 0 {
			previous[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = previous[i] {
			strays[i] = false
		}
	}
	return strays
}
