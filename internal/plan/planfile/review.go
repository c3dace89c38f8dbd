package planfile

import (
	"fmt"
	"math"
	"slices"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// Part is one thing that a plan does: to create or destroy an object, to write a field, to move an
// object, to give it another address. What was reviewed in parts may be applied in parts, and together
// with parts of other reviews.
type Part struct {
	Address course.Address
	Action  Doing
	Field   course.Field // of Writes
	// digests are those of the part in all of its forms. The place of something new has two: it comes
	// last, and it comes after a neighbour. The first is "" where it does not come last.
	digests []string
	change  *plan.Change // of Creates
	// isDue says that it shows a lesson whose date has come: the date was reviewed when an apply took it over.
	isDue bool
}

// Doing says what a Part does.
type Doing string

const (
	Creates   Doing = "create"
	Destroys  Doing = "delete"
	Writes    Doing = "write"
	Moves     Doing = "move"
	Addresses Doing = "address"  // the object gets another address
	Keeps     Doing = "keep"     // the file is gone, and the object stays
	Schedules Doing = "schedule" // a lesson waits for another date, or for none any more
	Completes Doing = "complete" // a new course, in which Whop may have put a chapter
)

// Digests returns the digests of all parts of a plan, sorted, for Unreviewed to find. Each has 16
// characters, which are small letters and digits.
func Digests(p *plan.Plan) []string {
	var digests []string
	r := reviewer(p)
	parts := r.parts(p.Changes, p.Seeds)
	for i := range p.Changes { // merged or applied after its date, a lesson becomes visible at once
		if later, ok := p.Changes[i].OnceDue(); ok {
			for _, part := range r.partsOf(&later) {
				for k, d := range part.digests {
					part.digests[k] = dated(d, p.Changes[i].Schedule.PublishAt)
				}
				parts = append(parts, part)
			}
		}
	}
	for _, part := range parts {
		if part.Action == Creates && p.Creates(part.Address.Parent()) {
			part.digests = part.digests[1:] // what stands in something new has no other neighbours
		}
		digests = append(digests, part.digests...)
	}
	slices.Sort(digests)
	return slices.DeleteFunc(slices.Compact(digests), func(d string) bool { return d == "" })
}

// dated is the digest of what is to be done from a date on, "" for none. It counts for files that still have that date.
func dated(d string, at time.Time) string {
	if d == "" {
		return ""
	}
	return digest(fmt.Sprintf("from %d", at.Unix()), d)
}

// Shown are the digests of the plans that people were shown, each with the lowest serial of the states that
// these plans were made from.
type Shown map[string]int64

// Add adds the parts of a plan that was made from the state with a serial.
func (s Shown) Add(serial int64, digests []string) {
	for _, d := range digests {
		if known, ok := s[d]; !ok || serial < known {
			s[d] = serial
		}
	}
}

// serialOf returns the lowest serial with which something was shown, at once or from the date in its file on.
func (s Shown) serialOf(d string, date time.Time) (serial int64, ok bool) {
	serial, ok = s[d]
	if later, isDated := s[dated(d, date)]; isDated && (!ok || later < serial) {
		serial, ok = later, true
	}
	return serial, ok
}

// has reports whether a part was shown, in any of its forms.
func (s Shown) has(part Part, date time.Time) bool {
	return slices.ContainsFunc(part.digests, func(d string) bool {
		_, ok := s.serialOf(d, date)
		return ok
	})
}

// Unreviewed returns the parts of a plan that were not shown. What an earlier run has begun counts as the create
// that was shown.
func Unreviewed(w *plan.Work, shown Shown) []Part {
	r := reviewer(&w.Plan)
	begun, isStrange := map[course.Address]bool{}, map[course.Address]bool{}
	for i := range w.Begun {
		at := w.Begun[i].Address
		begun[at] = r.isCreateShown(w, shown, r.create(&w.Begun[i]))
		isStrange[at.Parent()] = isStrange[at.Parent()] || !begun[at]
	}
	return slices.DeleteFunc(r.parts(w.Changes, w.Seeds), func(part Part) bool {
		if part.isDue {
			return true
		}
		switch part.Action {
		case Moves:
			if w.MovesAside(part.Address) && !isStrange[part.Address.Parent()] {
				return true
			}
			fallthrough
		case Writes, Completes:
			if begun[part.Address] {
				return true
			}
		case Creates:
			return r.isCreateShown(w, shown, part)
		}
		return shown.has(part, w.Dates[part.Address])
	})
}

// farthest is how many objects may have come between something new and the neighbour that it was shown with.
const farthest = 100

// isCreateShown reports whether something new was shown in its place. What was created since it was shown may
// have come between it and the neighbour that it was shown with.
func (r parting) isCreateShown(w *plan.Work, shown Shown, part Part) bool {
	date := w.Dates[part.Address]
	if shown.has(part, date) {
		return true
	}
	e := essence(part.change)
	e.Schedule = nil
	youngest := int64(math.MaxInt64)
	for i, before := range w.Before(part.Address) {
		e.Insertion = &plan.Insertion{Behind: before.Name}
		if serial, ok := shown.serialOf(digest(r.head, encoded(e)), date); ok && serial < youngest {
			return true
		}
		if !before.IsNew && before.CreatedAtSerial == 0 || i == farthest {
			return false
		}
		if !before.IsNew {
			youngest = min(youngest, before.CreatedAtSerial)
		}
	}
	return false
}

// parting takes a plan to pieces.
type parting struct {
	head   string
	behind map[course.Address]string // of what is created in a course that does not exist, the neighbour
}

func reviewer(p *plan.Plan) parting {
	r := parting{behind: map[course.Address]string{}}
	o := p.Options
	progress := -1
	if o.AcceptProgress != nil {
		progress = *o.AcceptProgress
	}
	// Flags hold for the plan that was made with them, so they are part of what is reviewed.
	r.head = fmt.Sprintf("part %s %s %t %t %t %d", where(p), o.OnDrift, o.AllowDelete, o.AllowHide, o.AllowRecreate, progress)
	last := map[course.Address]string{}
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Action == plan.Create {
			r.behind[c.Address] = last[c.Address.Parent()]
			last[c.Address.Parent()] = c.Address.String()
		}
	}
	return r
}

func (r parting) parts(changes []plan.Change, seeds []plan.Seed) []Part {
	var parts []Part
	created := map[course.Address]bool{}
	for i := range changes {
		created[changes[i].Address] = changes[i].Action == plan.Create
		parts = append(parts, r.partsOf(&changes[i])...)
	}
	for _, seed := range seeds {
		if !created[seed.Course] {
			parts = append(parts, Part{Address: seed.Course, Action: Completes, digests: []string{digest(r.head, fmt.Sprintf("new %q", seed.Course))}})
		}
	}
	return parts
}

// partsOf returns what a change does. What was edited on Whop and is left alone is nothing that is done; beside
// something that is done to the same object, it is part of that.
func (r parting) partsOf(c *plan.Change) []Part {
	var parts []Part
	switch c.Action {
	case plan.Create:
		parts = append(parts, r.create(c))
	case plan.Delete:
		parts = append(parts, r.part(c, Destroys, essence(c)))
	case plan.Update:
		parts = append(parts, r.update(c)...)
	}
	if c.Removed == plan.Kept || c.Removed == plan.KeptEmpty { // of what was hidden before, students see nothing in any case
		parts = append(parts, r.part(c, Keeps, plan.Change{Kind: c.Kind, Action: plan.NoOp, ID: c.ID, Removed: plan.Kept}))
	}
	if c.Schedule.IsNew() {
		parts = append(parts, r.schedule(c))
	}
	if !c.Previous.IsZero() {
		parts = append(parts, r.part(c, Addresses, plan.Change{Address: c.Address, Previous: c.Previous, Kind: c.Kind, Action: plan.NoOp, ID: c.ID}))
	}
	return parts
}

// schedule returns the date of a lesson. One that was shown as new is known by its address, and by its id once an apply
// that stopped part-way has created it.
func (r parting) schedule(c *plan.Change) Part {
	e := plan.Change{Address: c.Address, Kind: c.Kind, Action: plan.NoOp, Schedule: essence(c).Schedule}
	part := r.part(c, Schedules, e)
	if c.ID != "" {
		e.Address, e.ID = course.Address{}, c.ID
		part.digests = append(part.digests, digest(r.head, encoded(e)))
	}
	return part
}

// part is a part with one form.
func (r parting) part(c *plan.Change, action Doing, e plan.Change) Part {
	return Part{Address: c.Address, Action: action, digests: []string{digest(r.head, encoded(e))}}
}

// create returns the create of an object, with both forms of its place.
func (r parting) create(c *plan.Change) Part {
	part := Part{Address: c.Address, Action: Creates, digests: []string{""}, change: c}
	place := c.Insertion
	if place == nil {
		place = &plan.Insertion{Behind: r.behind[c.Address], Last: true}
	}
	e := essence(c)
	e.Schedule = nil // which is a part of its own
	if place.Last {
		e.Insertion = nil
		part.digests[0] = digest(r.head, encoded(e))
	}
	e.Insertion = &plan.Insertion{Behind: place.Behind}
	part.digests = append(part.digests, digest(r.head, encoded(e)))
	return part
}

// update returns an update field by field. The object is known by its id, whatever its address is by then.
func (r parting) update(c *plan.Change) []Part {
	base := essence(c)
	fields, move := base.Fields, base.Move
	base.Fields, base.Move, base.Previous, base.Schedule = nil, nil, course.Address{}, nil
	var parts []Part
	if move != nil {
		moved := base
		moved.Move = move
		parts = append(parts, r.part(c, Moves, moved))
	}
	base.Address = course.Address{}
	for _, field := range fields {
		base.Fields = []plan.FieldChange{field}
		part := r.part(c, Writes, base)
		part.Field, part.isDue = field.Field, field.Field == course.Visibility && c.Schedule.IsDue()
		parts = append(parts, part)
	}
	return parts
}
