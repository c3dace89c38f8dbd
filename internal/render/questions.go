package render

import (
	"fmt"
	"path"
	"slices"

	"whopsync/internal/course"
)

// pair is a question or an option before and after: old is nil for a new one, new is nil
// for one that is removed. The plan has decided by the ids which of them stay the same.
type pair[T any] struct {
	old, new *T
	from, to int // from 0
	moved    bool
}

// pairs returns kept and new items in their new order, then the removed ones.
func pairs[T any](before, after []T, id func(T) string) []pair[T] {
	places, kept := map[string]int{}, map[int]bool{}
	for i, old := range before {
		places[id(old)] = i
	}
	all := make([]pair[T], len(after))
	ranks := make([]int, len(after))
	for i := range after {
		all[i], ranks[i] = pair[T]{new: &after[i], to: i}, -1
		if from, ok := places[id(after[i])]; ok && id(after[i]) != "" {
			all[i].old, all[i].from, ranks[i], kept[from] = &before[from], from, from, true
		}
	}
	for _, i := range course.Moved(ranks) {
		all[i].moved = true
	}
	for i := range before {
		if !kept[i] {
			all = append(all, pair[T]{old: &before[i], from: i})
		}
	}
	return all
}

func (p pair[T]) comes() bool { return p.old == nil }
func (p pair[T]) goes() bool  { return p.new == nil }

func (p pair[T]) positions() string { return fmt.Sprintf("position %d → %d", p.from+1, p.to+1) }

func questionPairs(before, after course.QuestionList) []pair[course.Question] {
	return pairs(before, after, func(q course.Question) string { return q.ID })
}

// questionRows returns what differs between two lists of questions, question by question.
func questionRows(before, after course.QuestionList, edited map[string]bool) []row {
	var rows []row
	say := func(s sign, text string) {
		rows = append(rows, row{sign: s, depth: detailDepth, text: text, form: flowing})
	}
	all := questionPairs(before, after)
	for _, p := range all {
		switch {
		case p.comes():
			say(added, fmt.Sprintf("%d. %s", p.to+1, questionFacts(p.new)))
			rows = append(rows, newQuestion(p.new)...)
		case p.goes():
			say(removed, fmt.Sprintf("%d. %s", p.from+1, questionFacts(p.old)))
		default:
			text, reworded := edit(quote(p.old.Text), quote(p.new.Text))
			details := questionDetails(p, edited)
			if p.old.Text != p.new.Text && !reworded {
				details = append([]row{{sign: changed, depth: detailDepth + 2, text: "question = " + text, form: flowing}}, details...)
				text = quote(p.old.Text)
			}
			if details != nil || reworded {
				rows = append(rows, row{sign: changed, depth: detailDepth, text: fmt.Sprintf("%d. %s", p.to+1, text), form: words})
				rows = append(rows, details...)
			}
		}
	}
	return append(rows, wayToReword(all)...)
}

// wayToReword explains how to keep the answers of a question that was reworded.
func wayToReword(all []pair[course.Question]) []row {
	gone := slices.DeleteFunc(slices.Clone(all), func(p pair[course.Question]) bool { return !p.goes() })
	if len(gone) == 0 || !slices.ContainsFunc(all, pair[course.Question].comes) {
		return nil
	}
	note := row{depth: detailDepth, form: flowing}
	note.text = "(what students answered to a question that goes is lost with it; if one that comes is the same, reworded: give the old one back its text, with the key below, apply that, and reword it then, with the key)"
	rows := []row{note}
	for _, p := range gone[:min(len(gone), fewNames)] {
		key := course.KeyOf(p.old.ID, func(string) bool { return false })
		rows = append(rows, row{depth: detailDepth + 1, text: "key: " + key + "  # of " + quote(p.old.Text)})
	}
	return rows
}

func questionFacts(q *course.Question) string {
	facts := OneLine(q.Type)
	if len(q.Options) > 0 {
		facts = list(facts, counted(len(q.Options), "option"))
	}
	return quote(q.Text) + " (" + facts + ")"
}

// newQuestion returns what a question that comes asks for.
func newQuestion(q *course.Question) []row {
	var rows []row
	say := func(text string) {
		rows = append(rows, row{sign: added, depth: detailDepth + 2, text: text, form: flowing})
	}
	if q.Image != nil {
		say("image = " + fileName(*q.Image))
	}
	if q.Answer != nil && len(q.Options) == 0 {
		say("answer = " + quote(*q.Answer))
	}
	return append(rows, optionRows(nil, q.Options)...)
}

// questionDetails returns what differs between two forms of one question. Where there are
// options, they tell the answer.
func questionDetails(p pair[course.Question], edited map[string]bool) []row {
	var rows []row
	say := func(s sign, text string) {
		rows = append(rows, row{sign: s, depth: detailDepth + 2, text: text, form: flowing})
	}
	differ := func(what, old, new string) {
		if old != new {
			say(changed, what+" = "+old+" -> "+new)
		}
	}
	before, after := p.old, p.new
	differ("type", OneLine(before.Type), OneLine(after.Type))
	if after.Answer != nil && len(after.Options) == 0 {
		differ("answer", answer(before.Answer), answer(after.Answer))
	}
	if !sameImage(before.Image, after.Image, edited) {
		say(changed, "image = "+imageName(before.Image)+" -> "+imageName(after.Image))
	}
	rows = append(rows, optionRows(before.Options, after.Options)...)
	if p.moved {
		say(moved, p.positions())
	}
	return rows
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
	say := func(s sign, text string) {
		rows = append(rows, row{sign: s, depth: detailDepth + 2, text: text, form: flowing})
	}
	all := pairs(before, after, func(o course.Option) string { return o.ID })
	for _, p := range all {
		switch {
		case p.comes():
			say(added, option(*p.new))
			continue
		case p.goes():
			say(removed, option(*p.old))
			continue
		}
		if p.old.Text != p.new.Text {
			say(changed, "option "+quote(p.old.Text)+" -> "+quote(p.new.Text))
		}
		if was, is := correct(p.old.Correct), correct(p.new.Correct); was != is && p.new.Correct != nil {
			say(changed, "option "+quote(p.new.Text)+": "+was+" -> "+is)
		}
		if p.moved {
			say(moved, "option "+quote(p.new.Text)+": "+p.positions())
		}
	}
	if slices.ContainsFunc(all, pair[course.Option].comes) && slices.ContainsFunc(all, pair[course.Option].goes) {
		const text = "(an option stays the same one with most of its text; or in its place, where no other comes or goes and any word of the old options is left)"
		rows = append(rows, row{depth: detailDepth + 2, text: text, form: flowing})
	}
	return rows
}

func option(o course.Option) string {
	text := "option " + quote(o.Text)
	if o.Correct != nil && *o.Correct {
		text += " (correct)"
	}
	return text
}

func correct(known *bool) string {
	switch {
	case known == nil:
		return "(not shown)"
	case *known:
		return "correct"
	}
	return "not correct"
}
