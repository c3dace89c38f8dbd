package plan

import (
	"slices"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// Schedule is a date on which a lesson becomes visible. Which side of the date it is comes with the files: they want
// the lesson hidden before it, and visible from then on.
//
//	PublishAt  Was            Due    Past
//	a date     the same                     the lesson waits, as the last apply has left it
//	a date     another, none                the date is new, and is still to come: apply remembers it
//	a date     another, none         true   the date is new, and had come before: the files want the lesson visible
//	zero       a date                       the lesson stays hidden, and waits no longer
//	a date     the same       true          the date has come, and the plan makes the lesson visible
type Schedule struct {
	PublishAt time.Time `json:"publish_at,omitzero"` // in the zone of the file
	Was       time.Time `json:"was,omitzero"`        // when it was last applied, in the zone of PublishAt, else in UTC
	Due       bool      `json:"due,omitempty"`
	Past      bool      `json:"past,omitempty"`
}

// IsNew reports whether apply takes over another date than it knew.
func (s *Schedule) IsNew() bool { return s != nil && !s.PublishAt.Equal(s.Was) }

// IsDue reports whether the date has come that an earlier apply took over.
func (s *Schedule) IsDue() bool { return s != nil && s.Due }

// IsPast reports whether apply takes over a date that has come already.
func (s *Schedule) IsPast() bool { return s != nil && s.Past }

// Waits reports whether the date is still to come.
func (s *Schedule) Waits() bool { return s != nil && !s.Due && !s.Past && !s.PublishAt.IsZero() }

// scheduleOf returns what the date of a lesson means for a change, nil where it means nothing. The binding is nil for a
// lesson that is new.
func scheduleOf(r *course.Resource, binding *state.Binding, fields []FieldChange) *Schedule {
	s := &Schedule{PublishAt: r.PublishAt}
	if binding != nil {
		s.Was = binding.PublishAt
	}
	if !s.Was.IsZero() && !s.PublishAt.IsZero() {
		s.Was = s.Was.In(s.PublishAt.Location())
	}
	shown := visibilityOf(fields)
	switch {
	case !r.WaitsUntil().IsZero():
		return s
	case r.PublishAt.IsZero() && !s.Was.IsZero() && r.IsHidden() && shown == nil && !binding.Fields[course.Visibility].IsPulled():
		return s
	case !r.PublishAt.IsZero() && s.IsNew():
		s.Past = true
		return s
	case !r.PublishAt.IsZero() && shown != nil && course.Same(shown.After, course.Text(course.Visible)) && wasLeftHidden(binding):
		s.Due = true
		return s
	}
	return nil
}

// wasLeftHidden reports whether the last apply wanted a lesson hidden. One that it has shown and that a person hides is
// hidden for another reason than its date.
func wasLeftHidden(binding *state.Binding) bool {
	return binding.Fields[course.Visibility].Sent == course.DigestOf(course.Text(course.Hidden))
}

// remember leaves a date that is new to the end of the writes to its lesson, and notes of one that is known that there are
// writes to come: a lesson of which one fails is not shown when its date comes.
func remember(change *Change, next, binding *state.Binding) {
	if len(change.Fields) > 0 && !next.PublishAt.Equal(binding.PublishAt) {
		next.PublishAt = time.Time{}
	}
	next.Unfinished = !next.PublishAt.IsZero() && slices.ContainsFunc(change.Fields, func(f FieldChange) bool { return f.Field != course.Visibility })
}

// visibilityOf returns the change of the visibility, nil for none.
func visibilityOf(fields []FieldChange) *FieldChange {
	for i := range fields {
		if fields[i].Field == course.Visibility {
			return &fields[i]
		}
	}
	return nil
}

// datesOf returns the dates in the files.
func datesOf(desired []*course.Course) map[course.Address]time.Time {
	dates := map[course.Address]time.Time{}
	for r := range course.All(desired) {
		if !r.PublishAt.IsZero() {
			dates[r.Address] = r.PublishAt
		}
	}
	return dates
}

// OnceDue returns how a lesson becomes visible by a plan that is made once the date has come which this plan brings, and
// before any apply has taken that date over. A date that an apply knows needs no such plan.
func (c *Change) OnceDue() (later Change, ok bool) {
	if !c.Schedule.Waits() || !c.Schedule.IsNew() || c.Action != Create && c.ID == "" {
		return Change{}, false
	}
	later = *c
	later.Schedule, later.Fields, later.Move, later.Previous = nil, nil, nil, course.Address{}
	visible := FieldChange{Field: course.Visibility, Before: course.Text(course.Hidden), After: course.Text(course.Visible)}
	if c.Action != Create {
		later.Action, later.Fields = Update, []FieldChange{visible}
		return later, true
	}
	for _, f := range c.Fields {
		if f.Field == course.Visibility {
			f.After = visible.After
		}
		later.Fields = append(later.Fields, f)
	}
	return later, true
}
