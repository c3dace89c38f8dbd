package emulator

import (
	"bytes"
	"strings"
)

// filler makes a body long without meaning anything.
var filler = strings.Repeat("wedge the clay, centre the clay, open the clay. ", 64)

// Faults are all the kinds that need no real time to pass, for a campaign that gives each
// to every request in turn. Half of them happen before the effect, half behind it, and
// the caller cannot tell most pairs apart.
func Faults() []Fault {
	return append(faultsBefore(), faultsAfter()...)
}

func faultsBefore() []Fault {
	return []Fault{
		Drop(Never, Unreachable),
		Drop(Never, Reset),
		Drop(Never, HangUp),
		TooMany(1),
		TooManyWithHeader("1"),
		Refuse(403),
		Refuse(404),
		Refuse(408),
		Refuse(409),
		Refuse(422),
		Refuse(500),
		Refuse(503),
		Page(Never, 502),
		Redirect("https://elsewhere.example/api/v1/courses"),
	}
}

func faultsAfter() []Fault {
	return []Fault{
		Drop(Now, Reset),
		Drop(Now, HangUp),
		DropLate(0),
		DropLate(3),
		Fail(500),
		Fail(504),
		Page(Now, 502),
		Page(Now, 200),
		{Name: "500 and the outcome forgotten", Answer: replaceWith(errorAnswer(500)), Forget: true},
		{Name: "stale answer", Stale: true},
		CutAnswer(),
		EndlessAnswer(),
		Body("empty answer", nil),
		Body("empty object", []byte(`{}`)),
		Body("null", []byte(`null`)),
		Body("array", []byte(`[]`)),
		Body("not JSON", []byte(`The kiln is on fire`)),
		Body("deep JSON", bytes.Repeat([]byte(`{"data":[`), 50_000)),
		Body("huge JSON", []byte(`{"id":"`+strings.Repeat(filler, 4000)+`"}`)),
		{Name: "id of another kind", Answer: func(a Answer) Answer {
			a.Body = swapKinds.replace(a.Body)
			return a
		}},
	}
}

// kinds turns ids of one kind into ids of another.
type kinds []string

var swapKinds = kinds{`"cors_`, `"chap_`, `"lesn_`, `"file_`}

func (k kinds) replace(body []byte) []byte {
	pairs := make([]string, 0, 2*len(k))
	for i, prefix := range k {
		pairs = append(pairs, prefix, k[(i+1)%len(k)])
	}
	return []byte(strings.NewReplacer(pairs...).Replace(string(body)))
}
