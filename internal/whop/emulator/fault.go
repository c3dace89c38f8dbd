package emulator

import (
	"fmt"
	"net/http"
	"time"
)

// filler makes a body long without meaning anything.
const filler = "wedge the clay, centre the clay, open the clay, and let what is finished dry slowly. "

// Fault is what goes wrong with one request. It has two halves, because the caller sees
// only one of them: what became of the effect, and what became of the answer.
//
//	           Effect  Answer            Delay
//	Now        done    as the caller gets it, made of the true one; nil is the true one
//	Never      none    made of an empty one; none hangs up
//	Late       done After that many more requests, and when Lag has passed; answer as with Never
//
// What never has its effect never reached the API: its Idempotency-Key stays unused. The
// zero Fault is none.
type Fault struct {
	Name   string
	Effect Effect
	After  int           // with Late: how many requests are served before it happens
	Lag    time.Duration // with Late: how long it takes until it happens, by Options.Clock
	Answer func(Answer) Answer
	Delay  time.Duration // between the effect and the answer
	Stale  bool          // a PATCH is answered with what was there before it
	Forget bool          // the server does not remember the outcome either
}

// Effect is what becomes of what a request asks for.
type Effect int

const (
	Now Effect = iota
	Never
	Late
)

// RequestInfo is what a fault function decides by.
type RequestInfo struct {
	Seq    int // 1 for the first request since SetFault
	Nth    int // 1 for the first of this method since SetFault
	Method string
	Path   string // below /api/v1 for calls of the API, as in "/course_lessons"
	Body   []byte
}

// IsWrite reports whether the request asks for a change.
func (i RequestInfo) IsWrite() bool { return i.Method != http.MethodGet }

// Refuse answers with status before any effect, in Whop's shape of an error.
func Refuse(status int) Fault {
	return Fault{Name: fmt.Sprintf("refuse with %d", status), Effect: Never, Answer: replaceWith(errorAnswer(status))}
}

// TooMany answers 429 with the wait in the message alone, as Whop does.
func TooMany(seconds int) Fault {
	why := tooMany(seconds)
	return Fault{Name: "429 with the wait in its message", Effect: Never, Answer: replaceWith(jsonAnswer(why.Status, why.body(false)))}
}

// TooManyWithHeader answers 429 with this Retry-After.
func TooManyWithHeader(retryAfter string) Fault {
	answer := errorAnswer(http.StatusTooManyRequests)
	answer.Header.Set("Retry-After", retryAfter)
	return Fault{Name: "429 with Retry-After " + retryAfter, Effect: Never, Answer: replaceWith(answer)}
}

// Page answers with the HTML of a proxy.
func Page(effect Effect, status int) Fault {
	html := Answer{
		Status: status,
		Header: http.Header{"Content-Type": {"text/html"}},
		Body:   fmt.Appendf(nil, "<html><head><title>%[1]d %[2]s</title></head><body><h1>%[1]d %[2]s</h1></body></html>", status, http.StatusText(status)),
	}
	return Fault{Name: fmt.Sprintf("HTML page with %d, effect %s", status, effect), Effect: effect, Answer: replaceWith(html)}
}

// Drop loses the connection instead of answering.
func Drop(effect Effect, how Loss) Fault {
	return Fault{Name: fmt.Sprintf("%s, effect %s", how, effect), Effect: effect, Answer: replaceWith(Answer{Loss: how})}
}

// Fail has the effect and then answers with status.
func Fail(status int) Fault {
	return Fault{Name: fmt.Sprintf("%d after the effect", status), Answer: replaceWith(errorAnswer(status))}
}

// DropLate loses the connection, and the effect happens when that many more requests have
// been served.
func DropLate(after int) Fault {
	f := Drop(Late, Reset)
	f.Name, f.After = fmt.Sprintf("%s by %d requests", f.Name, after), after
	return f
}

// Lagging answers as fault does, and the effect comes when lag has passed.
func Lagging(lag time.Duration, fault Fault) Fault {
	fault.Name, fault.Effect, fault.Lag = fmt.Sprintf("%s, and the effect %s later", fault.Name, lag), Late, lag
	return fault
}

// Forgotten has the effect and answers 500, and the server has lost what it answered: the
// same Idempotency-Key is a conflict until it expires.
func Forgotten() Fault {
	f := Fail(http.StatusInternalServerError)
	f.Name, f.Forget = "500 after the effect, outcome forgotten", true
	return f
}

// Stale answers a PATCH with what was there before it.
func Stale() Fault { return Fault{Name: "stale answer", Stale: true} }

// Slow has the effect and keeps the caller waiting for the answer.
func Slow(d time.Duration) Fault { return Fault{Name: "slow answer", Delay: d} }

// Redirect answers with the address of another place, before any effect.
func Redirect(location string) Fault {
	answer := Answer{Status: http.StatusTemporaryRedirect, Header: http.Header{"Location": {location}}}
	return Fault{Name: "redirect", Effect: Never, Answer: replaceWith(answer)}
}

// Body has the effect and answers with a body made of the true one.
func Body(name string, of func(truth []byte) []byte) Fault {
	return Fault{Name: name, Answer: func(a Answer) Answer {
		a.Body = of(a.Body)
		return a
	}}
}

// CutAnswer has the effect and breaks the connection in the middle of the answer.
func CutAnswer() Fault {
	return Fault{Name: "answer cut off", Answer: func(a Answer) Answer {
		a.Cut = true
		return a
	}}
}

// EndlessAnswer has the effect and never stops answering.
func EndlessAnswer() Fault {
	return Fault{Name: "endless answer", Answer: func(a Answer) Answer {
		a.Body, a.Endless = []byte(`{"data": "`+filler), true
		return a
	}}
}

// On gives fault to the n-th request since SetFault, and none to the others.
func On(n int, fault Fault) func(RequestInfo) Fault {
	return func(i RequestInfo) Fault {
		if i.Seq == n {
			return fault
		}
		return Fault{}
	}
}

// OnNth gives fault to the n-th request of this method since SetFault.
func OnNth(method string, n int, fault Fault) func(RequestInfo) Fault {
	return func(i RequestInfo) Fault {
		if i.Method == method && i.Nth == n {
			return fault
		}
		return Fault{}
	}
}

func (e Effect) String() string { return [...]string{"now", "never", "late"}[e] }

func (l Loss) String() string {
	return [...]string{"answered", "unreachable", "connection reset", "connection closed"}[l]
}

func replaceWith(a Answer) func(Answer) Answer { return func(Answer) Answer { return a } }

// errorAnswer is what Whop says with a status when nothing more is known.
func errorAnswer(status int) Answer {
	types := map[int]string{
		400: "invalid_request_error", 401: "unauthorized", 403: "forbidden", 404: "not_found",
		409: "conflict", 410: "gone", 422: "verification_required", 429: "rate_limit_exceeded",
	}
	r := &refusal{Status: status, Type: types[status], Message: http.StatusText(status)}
	if r.Type == "" {
		r.Type = "internal_server_error"
	}
	if status == 404 {
		r = notFound()
	}
	return jsonAnswer(status, r.body(false))
}
