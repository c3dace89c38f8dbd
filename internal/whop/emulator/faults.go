package emulator

import (
	"bytes"
	"strings"
)

// Faults are all the kinds that need no real time to pass, for a campaign that gives each
// to every request in turn. Half of them happen before the effect, half after it, and
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
		Forgotten(),
		Stale(),
		CutAnswer(),
		EndlessAnswer(),
		Body("empty answer", just("")),
		Body("empty object", just("{}")),
		Body("null", just("null")),
		Body("array", just("[]")),
		Body("not JSON", just("The kiln is on fire")),
		Body("id of another kind", swapKinds),
		Body("deep JSON", func([]byte) []byte { return bytes.Repeat([]byte(`{"data":[`), 50_000) }),
		Body("huge JSON", func([]byte) []byte { return []byte(`{"id":"` + strings.Repeat(filler, 100_000) + `"}`) }),
	}
}

func just(body string) func([]byte) []byte {
	return func([]byte) []byte { return []byte(body) }
}

// swapKinds turns ids of one kind into ids of another.
func swapKinds(body []byte) []byte {
	swap := strings.NewReplacer(`"cors_`, `"chap_`, `"chap_`, `"lesn_`, `"lesn_`, `"file_`, `"file_`, `"cors_`)
	return []byte(swap.Replace(string(body)))
}
