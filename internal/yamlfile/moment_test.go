package yamlfile

import (
	"strings"
	"testing"
	"time"
)

var moments = Grammar{Name: "a file", Keys: []Key{{Name: "at", Form: FormMoment}}}

// TestAMomentIsReadInEachFormThatPeopleWrite holds every form against the instant that it says, in UTC. YAML reads
// some of them as a timestamp, of which a date alone would be midnight in UTC.
func TestAMomentIsReadInEachFormThatPeopleWrite(t *testing.T) {
	for written, want := range map[string]string{
		"2030-01-31T09:00:00+01:00":             "2030-01-31T08:00:00Z",
		"2030-01-31T09:00:00Z":                  "2030-01-31T09:00:00Z",
		"2030-01-31t09:00z":                     "2030-01-31T09:00:00Z",
		"2030-01-31 09:00 +01:00":               "2030-01-31T08:00:00Z",
		"2030-01-31 09:00:30+0130":              "2030-01-31T07:30:30Z",
		"2030-01-31 09:00 -08:00":               "2030-01-31T17:00:00Z",
		"2030-01-31 09:00 Europe/Berlin":        "2030-01-31T08:00:00Z",
		"2030-07-31  09:00  Europe/Berlin":      "2030-07-31T07:00:00Z",
		"2030-07-31T09:00 America/New_York":     "2030-07-31T13:00:00Z",
		"1970-01-01 00:00 +14:00":               "1969-12-31T10:00:00Z",
		"9998-12-31 23:59 -12:00":               "9999-01-01T11:59:00Z",
		"2030-01-31 09:00 UTC":                  "2030-01-31T09:00:00Z",
		`"2030-01-31 09:00 Asia/Kolkata"`:       "2030-01-31T03:30:00Z",
		"'2030-01-31T09:00:00+01:00'":           "2030-01-31T08:00:00Z",
		"2030-01-31 09:00 Europe/Berlin # nine": "2030-01-31T08:00:00Z",
	} {
		r := &Report{}
		o, _ := Read("at: "+written+"\n", moments, r)
		if got := o.Values["at"].Time.UTC().Format(time.RFC3339); got != want || len(r.Problems) > 0 {
			t.Errorf("%s is %s, not %s: %v", written, got, want, r.Problems)
		}
		at := o.Values["at"].Time
		if again, advice := ParseMoment("at", FormatMoment(at)); !again.Equal(at) {
			t.Errorf("%s is written as %s, which is %s (%s)", written, FormatMoment(at), again, advice)
		}
	}
}

// TestAMomentThatCouldBeAnotherIsRefused says what is wrong, and shows a line that is read as it stands.
func TestAMomentThatCouldBeAnotherIsRefused(t *testing.T) {
	for written, said := range map[string]string{
		"2030-01-31 09:00":                     "has no time zone: write `at: 2030-01-31 09:00 Europe/Berlin`",
		"2030-01-31T09:00:00":                  "has no time zone: write `at: 2030-01-31 09:00:00 Europe/Berlin`",
		"2030-01-31":                           "wants a time of day and its zone beside the date 2030-01-31: write `at: 2030-01-31 09:00 Europe/Berlin`",
		"2030-01-31 Europe/Paris":              "wants a time of day beside the date 2030-01-31: write `at: 2030-01-31 09:00 Europe/Paris`",
		"2030-02-30 09:00 Z":                   "there is no 2030-02-30 09:00: write it like `at: 2030-01-31 09:00 Europe/Berlin`",
		"2030-01-31 24:00 Z":                   "there is no 2030-01-31 24:00",
		"2030-01-31 09:00:61 Z":                "there is no time 09:00:61 Z: write `at: 2030-01-31 09:00 Europe/Berlin`",
		"2030-01-31 09:00:61 Europe/Berlin":    "there is no 2030-01-31 09:00:61",
		"2030-01-31 09:00 +25:00":              "there is no time 09:00 +25:00",
		"2030-01-31 09:00 CST":                 "CST is not the name of one time zone: write `at: 2030-01-31 09:00 Europe/Berlin`",
		"2030-01-31 09:00 Local":               "Local is not the name of one time zone",
		"2030-01-31 09:00 Etc/GMT+1":           "is not the name of one time zone", // which is an hour behind UTC
		"2030-01-31 09:00 Europe/Atlantis":     "there is no time zone Europe/Atlantis: write it like `at: 2030-01-31 09:00 Europe/Berlin`",
		"2030-01-31 09:00 europe/berlin":       "europe/berlin is not the name of one time zone: write `at: 2030-01-31 09:00 Europe/Berlin`",
		"2030-01-31 09:00 Europe/berlin":       "there is no time zone Europe/berlin: write `at: 2030-01-31 09:00 Europe/Berlin`",
		"2030-01-31 09:00 america/NEW_YORK":    "write `at: 2030-01-31 09:00 America/New_York`",
		"2030-01-31 09:00 utc":                 "write `at: 2030-01-31 09:00 UTC`",
		"2030-01-31 09:00 europe/atlantis":     "europe/atlantis is not the name of one time zone: write `at: 2030-01-31 09:00 Europe/Berlin`, with your place",
		"2030-01-31 9:00 Europe/Paris":         "at wants the hour with two digits: write `at: 2030-01-31 09:00 Europe/Paris`",
		"2030-01-31T9:00:00+01:00":             "at wants the hour with two digits: write `at: 2030-01-31T09:00:00+01:00`",
		"2030-01-31 9:00":                      "has no time zone: write `at: 2030-01-31 09:00 Europe/Berlin`",
		"2030-01-31 09:00 Europe/../Asia/Aden": "wants a date and a time with its zone",
		"2030-03-31 02:30 Europe/Berlin":       "clocks in Europe/Berlin never show 2030-03-31 02:30: they skip it: write `at: 2030-03-31 0",
		"2030-10-27 02:30 Europe/Berlin":       "clocks in Europe/Berlin show 2030-10-27 02:30 twice: write `at: 2030-10-27 02:30:00",
		"9999-12-31T23:59:00-12:00":            "the year is not between 1970 and 9998: write it like `at: 2030-01-31 09:00 Europe/Berlin`",
		"9999-12-31 23:59 America/New_York":    "the year is not between 1970 and 9998",
		"0000-01-01T00:00:00+12:00":            "the year is not between 1970 and 9998",
		"0001-01-01 00:00 UTC":                 "the year is not between 1970 and 9998",
		"tomorrow":                             "wants a date and a time with its zone, got the text \"tomorrow\": write it like `at: 2030-01-31 09:00 Europe/Berlin`",
		"31.01.2030 09:00":                     "wants a date and a time with its zone",
		"2030":                                 "wants a date and a time with its zone, got the number 2030",
		"[2030-01-31]":                         "wants a date and a time with its zone, got a list",
		"":                                     "wants a date and a time with its zone, got nothing",
	} {
		r := &Report{}
		if o, _ := Read("at: "+written+"\n", moments, r); len(r.Problems) != 1 {
			t.Errorf("%s is read as %s: %v", written, o.Values["at"].Time, r.Problems)
			continue
		}
		problem := r.Problems[0].Message + ": " + r.Problems[0].Hint
		if !strings.Contains(problem, said) {
			t.Errorf("%s: %s, not %s", written, problem, said)
		}
		for i, line := range strings.Split(problem, "`") {
			again := &Report{}
			if _, ok := Read(line+"\n", moments, again); i%2 == 1 && (!ok || len(again.Problems) > 0) {
				t.Errorf("%s: the line %s is not read: %v", written, line, again.Problems)
			}
		}
	}
}
