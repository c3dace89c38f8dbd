package render

import (
	"fmt"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/host"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
)

// overview says in a sentence for each kind of change how many objects it is about.
func overview(p *plan.Plan) string {
	var sentences []string
	say := func(what string, objects ...string) {
		if text := list(objects...); text != "" {
			sentences = append(sentences, what+": "+text+".")
		}
	}
	asked, parts := 0, map[plan.LossKind]int{}
	for _, r := range p.Refusals {
		if r.Guard == plan.GuardAmbiguous {
			asked++
		}
	}
	for i := range p.Changes {
		for _, loss := range p.Changes[i].Lost {
			parts[loss.Kind]++
		}
	}
	say("New", countKinds(p, func(c *plan.Change) bool { return c.Action == plan.Create }))
	say("Changed", countKinds(p, func(c *plan.Change) bool { return c.Action == plan.Update && len(c.Fields) > 0 && !c.Hide }))
	say("Scheduled", countKinds(p, func(c *plan.Change) bool { return c.Schedule.IsNew() && !c.Schedule.IsPast() }))
	say("With a publish_at that is past", countKinds(p, func(c *plan.Change) bool { return c.Schedule.IsPast() }))
	say("In conflict", countKinds(p, func(c *plan.Change) bool { return fieldsOf(c, inConflict) != nil }))
	say("Moved", countKinds(p, func(c *plan.Change) bool { return c.Move != nil }))
	changes := byAddress(p)
	say("Renamed in the files", countKinds(p, func(c *plan.Change) bool { return !c.Previous.IsZero() && !isCarried(c, changes) }))
	say("Changed on Whop and left alone", countKinds(p, hasDrift))
	say("Hidden", countKinds(p, becomesHidden))
	say("Destroyed", countKinds(p, func(c *plan.Change) bool { return c.Action == plan.Delete }),
		some(parts[plan.LostQuestion], "question"), some(parts[plan.LostOption], "option"), some(parts[plan.LostType], "type")+ofLessons(parts[plan.LostType]))
	say("Asked", some(asked, "question"))
	say("Apply would refuse", some(len(p.Refusals), "reason"))
	return strings.Join(sentences, " ")
}

func ofLessons(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " of a lesson"
	}
	return " of lessons"
}

// countKinds counts the courses, chapters and lessons of some changes.
func countKinds(p *plan.Plan, holds func(*plan.Change) bool) string {
	n := map[course.Kind]int{}
	for _, c := range changesOf(p, holds) {
		n[c.Kind]++
	}
	return list(some(n[course.KindCourse], "course"), some(n[course.KindChapter], "chapter"), some(n[course.KindLesson], "lesson"))
}

func targetText(p *plan.Plan) string {
	text := "Environment " + OneLine(p.Environment)
	if p.Target.Experience != "" {
		text += fmt.Sprintf(" (experience %s)", OneLine(p.Target.Experience))
	}
	if where := foreignHost(p); where != "" {
		text += " at " + OneLine(where) + ", which is no host of Whop's"
	}
	return text
}

// foreignHost is the address of an API that is not Whop's own, "" for Whop's: anyone who
// reviews a plan should see where the key goes. The local environment lives in the process.
func foreignHost(p *plan.Plan) string {
	if p.Environment == spec.Local || host.IsWhop(p.Target.BaseURL) {
		return ""
	}
	return p.Target.BaseURL
}
