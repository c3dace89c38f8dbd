package preview

import (
	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// planView is the page of the plan.
type planView struct {
	Environment string
	Note        string
	Overview    string
	Questions   []refusal
	Refusals    []refusal
	Changes     []change
	Unmanaged   []plan.Unmanaged
	LeftOut     string // in a sentence, "" for nothing
}

// maxTexts is how many texts the page of a plan shows before and after. The others are shown on the pages of their lessons.
const maxTexts = 30

// planChanges shows what a plan changes. What is new in something new is counted there.
func planChanges(p *plan.Plan, index changeIndex) (changes []change) {
	isNew := map[course.Address]bool{}
	for _, c := range p.Changes {
		isNew[c.Address] = c.Action == plan.Create
	}
	within := map[course.Address]map[course.Kind]int{}
	texts := 0
	for i := range p.Changes {
		c := &p.Changes[i]
		if isNew[c.Address] && isNew[c.Address.Parent()] && c.Left == nil && !c.Recreate {
			top := c.Address.Parent()
			if isNew[top.Parent()] {
				top = top.Parent()
			}
			if within[top] == nil {
				within[top] = map[course.Kind]int{}
			}
			within[top][c.Kind]++
		} else if !c.IsNothing() {
			shown := index.shown(planPage, c, texts < maxTexts)
			if shown.HasTexts {
				texts++
			}
			changes = append(changes, shown)
		}
	}
	for i := range changes {
		for _, kind := range []course.Kind{course.KindChapter, course.KindLesson} {
			if n := within[changes[i].at][kind]; n > 0 {
				changes[i].Facts = append(changes[i].Facts, "with "+counted(n, string(kind)))
			}
		}
	}
	return changes
}
