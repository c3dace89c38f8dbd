package plan

import (
	"maps"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// fewHidden is how many lessons a course may lose from sight whatever share of it they are: small
// courses change as a whole.
const fewHidden = 4

// guardHides bounds the lessons that students stop seeing, or find empty: a folder that is gone or a
// search-and-replace deletes nothing, and students sit before an empty course all the same.
func guardHides(in *Input, s *sides, p *Work) {
	if in.Options.AllowHide {
		return
	}
	changes, addresses := map[string]*Change{}, map[string]course.Address{}
	for i := range p.Changes {
		changes[p.Changes[i].ID] = &p.Changes[i]
	}
	for _, bindings := range []map[course.Address]*state.Binding{s.known, p.Bindings} {
		for address, binding := range bindings {
			addresses[binding.ID] = address
		}
	}
	limits, all := in.Options.Limits, 0
	lost, total := map[course.Address]int{}, map[course.Address]int{}
	for _, live := range in.Live {
		address, isOurs := addresses[live.ID]
		if !isOurs || live.IsHidden() {
			continue
		}
		for _, chapter := range live.Chapters {
			for _, lesson := range chapter.Lessons {
				if !lesson.IsHidden() {
					total[address]++
					lost[address] += count(takesFromSight(changes[live.ID], false) || takesFromSight(changes[lesson.ID], true))
				}
			}
		}
		all += lost[address]
	}
	if all > limits.Hide {
		p.refuse(Refusal{Guard: GuardHide, Reason: TooManyHidden, Count: all, Limit: limits.Hide})
	}
	for _, address := range slices.SortedFunc(maps.Keys(lost), course.Address.Compare) {
		if n := lost[address]; n > fewHidden && 100*n > limits.HidePercent*total[address] {
			p.refuse(Refusal{Guard: GuardHide, Reason: TooLargeHidden, Address: address, Count: n, Total: total[address], Limit: limits.HidePercent})
		}
	}
}

// takesFromSight reports whether a change hides what it is about, or leaves a lesson without its text.
func takesFromSight(change *Change, isLesson bool) bool {
	if change == nil || change.Action != Update {
		return false
	}
	return change.Hide || slices.ContainsFunc(change.Fields, func(f FieldChange) bool {
		switch f.Field {
		case course.Visibility:
			return course.Same(f.After, course.Text(course.Hidden))
		case course.Content:
			return isLesson && isEmptyText(f.After) && !isEmptyText(f.Before)
		}
		return false
	})
}

func isEmptyText(v course.Value) bool {
	switch v := v.(type) {
	case course.Null:
		return true
	case course.Text:
		return strings.TrimSpace(string(v)) == ""
	case course.Body:
		return strings.TrimSpace(v.Text) == ""
	}
	return false
}
