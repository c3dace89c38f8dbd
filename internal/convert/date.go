package convert

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"whopsync/internal/yamlfile"
)

// date is a key of a front matter that says when a page is shown.
type date struct {
	means meaning
	name  string // of the key
	text  string
	at    Place
}

var (
	beginsWithDay = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}`)
	year          = regexp.MustCompile(`\b\d{4}\b`)
	fraction      = regexp.MustCompile(`(:\d{2})\.\d+`) // of a second
)

// isDate reports whether a value is a date for takeDates. `published: 2030-01-31` is one, and `published: false` is not.
func isDate(means meaning, v yamlfile.Foreign) bool {
	switch means {
	case toPublish, toDate, toEnd:
		return v.Kind != yamlfile.ForeignNull && (v.Kind != yamlfile.ForeignText || oneLine(v.Text) != "")
	case toShown:
		return v.Kind == yamlfile.ForeignText && beginsWithDay.MatchString(oneLine(v.Text))
	}
	return false
}

// takeDates notes when a page is shown. What is not certain hides it:
//
//	date                                      the page
//	to come, with time and zone               waits until then
//	to come, without one of them, or unread   is hidden, and the line to write is named
//	has come everywhere on earth              is shown
//	of an end                                 is hidden if it may have come; named
//
// A page that is hidden for another reason stays so.
func (p *Page) takeDates(dates []date, now time.Time, notes *Notes) {
	says := func(d date) bool { return d.means == toPublish || d.means == toShown }
	var kept date
	isSaid := slices.ContainsFunc(dates, says)
	for _, d := range dates {
		at, advice := yamlfile.ParseMoment("publish_at", fraction.ReplaceAllString(d.text, "$1"))
		first, last := spanOf(d.text, at)
		switch {
		case d.means == toEnd:
			p.IsHidden = p.IsHidden || !first.After(now)
			notes.add(EndDate, d.at, d.name+": "+d.text)
		case isSaid && !says(d):
		case advice != "" && last.After(now):
			p.IsHidden = true
			notes.add(UnsureDate, d.at, d.name+": "+d.text+": "+advice)
		case advice == "" && (d.means == toPublish || at.After(now)) && at.After(p.PublishAt):
			p.PublishAt, kept = at, d
		}
	}
	if p.IsHidden && !p.PublishAt.IsZero() {
		notes.add(UnsureDate, kept.at, fmt.Sprintf("%s: %s, of a page that is hidden as well: write `publish_at: %s`", kept.name, kept.text, yamlfile.FormatMoment(p.PublishAt)))
		p.PublishAt = time.Time{}
	}
}

// spanOf returns the first and the last moment that a date can mean: itself where it is certain, else the day or the
// year wherever on earth it is, else any.
func spanOf(text string, certain time.Time) (first, last time.Time) {
	const east, west = 14 * time.Hour, 12 * time.Hour // of UTC
	if !certain.IsZero() {
		return certain, certain
	}
	if day, err := time.Parse(time.DateOnly, beginsWithDay.FindString(text)); err == nil {
		return day.Add(-east), day.AddDate(0, 0, 1).Add(west)
	}
	years := slices.Sorted(slices.Values(year.FindAllString(text, -1)))
	if len(years) == 0 {
		return time.Time{}, time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	newYear := func(year string) time.Time {
		n, _ := strconv.Atoi(year)
		return time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return newYear(years[0]).Add(-east), newYear(years[len(years)-1]).AddDate(1, 0, 0).Add(west)
}
