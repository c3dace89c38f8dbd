package plan

import (
	"cmp"
	"maps"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// due plans what the last apply has left waiting for a date that has come: of these lessons the visibility, and nothing
// else. A lesson whose file has another date by now, or another place, is left to an apply of all.
func (d *differ) due() {
	maps.Copy(d.plan.Bindings, d.sides.known)
	for r := range course.All(d.in.Desired) {
		if r.Address.Kind() != course.KindLesson { // named, as the places of lessons
			d.plan.Changes = append(d.plan.Changes, Change{Address: r.Address, Kind: r.Address.Kind(), Action: NoOp, Title: r.Title(), Path: r.Source.Path})
		}
		binding := d.sides.known[r.Address]
		if binding == nil || d.sides.who.Bound[r.Address] != r.Address || !d.in.Options.scope().covers(r.Address) || !d.isDue(r, binding) {
			continue
		}
		live := d.sides.live[binding.ID]
		switch {
		case live != nil:
		case d.mayBeHidden(r.Address, binding):
			d.plan.unknown(r.Address, MaybeHidden)
			live = &course.Resource{}
		default: // it was deleted there
			continue
		}
		d.publish(r, binding, live)
	}
}

// isDue reports whether a lesson was left waiting for the date in its file, which has come. One of which a write failed or
// was cut off is finished first, by an apply of all.
func (d *differ) isDue(r *course.Resource, binding *state.Binding) bool {
	isCutOff := slices.ContainsFunc(d.in.State.Pending, func(e state.Entry) bool { return e.ID == binding.ID })
	return !r.PublishAt.IsZero() && !r.IsHidden() && binding.PublishAt.Equal(r.PublishAt) && !binding.Unfinished && !isCutOff
}

// publish makes a lesson visible, and nothing else: it is named as Whop has it, which is what students will see.
func (d *differ) publish(r *course.Resource, binding *state.Binding, live *course.Resource) {
	change := Change{Address: r.Address, Kind: r.Address.Kind(), Action: Update, ID: binding.ID, Title: cmp.Or(live.Title(), r.Title()), Path: r.Source.Path}
	next := *binding
	next.Fields = maps.Clone(binding.Fields)
	visibility, _ := course.SpecOf(change.Kind, course.Visibility)
	d.compareField(&change, r, visibility, &next, live.Fields[course.Visibility], syncedOf(binding, course.Visibility))
	d.plan.Bindings[r.Address] = &next
	if change.Schedule = scheduleOf(r, binding, change.Fields); change.Schedule.IsDue() {
		d.plan.Changes = append(d.plan.Changes, change)
	}
}
