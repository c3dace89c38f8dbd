package plan

import (
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"whopsync/internal/course"
	"whopsync/internal/state"
)

// fewHidden is how many lessons a course may lose from sight whatever share of it they are: small
// courses change as a whole.
const fewHidden = 4

// longWait is how many days later than today a lesson may open. Students whom it opens to after more
// than a year do not see it either.
const longWait = 365

// guardHides bounds the lessons that students stop seeing, find empty or have to wait for: a folder that is
// gone or a search-and-replace deletes nothing, and students sit before an empty course all the same.
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
					lost[address] += count(takesFromSight(changes[live.ID], &live.Resource) || takesFromSight(changes[lesson.ID], &lesson.Resource))
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

// takesFromSight reports whether a change hides an object, closes it for long, or empties it.
func takesFromSight(change *Change, live *course.Resource) bool {
	if change == nil || change.Action != Update {
		return false
	}
	return change.Hide || leavesEmpty(change, live) || slices.ContainsFunc(change.Fields, func(f FieldChange) bool {
		switch f.Field {
		case course.Visibility:
			return course.Same(f.After, course.Text(course.Hidden))
		case course.UnlockDays:
			was, _ := f.Before.(course.Int)
			is, _ := f.After.(course.Int)
			return is-was > longWait
		}
		return false
	})
}

// leavesEmpty reports whether a change takes the last of what a lesson teaches with.
func leavesEmpty(change *Change, live *course.Resource) bool {
	taken := false
	for _, spec := range course.Specs(change.Kind) {
		if !spec.Material {
			continue
		}
		value := live.Fields[spec.Field]
		if i := slices.IndexFunc(change.Fields, func(f FieldChange) bool { return f.Field == spec.Field }); i >= 0 {
			f := change.Fields[i]
			taken = taken || !isNothing(f.Before) || f.hadUnseen()
			value = f.After
		}
		if !isNothing(value) {
			return false
		}
	}
	return taken
}

// isNothing reports whether students see nothing of a value.
func isNothing(v course.Value) bool {
	switch v := v.(type) {
	case course.Text:
		return isBlank(string(v))
	case course.Body:
		return isBlank(v.Text)
	}
	return course.IsEmpty(v)
}

// unseen is what a text may hold and students do not see.
var unseen = regexp.MustCompile(`(?is)<!--.*?-->|</?(?:br|div|hr|p|span)\b[^>]*>`)

// isBlank reports whether a text shows no letter, number or picture: spaces in every form, rules and marks
// around nothing are not seen.
func isBlank(text string) bool {
	for line := range strings.Lines(text) {
		line = html.UnescapeString(unseen.ReplaceAllString(line, ""))
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.So, r) }) {
			return false
		}
	}
	return true
}
