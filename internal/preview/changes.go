package preview

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/render"
)

// badge says in a word what a plan does with an object.
type badge struct {
	Name  string // new, changed, moved, hidden, destroyed, drift, conflict or asked
	Words string
}

var badgeWords = map[string]string{
	"new":       "apply would create it",
	"changed":   "apply would change it",
	"moved":     "apply would move it, or its address is new",
	"scheduled": "apply would take over the date at which it becomes visible",
	"hidden":    "apply would hide it: its file is gone",
	"destroyed": "apply would destroy it, or a part of it, with what students did there",
	"drift":     "it was edited on Whop and not in the files",
	"conflict":  "it was edited on Whop and in the files",
	"asked":     "the plan has a question about it",
}

// changeIndex finds what a plan says of an address: the changes that a reader needs to see, and whether there is a question.
type changeIndex struct {
	byAddress map[course.Address][]*plan.Change
	asked     map[course.Address]bool
	places    *places
}

// newChangeIndex makes the index of a plan; nil has nothing to say.
func newChangeIndex(p *plan.Plan, places *places) changeIndex {
	x := changeIndex{map[course.Address][]*plan.Change{}, map[course.Address]bool{}, places}
	if p == nil {
		return x
	}
	for i := range p.Changes {
		if c := &p.Changes[i]; !c.IsNothing() {
			x.byAddress[c.Address] = append(x.byAddress[c.Address], c)
		}
	}
	for _, r := range p.Refusals {
		if isQuestion(r) {
			x.asked[r.Address] = true
		}
	}
	return x
}

// isQuestion reports a refusal that an author's answer lifts.
func isQuestion(r plan.Refusal) bool {
	return r.Guard == plan.GuardAmbiguous || r.Guard == plan.GuardLookalike || r.Guard == plan.GuardMoved
}

// badges says what a plan does with an object.
func (x changeIndex) badges(at course.Address) (badges []badge) {
	for _, c := range x.byAddress[at] {
		badges = append(badges, badgesOf(c)...)
	}
	if x.asked[at] {
		badges = append(badges, badge{"asked", badgeWords["asked"]})
	}
	return badges
}

func badgesOf(c *plan.Change) (badges []badge) {
	add := func(holds bool, name string) {
		if holds {
			badges = append(badges, badge{name, badgeWords[name]})
		}
	}
	isConflict := slices.ContainsFunc(c.Fields, func(f plan.FieldChange) bool { return f.Conflict })
	add(c.Action == plan.Create, "new")
	add(c.Action == plan.Update && !c.Hide && len(c.Fields) > 0 && !isConflict, "changed")
	add(c.Move != nil || !c.Previous.IsZero(), "moved")
	add(c.Schedule.IsNew(), "scheduled")
	add(c.Hide, "hidden")
	add(c.Action == plan.Delete || len(c.Lost) > 0 || c.Left != nil || c.Recreate, "destroyed")
	add(len(c.Drift) > 0, "drift")
	add(isConflict, "conflict")
	return badges
}

// change is a change as the page of the plan shows it.
type change struct {
	at       course.Address
	Title    string
	Address  string
	Path     string // of its page, "" where it has none
	Badges   []badge
	Facts    []string
	Lines    []render.Line
	Impact   string
	Loses    bool // students, or it is not known
	Before   template.HTML
	After    template.HTML
	Pieces   []render.Piece
	HasTexts bool
}

// shown returns a change as a page shows it, with its text before and after if texts says so.
func (x changeIndex) shown(page string, c *plan.Change, texts bool) change {
	shown := change{
		at: c.Address, Title: c.Title, Address: c.Address.String(), Path: x.places.pageOf[c.Address], Badges: badgesOf(c), Facts: factsOf(c),
		Lines: append(render.FieldLines(c), render.DriftLines(c)...), Impact: impactOf(c),
		Loses: c.Impact != nil && !(c.Impact.Known && c.Impact.Students == 0),
	}
	for _, f := range c.Fields {
		switch {
		case f.Field != course.Content || c.Action == plan.Create:
		case !texts:
			shown.Facts = append(shown.Facts, "its text: see its page")
		default:
			shown.compare(prose{x.places, page, c.Path}, f)
		}
	}
	return shown
}

// maxCompared is how long two texts may be to be compared word by word.
const maxCompared = 200 << 10

// compare shows the text of a lesson before and after.
func (c *change) compare(p prose, f plan.FieldChange) {
	before, after := render.BeforeText(f), ""
	c.HasTexts = true
	c.Before = p.html(before, nil)
	if body, ok := f.After.(course.Body); ok {
		after = course.NormalText(body.Text)
		c.After = p.html(p.filled(body), nil)
	}
	if len(before)+len(after) <= maxCompared {
		c.Pieces = render.Pieces(before, after)
	}
}

func factsOf(c *plan.Change) []string {
	var facts []string
	if !c.Previous.IsZero() {
		facts = append(facts, "was "+c.Previous.String())
	}
	if m := c.Move; m != nil && m.ChangesChapter() {
		facts = append(facts, fmt.Sprintf("from chapter “%s” to “%s”", m.From, m.To))
	} else if m != nil {
		facts = append(facts, fmt.Sprintf("position %d → %d", m.FromRank, m.ToRank))
	}
	if c.Schedule.IsPast() {
		facts = append(facts, "publish_at "+course.Moment(c.Schedule.PublishAt)+" is past")
	}
	switch c.Removed {
	case "":
	case plan.Forgotten:
		facts = append(facts, "its file is gone, and it is gone on Whop as well")
	default:
		facts = append(facts, "its file is gone, and it stays on Whop")
	}
	return facts
}

// impactOf says what a change costs students.
func impactOf(c *plan.Change) string {
	switch {
	case c.Impact == nil:
		return ""
	case c.Impact.Known && c.Impact.Students == 0:
		return "No student has progress here."
	case !c.Impact.Known:
		return "How many students lose progress is not known: the key may not read it."
	}
	return fmt.Sprintf("%s would lose progress; %d completed it.", counted(c.Impact.Students, "student"), c.Impact.Completed)
}

// refusal is a reason for apply not to run, with what to do about it.
type refusal struct {
	Title   string
	Path    string
	Message string
	Advice  []advice
}

// advice is a line of a way out. A command or an answer is there to be copied.
type advice struct {
	Text string
	Copy bool
}

// refusals shows those of a plan that an author's answer lifts, and the others.
func (x changeIndex) refusals(p *plan.Plan, again render.Again) (questions, others []refusal) {
	for _, r := range p.Refusals {
		message, hint := render.RefusalWords(r, again)
		shown := refusal{Path: x.places.pageOf[r.Address], Message: message, Advice: adviceIn(hint)}
		if !r.Address.IsZero() {
			shown.Title = r.Address.String()
		}
		if isQuestion(r) {
			questions = append(questions, shown)
		} else {
			others = append(others, shown)
		}
	}
	return questions, others
}

// adviceIn parts a hint into text and what is to be pasted: lines that begin with blanks. Of several answers, one is.
func adviceIn(hint string) []advice {
	var all []advice
	for line := range strings.Lines(hint) {
		line = strings.TrimRight(line, "\n")
		isCopied := strings.HasPrefix(line, " ")
		isAnswer := isCopied && strings.HasPrefix(strings.TrimLeft(line, " "), "- {")
		if last := len(all) - 1; last >= 0 && all[last].Copy == isCopied && !isAnswer {
			all[last].Text += "\n" + strings.TrimPrefix(line, "  ")
			continue
		}
		all = append(all, advice{strings.TrimPrefix(line, "  "), isCopied})
	}
	return all
}
