// Package plan compares what the files declare with what Whop holds and with what is
// remembered, and says what has to happen: Diff(desired, live, state).
//
// Everything here is data; nothing reads, writes or prints. That is what makes a plan
// honest: apply computes it again under the lock and goes on only if the same comes out.
//
// The three sides are needed because no two are enough. Files and Whop alone cannot tell
// an edit from drift; files and state alone cannot see Whop; and without the state a
// renamed file would be a deleted lesson.
package plan

import (
	"slices"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// Plan is what has to happen.
type Plan struct {
	Environment string       `json:"environment"`
	Target      state.Target `json:"target"`
	LessonURL   string       `json:"lesson_url,omitempty"` // the template by which links between lessons are filled in
	// Lineage and Serial say which state the plan was made from.
	Lineage string `json:"lineage"`
	Serial  int64  `json:"serial"`
	// PlainLinks are links between lessons that become plain text, for want of a template.
	PlainLinks int `json:"plain_links,omitempty"`
	// Basis identifies the files and the live content that the plan was made from.
	Basis string `json:"basis"`
	// Offline says that Whop was not read: see Remembered.
	Offline bool    `json:"offline,omitempty"`
	Options Options `json:"options"`
	// Unsettled says in a sentence why a part of another run may be in the plan: that run is under way, or has
	// stopped part-way. It is "" where nothing is known of such a run, and is no part of what the plan means.
	Unsettled string `json:"unsettled,omitempty"`
	// Changes has every address that the files or the state know, in the order of the
	// courses; what is no longer declared comes last.
	Changes []Change `json:"resource_changes"`
	// Seeds are the new courses, with what Whop has put into them as far as it shows it.
	Seeds []Seed `json:"seeds,omitempty"`
	// Unmanaged are objects on Whop that neither files nor state know. They stay as
	// they are and where they are.
	Unmanaged []Unmanaged `json:"unmanaged"`
	// Unknown are bound objects that this key cannot see well enough to compare.
	Unknown []Unknown `json:"unknown"`
	// Refusals are the reasons why apply would not run. A plan shows all of them.
	Refusals []Refusal `json:"refusals"`
}

// Work is a plan with what apply works from beyond it. It is not saved.
type Work struct {
	Plan
	Courses []*CoursePlan
	// Others are the ids of the experience's courses that are not ours.
	Others []string
	// Unseen are the ids of lessons that are not ours, and that one to be created seems to be by its
	// title and type: their details, once read, tell.
	Unseen []string
	// Begun are the creates that runs have sent since the last complete apply: as a plan had them, or
	// would have them now.
	Begun []Change
	// Bindings is the identity map that apply starts from: moves followed, equal
	// objects adopted, what is forgotten left out.
	Bindings map[course.Address]*state.Binding
	// Files are the uploads that apply starts from.
	Files state.Files
	// Dates are those on which lessons become visible, as their files say it. A lesson that its file wants visible has a
	// date that has come, or none.
	Dates map[course.Address]time.Time
}

func (p *Plan) unknown(address course.Address, cause Cause) {
	p.Unknown = append(p.Unknown, Unknown{Address: address, Cause: cause})
}

func (p *Plan) refuse(r Refusal) { p.Refusals = append(p.Refusals, r) }

// CoursePlan is the part of a plan that needs the whole of a course.
type CoursePlan struct {
	Desired *course.Course
	Live    *course.Course // nil: to be created
	// Want is the complete tree as it should be, unmanaged objects in their places.
	Want Tree
	// Arrange says that creating alone does not lead to Want.
	Arrange bool
	// New says that it is created by this run, or was by one that did not reach its end.
	New bool
	// OrderDrifted says that the order was changed on Whop and is left alone.
	OrderDrifted bool
}

// Unmanaged is an object on Whop that is not ours.
type Unmanaged struct {
	Kind   course.Kind    `json:"type"`
	ID     string         `json:"id"`
	Title  string         `json:"title"`
	Parent course.Address `json:"parent,omitzero"` // the nearest managed parent
}

// Unknown is a bound object that exists and cannot be compared.
type Unknown struct {
	Address course.Address `json:"address"`
	Cause   Cause          `json:"cause"`
}

// Cause says why an object cannot be compared.
type Cause string

const (
	NotListed   Cause = "not listed"   // it exists, and its course does not show it to this key
	MaybeHidden Cause = "maybe hidden" // it was hidden, and this key sees no hidden lesson
)

// Count is how many objects a plan touches, by Action, and the special ones among them.
type Count struct {
	Create, Update, Delete int
	Lost                   int // parts of objects that updates destroy
	Move, Hide, Recreate   int
	Readdress, Drift       int
	Schedule               int // dates of publication that are new
}

// Count counts the changes.
func (p *Plan) Count() Count {
	var n Count
	for i := range p.Changes {
		c := &p.Changes[i]
		switch c.Action {
		case Create:
			n.Create++
		case Update:
			n.Update++
		case Delete:
			n.Delete++
		}
		n.Lost += len(c.Lost)
		n.Move += count(c.Move != nil)
		n.Hide += count(c.Hide)
		n.Recreate += count(c.Recreate)
		n.Readdress += count(!c.Previous.IsZero())
		n.Schedule += count(c.Schedule.IsNew())
		n.Drift += count(len(c.Drift) > 0)
	}
	return n
}

// Destroyed counts all that the plan destroys, objects and parts of them.
func (n Count) Destroyed() int { return n.Delete + n.Lost }

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// CreatesCourse reports whether the plan creates a course.
func (p *Plan) CreatesCourse() bool {
	return slices.ContainsFunc(p.Changes, func(c Change) bool { return c.Action == Create && c.Kind == course.KindCourse })
}

// Creates reports whether the plan creates what has an address.
func (p *Plan) Creates(at course.Address) bool { return creates(p.Changes, at) }

func creates(changes []Change, at course.Address) bool {
	return slices.ContainsFunc(changes, func(c Change) bool { return c.Address == at && c.Action == Create })
}

// Leaving returns the ids of the lessons that students lose their progress on: those that the
// plan destroys, in whole or in part, and those whose file has gone to another course.
func (p *Plan) Leaving() []string {
	var ids []string
	for i := range p.Changes {
		switch c := &p.Changes[i]; {
		case c.Left != nil:
			ids = append(ids, c.Left.ID)
		case c.Action == Delete && c.Kind == course.KindLesson, len(c.Lost) > 0:
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// HasChanges reports whether apply would write anything, to Whop or to the identity
// map that a reviewer should see: a new address counts, and a new date, drift that is left alone does not.
func (p *Plan) HasChanges() bool {
	n := p.Count()
	return n.Create+n.Update+n.Delete+n.Readdress+n.Schedule+len(p.Seeds) > 0
}
