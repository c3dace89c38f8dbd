package plan

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// remains plans for bound objects whose file is gone. Lessons come before chapters and
// chapters before courses: the order in which things can be removed.
func (d *differ) remains() {
	left := d.sides.leftovers()
	addresses := slices.SortedFunc(maps.Keys(left), func(a, b course.Address) int {
		return cmp.Or(cmp.Compare(depth(b), depth(a)), a.Compare(b))
	})
	for _, from := range addresses {
		binding, to := d.sides.known[from], left[from]
		if d.in.Options.scope().coversAll(to) && !binding.PublishAt.IsZero() {
			binding = unscheduled(binding)
		}
		r := remainder{Address: to, from: from, binding: binding, live: d.sides.live[binding.ID]}
		switch {
		case !d.in.Options.scope().coversAll(to) && d.plan.Bindings[from] == nil:
			d.plan.Bindings[from] = binding
		case binding.Pulled, !d.in.Options.scope().coversAll(to):
			d.plan.Bindings[to] = binding
		case d.sides.unlisted[binding.ID] && binding.Retired:
			d.plan.Bindings[to] = binding
		case d.sides.unlisted[binding.ID]:
			d.plan.Bindings[to] = binding
			d.plan.unknown(to, NotListed)
		case r.live == nil && d.mayBeHidden(to, binding):
			d.plan.Bindings[to] = binding
		case r.live == nil:
			d.remain(r, Change{Action: NoOp, Removed: Forgotten})
		default:
			d.plan.Bindings[to] = binding
			d.remove(r)
		}
	}
}

// unscheduled returns a binding that knows no date. The file that had it is gone: one that comes back with the same date has
// to show it again.
func unscheduled(binding *state.Binding) *state.Binding {
	next := *binding
	next.PublishAt, next.Unfinished = time.Time{}, false
	return &next
}

// remainder is a bound object that no file stands for.
type remainder struct {
	course.Address // of today
	from           course.Address
	binding        *state.Binding
	live           *course.Resource // nil if it is gone
}

// remove plans what on_remove or removed: says.
func (d *differ) remove(r remainder) {
	_, hideable := course.SpecOf(r.Kind(), course.Visibility)
	switch action := d.removalOf(r); {
	case action == Destroy && r.Kind() != course.KindCourse:
		d.destroy(r)
	case r.binding.Retired:
		// It was left on Whop when its file went, and a plan has said so then.
	case action == Keep || !hideable || r.live.IsHidden():
		d.retire(r)
	default:
		change := Change{Action: Update, Hide: true}
		change.Fields = []FieldChange{d.fields.fieldChange(r.Kind(), course.Visibility, r.live.Fields[course.Visibility], course.Text(course.Hidden))}
		d.remain(r, change)
	}
}

// removalOf returns what the author wants done with an object whose file is gone. A
// course is never destroyed: with it would go the progress of all of its students.
//
// Under removed: it may stand by the name that it had. But that holds for this run alone:
// whoever keeps it from on_remove has to say so of its name of today as well.
func (d *differ) removalOf(r remainder) OnRemove {
	usual := cmp.Or(d.in.Options.OnRemove, Hide)
	if action, ok := saidOf(d.in.Options.Removed, r.Address); ok {
		return cmp.Or(action, Hide)
	}
	action, ok := saidOf(d.in.Options.Removed, r.from)
	if !ok {
		return usual
	}
	if action != usual {
		d.plan.refuse(Refusal{Guard: GuardMoved, Reason: FormerName, Address: r.Address, Other: r.from, Action: action})
	}
	return action
}

// saidOf returns what removed: says of an address, and whether it does.
func saidOf(removed []Removal, address course.Address) (action OnRemove, ok bool) {
	for _, removal := range removed {
		if removal.Address.Contains(address) {
			action, ok = removal.Action, true
		}
	}
	return action, ok
}

func (d *differ) destroy(r remainder) {
	change := Change{Action: Delete}
	for _, field := range r.live.Fields.Names(r.Kind()) {
		change.Fields = append(change.Fields, FieldChange{Field: field, Before: r.live.Fields[field]})
	}
	if impact, ok := d.in.Impact[r.binding.ID]; ok {
		change.Impact = &impact
	} else if r.Kind() == course.KindLesson {
		change.Impact = &Impact{}
	}
	d.remain(r, change)
}

// retire keeps the object and remembers that its file is gone, so that the next plan is
// quiet about it and the same file, back again, finds it.
func (d *differ) retire(r remainder) {
	next := *r.binding
	next.Retired = true
	d.plan.Bindings[r.Address] = &next
	d.remain(r, Change{Action: NoOp, Removed: d.keptAs(r)})
}

// keptAs says what students see of an object that is kept.
func (d *differ) keptAs(r remainder) Remains {
	switch {
	case r.live.IsHidden():
		return KeptHidden
	case r.Kind() == course.KindChapter && d.isEmptied(r):
		return KeptEmpty
	}
	return Kept
}

// isEmptied reports whether students will see no lesson in a chapter. Its lessons were planned before it.
func (d *differ) isEmptied(r remainder) bool {
	goes := map[string]bool{}
	for i := range d.plan.Changes {
		c := &d.plan.Changes[i]
		goes[c.ID] = c.Hide || c.Action == Delete || c.Address.Parent() != r.Address
	}
	for _, c := range d.in.Live {
		for _, chapter := range c.Chapters {
			if chapter.ID != r.live.ID {
				continue
			}
			return !slices.ContainsFunc(chapter.Lessons, func(l *course.Lesson) bool { return !l.IsHidden() && !goes[l.ID] })
		}
	}
	return false
}

// rekeyedOf returns the file that has the place of an object and another key, nil if there is none.
func (d *differ) rekeyedOf(r remainder) *Rekeyed {
	place := r.from
	if r.Kind() != course.KindCourse {
		place = r.Parent().Child(r.from.Name())
	}
	file := d.sides.desired[place]
	if file == nil || file.Key == "" || r.binding.Key == "" || file.Key == r.binding.Key {
		return nil
	}
	return &Rekeyed{Path: file.Source.Path, Key: r.binding.Key}
}

// remain notes a change of an object without a file.
func (d *differ) remain(r remainder, change Change) {
	change.Address, change.Kind, change.ID = r.Address, r.Kind(), r.binding.ID
	if r.from != r.Address && change.Removed != Forgotten {
		change.Previous = r.from
	}
	change.Rekeyed = d.rekeyedOf(r)
	change.Title = r.Name()
	if r.live != nil {
		change.Title = cmp.Or(r.live.Title(), change.Title)
	}
	d.plan.Changes = append(d.plan.Changes, change)
}

// unmanagedIn lists what is on Whop in our courses and is not ours, or not ours before files that were pulled are here.
func unmanagedIn(courses []*course.Course, bindings map[course.Address]*state.Binding) (found []Unmanaged) {
	known := map[string]course.Address{}
	for address, binding := range bindings {
		if !binding.Pulled {
			known[binding.ID] = address
		}
	}
	for _, live := range courses {
		for _, chapter := range live.Chapters {
			parent, managed := known[chapter.ID]
			if !managed {
				parent = known[live.ID]
				found = append(found, Unmanaged{course.KindChapter, chapter.ID, chapter.Title(), parent})
			}
			for _, lesson := range chapter.Lessons {
				if _, managed := known[lesson.ID]; !managed {
					found = append(found, Unmanaged{course.KindLesson, lesson.ID, lesson.Title(), parent})
				}
			}
		}
	}
	return found
}
