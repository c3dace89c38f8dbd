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

// hasNewDate reports a lesson that is to become visible at another date than the last apply knew.
func hasNewDate(c *plan.Change) bool { return c.Schedule.IsNew() }

// scheduleLines returns the date that is new, as a line among the fields.
func scheduleLines(c *plan.Change) []assignment {
	if !c.Schedule.IsNew() || c.Action == plan.Create {
		return nil
	}
	return []assignment{{publishAt, momentInWords(c.Schedule.Was) + " -> " + momentInWords(c.Schedule.PublishAt)}}
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
	if visibility == course.Hidden && c.Schedule.Waits() {
		return visibility + " until " + course.Moment(c.Schedule.PublishAt)
	}
	return visibility
}

// waiting says which lessons become visible at a date, the next first. These are all that there are, also where
// nothing about them is new.
func waiting(p *plan.Plan) string {
	lessons := changesOf(p, func(c *plan.Change) bool { return c.Schedule.Waits() })
	if len(lessons) == 0 {
		return ""
	}
	slices.SortStableFunc(lessons, func(a, b *plan.Change) int {
		return cmp.Or(a.Schedule.PublishAt.Compare(b.Schedule.PublishAt), a.Address.Compare(b.Address))
	})
	var names []string
	for _, c := range lessons {
		names = append(names, addressName(c.Address)+" at "+course.Moment(c.Schedule.PublishAt))
	}
	return "Scheduled: " + firstOf(names, fewNames) + "; the first apply after a date makes its lesson visible."
}
