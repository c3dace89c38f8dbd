package yamlfile

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // names of zones mean the same on every machine, Windows included

	"gopkg.in/yaml.v3"
)

// momentParts are a date, a time of day, and its zone as an offset or as the name of a place.
var momentParts = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})(?:(?:[Tt]|[ \t]+)(\d{2}:\d{2}(?::\d{2})?))?(?:[ \t]*([Zz]|[+-]\d{2}:?\d{2})|[ \t]+([A-Za-z][A-Za-z0-9_+/-]*))?$`)

// shortHour is a moment whose hour has one digit.
var shortHour = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2}(?:[Tt]|[ \t]+))(\d:.*)$`)

// momentPattern is what schemas say of it.
const momentPattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt]|[ \t]+)[0-9]{2}:[0-9]{2}`

// placeOfZone is a name of a zone that says by itself what it means: abbreviations such as CST stand for several.
var placeOfZone = regexp.MustCompile(`^(?:UTC|(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Za-z0-9_+/-]+)$`)

// wordOfPlace is one word in the name of a zone.
var wordOfPlace = regexp.MustCompile(`[A-Za-z]+`)

// The days that can be written. In every zone, their moments have a year of four digits, as plans and states keep it, and none is
// the zero time, which means that there is no date.
const (
	firstDay = "1970-01-01"
	lastDay  = "9998-12-31"
)

// ParseMoment reads what would stand after a key that is a moment. Where it cannot be read, advice is what to write.
func ParseMoment(key, text string) (at time.Time, advice string) {
	var v Value
	k := &Key{Name: key, Form: FormMoment}
	if wrong := readMoment(&yaml.Node{Kind: yaml.ScalarNode, Tag: textTag, Value: text}, k, &v); wrong != nil {
		return time.Time{}, wrong.hint
	}
	return v.Time, ""
}

// FormatMoment writes a moment with the name of the place whose clocks show it, where it has one, else with an offset.
// ParseMoment reads it back.
func FormatMoment(at time.Time) string {
	form := "2006-01-02 15:04"
	if at.Second() != 0 {
		form += ":05"
	}
	if place := at.Location().String(); placeOfZone.MatchString(place) {
		return at.Format(form) + " " + place
	}
	return at.Format(form + " -07:00")
}

// readMoment reads a date and time with its zone. YAML reads some forms of it as a timestamp, and some as text: what
// counts is what is written.
func readMoment(node *yaml.Node, k *Key, v *Value) *flaw {
	if node.Tag != textTag && node.Tag != timeTag {
		return wrongType(node, k)
	}
	parts := momentParts.FindStringSubmatch(strings.TrimSpace(node.Value))
	if parts == nil {
		return notAMoment(node, k)
	}
	day, clock, offset, place := parts[1], parts[2], parts[3], parts[4]
	line := func(clock, zone string) string { return fmt.Sprintf("write `%s: %s %s %s`", k.Name, day, clock, zone) }
	switch _, err := time.Parse("2006-01-02 15:04", day+" "+(clock + "00:00")[:5]); {
	case err != nil:
		return &flaw{"bad-moment", fmt.Sprintf("%s: there is no %s", k.Name, Shorten(strings.TrimSpace(day+" "+clock))), exampleOf(k)}
	case day < firstDay || day > lastDay:
		return &flaw{"bad-moment", fmt.Sprintf("%s: in %s, the year is not between %.4s and %.4s", k.Name, day, firstDay, lastDay), exampleOf(k)}
	case clock == "" && offset+place == "":
		return &flaw{"bad-moment", k.Name + " wants a time of day and its zone beside the date " + day, line("09:00", somePlace) + ", with your time and place"}
	case clock == "":
		return &flaw{"bad-moment", k.Name + " wants a time of day beside the date " + day, line("09:00", offset+place) + ", with your time"}
	case offset+place == "":
		return &flaw{"no-zone", k.Name + " has no time zone", line(clock, somePlace) + ", with your place"}
	case offset != "":
		return readOffset(day+"T"+clock, strings.ToUpper(offset), line, v)
	case !placeOfZone.MatchString(place):
		return &flaw{"no-zone", fmt.Sprintf("%s: %s is not the name of one time zone", k.Name, Shorten(place)), cmp.Or(nearPlace(place, line, clock), line(clock, somePlace)+otherPlace)}
	}
	return readPlace(day+" "+clock, place, k, line, v)
}

// notAMoment is the flaw of a text in another form. With two digits, an hour such as 9:00 may be what is missing.
func notAMoment(node *yaml.Node, k *Key) *flaw {
	parts := shortHour.FindStringSubmatch(strings.TrimSpace(node.Value))
	if parts == nil {
		return wrongType(node, k)
	}
	long := *node
	long.Value = parts[1] + "0" + parts[2]
	if f := readMoment(&long, k, &Value{}); f != nil {
		return f
	}
	return &flaw{"bad-moment", k.Name + " wants the hour with two digits", fmt.Sprintf("write `%s: %s`", k.Name, long.Value)}
}

// nearPlace returns the line with the zone that a name means in other letters, "" for none: names have capital letters.
func nearPlace(place string, line func(clock, zone string) string, clock string) string {
	near := wordOfPlace.ReplaceAllStringFunc(place, func(w string) string { return strings.ToUpper(w[:1]) + strings.ToLower(w[1:]) })
	if near == "Utc" {
		near = "UTC"
	}
	if _, err := time.LoadLocation(near); err != nil || near == place || !placeOfZone.MatchString(near) {
		return ""
	}
	return line(clock, near)
}

// readOffset reads a moment of which the distance from UTC is given.
func readOffset(written, offset string, line func(clock, zone string) string, v *Value) *flaw {
	if len(offset) == len("+0100") {
		offset = offset[:3] + ":" + offset[3:]
	}
	clock := written[len("2006-01-02T"):]
	if len(clock) == len("15:04") {
		written += ":00"
	}
	at, err := time.Parse(time.RFC3339, written+offset)
	if err != nil {
		return &flaw{"bad-moment", "there is no time " + clock + " " + offset, line("09:00", somePlace) + ", with your time and place"}
	}
	v.Time = at
	return nil
}

// readPlace reads a moment on the clocks of a place. When clocks change, they skip an hour, or show one twice.
func readPlace(written, place string, k *Key, line func(clock, zone string) string, v *Value) *flaw {
	zone, err := time.LoadLocation(place)
	if err != nil {
		return &flaw{"no-zone", fmt.Sprintf("%s: there is no time zone %s", k.Name, Shorten(place)), cmp.Or(nearPlace(place, line, written[len("2006-01-02 "):]), exampleOf(k)+otherPlace)}
	}
	form := "2006-01-02 15:04:05"[:len(written)]
	at, err := time.ParseInLocation(form, written, zone)
	if err != nil {
		return &flaw{"bad-moment", fmt.Sprintf("%s: there is no %s", k.Name, written), exampleOf(k)}
	}
	if shown := at.Format(form); shown != written {
		return &flaw{"bad-moment", fmt.Sprintf("%s: clocks in %s never show %s: they skip it", k.Name, place, written),
			fmt.Sprintf("write `%s: %s`", k.Name, at.Format("2006-01-02 15:04:05-07:00"))}
	}
	for _, shift := range []time.Duration{-time.Hour, -30 * time.Minute, 30 * time.Minute, time.Hour} {
		if other := at.Add(shift); other.Format(form) == written {
			return &flaw{"bad-moment", fmt.Sprintf("%s: clocks in %s show %s twice", k.Name, place, written),
				fmt.Sprintf("write `%s: %s` or `%s: %s`", k.Name, at.Format("2006-01-02 15:04:05-07:00"), k.Name, other.Format("2006-01-02 15:04:05-07:00"))}
		}
	}
	v.Time = at
	return nil
}
