package render

import (
	"cmp"
	"slices"
	"time"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// publishAt is the key by which a file says it, and which is no field of Whop's.
const publishAt course.Field = "publish_at"

// scheduleLines returns the date that is new, as a line among the fields.
func scheduleLines(c *plan.Change) []assignment {
	if !c.Schedule.IsNew() || c.Action == plan.Create {
		return nil
	}
	line := momentInWords(c.Schedule.Was) + " -> " + momentInWords(c.Schedule.PublishAt)
	if c.Schedule.IsPast() {
		line += " (past)"
	}
	return []assignment{{publishAt, line}}
}

func momentInWords(t time.Time) string {
	if t.IsZero() {
		return "null"
	}
	return course.Moment(t)
}

// dueInWords says why a lesson becomes visible, "" for any other reason than its date.
func dueInWords(c *plan.Change) string {
	if !c.Schedule.IsDue() {
		return ""
	}
	return "its date has come: " + course.Moment(c.Schedule.PublishAt)
}

// seenInWords says whether students see something new, and from when on.
func seenInWords(c *plan.Change, visibility string) string {
	switch {
	case visibility == course.Hidden && c.Schedule.Waits():
		return visibility + " until " + course.Moment(c.Schedule.PublishAt)
	case visibility == course.Visible && c.Schedule.IsPast():
		return visibility + " at once: publish_at " + course.Moment(c.Schedule.PublishAt) + " is past"
	}
	return visibility
}

// waiting says which lessons become visible at a date, the next first. These are all that there are, also where
// nothing about them is new.
func waiting(p *plan.Plan) string {
	names := datesOf(p, (*plan.Schedule).Waits)
	if names == nil {
		return ""
	}
	return "Scheduled: " + firstOf(names, fewNames) + "; the first apply after a date makes its lesson visible."
}

// past says which dates are new and have come already: a slip in a date shows students what should wait.
func past(p *plan.Plan) string {
	names := datesOf(p, (*plan.Schedule).IsPast)
	if names == nil {
		return ""
	}
	return "Past: " + firstOf(names, fewNames) + "; apply makes a lesson visible at once where its publish_at has come."
}

// datesOf names the lessons with a date for which a condition holds, the first date first.
func datesOf(p *plan.Plan, holds func(*plan.Schedule) bool) (names []string) {
	lessons := changesOf(p, func(c *plan.Change) bool { return holds(c.Schedule) })
	slices.SortStableFunc(lessons, func(a, b *plan.Change) int {
		return cmp.Or(a.Schedule.PublishAt.Compare(b.Schedule.PublishAt), a.Address.Compare(b.Address))
	})
	for _, c := range lessons {
		names = append(names, addressName(c.Address)+" at "+course.Moment(c.Schedule.PublishAt))
	}
	return names
}
