package plan

import (
	"cmp"
	"maps"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// remains plans for bound objects whose file is gone. Lessons come before chapters and
// chapters before courses: the order in which things can be removed.
func (d *differ) remains() {
	addresses := slices.SortedFunc(maps.Keys(d.identity.bindings), func(a, b course.Address) int {
		return cmp.Or(cmp.Compare(depth(b), depth(a)), a.Compare(b))
	})
	for _, address := range addresses {
		binding := d.identity.bindings[address]
		switch {
		case d.identity.taken[address]:
			continue
		case !d.inScope(address) || d.identity.unlisted[binding.ID] && binding.Retired:
			d.plan.Bindings[address] = binding
		case d.identity.unlisted[binding.ID]:
			d.plan.Bindings[address] = binding
			d.unknown(address, unlistedReason)
		case d.identity.live[binding.ID] == nil && d.mayBeHidden(address, binding):
			d.plan.Bindings[address] = binding
		case d.identity.live[binding.ID] == nil:
			d.plan.Changes = append(d.plan.Changes, d.remainsOf(address, binding, Change{Action: NoOp, Removed: Forgotten}))
		default:
			d.remove(address, binding)
		}
	}
}

func depth(a course.Address) int {
	switch a.Kind() {
	case course.KindLesson:
		return 3
	case course.KindChapter:
		return 2
	}
	return 1
}

// remove plans what on_remove or removed: says.
func (d *differ) remove(address course.Address, binding *state.Binding) {
	d.plan.Bindings[address] = binding
	live := d.identity.live[binding.ID]
	hidden := live.Fields.Text(course.Visibility) == course.Hidden
	_, hideable := course.SpecOf(address.Kind(), course.Visibility)
	switch action := d.removalOf(address); {
	case action == Destroy && address.Kind() != course.KindCourse:
		d.destroy(address, binding, live)
	case binding.Retired:
		// It was left on Whop when its file went, and a plan has said so then.
	case action == Keep || !hideable || hidden:
		d.retire(address, binding, Change{Action: NoOp, Removed: Kept})
	default:
		change := Change{Action: Update, Hide: true}
		change.Fields = []FieldChange{d.fieldChange(address.Kind(), course.Visibility, live.Fields[course.Visibility], course.Text(course.Hidden))}
		d.plan.Changes = append(d.plan.Changes, d.remainsOf(address, binding, change))
	}
}

// removalOf returns what the author wants done with an address whose file is gone. A
// course is never destroyed: with it would go the progress of all of its students.
func (d *differ) removalOf(address course.Address) OnRemove {
	action := d.in.Options.OnRemove
	for _, removal := range d.in.Options.Removed {
		if removal.Address.Contains(address) {
			action = removal.Action
		}
	}
	return cmp.Or(action, Hide)
}

func (d *differ) destroy(address course.Address, binding *state.Binding, live *course.Resource) {
	change := d.remainsOf(address, binding, Change{Action: Delete})
	for _, field := range live.Fields.Names(change.Kind) {
		change.Fields = append(change.Fields, FieldChange{Field: field, Before: live.Fields[field]})
	}
	if impact, ok := d.in.Impact[binding.ID]; ok {
		change.Impact = &impact
	} else if change.Kind == course.KindLesson {
		change.Impact = &Impact{}
	}
	d.plan.Changes = append(d.plan.Changes, change)
}

// retire keeps the object and remembers that its file is gone, so that the next plan is
// quiet about it and the same file, back again, finds it.
func (d *differ) retire(address course.Address, binding *state.Binding, change Change) {
	next := *binding
	next.Retired = true
	d.plan.Bindings[address] = &next
	d.plan.Changes = append(d.plan.Changes, d.remainsOf(address, binding, change))
}

func (d *differ) remainsOf(address course.Address, binding *state.Binding, change Change) Change {
	change.Address, change.Kind, change.ID = address, address.Kind(), binding.ID
	change.Title = address.Name()
	if live := d.identity.live[binding.ID]; live != nil {
		change.Title = live.Title()
	}
	return change
}

// unmanaged lists what is on Whop in our courses and is not ours.
func (d *differ) unmanaged() {
	known := map[string]course.Address{}
	for address, binding := range d.plan.Bindings {
		known[binding.ID] = address
	}
	for _, live := range d.in.Live {
		for _, chapter := range live.Chapters {
			parent, managed := known[chapter.ID]
			if !managed {
				parent = known[live.ID]
				d.plan.Unmanaged = append(d.plan.Unmanaged, Unmanaged{course.KindChapter, chapter.ID, chapter.Title(), parent})
			}
			for _, lesson := range chapter.Lessons {
				if _, managed := known[lesson.ID]; !managed {
					d.plan.Unmanaged = append(d.plan.Unmanaged, Unmanaged{course.KindLesson, lesson.ID, lesson.Title(), parent})
				}
			}
		}
	}
}
