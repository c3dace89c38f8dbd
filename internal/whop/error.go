package whop

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"whopsync/internal/course"
)

// Error is a request that did not end well.
//
//	                Status    Type, Code, Param, Message  Err
//	no answer       0         ""                          why
//	refusal         4xx, 5xx  what the server says        nil
//	useless answer  any       ""                          what is wrong with it
//
// Every text in it is made safe to show: no control characters, no key, bounded length.
type Error struct {
	Op        string // what was asked for: "read course cors_1"
	Status    int
	Type      string
	Code      string
	Param     string
	Message   string
	RequestID string
	Err       error

	outcome course.Outcome
	lost    bool          // the connection failed: a read may simply be sent again
	shaped  bool          // the body has the form of Whop's errors, so the answer is Whop's
	wait    time.Duration // how long the server asks to wait; 0 when it does not say
	secrets secrets
	advice  string // what to do about it
}

// IsFinal reports a redirect: the same request would be answered by the same redirect.
func (e *Error) IsFinal() bool { return e.Status >= 300 && e.Status < 400 }

// Hint returns what to do about the error, "" for most.
func (e *Error) Hint() string { return e.secrets.clean(e.advice, maxMessage) }

// Outcome returns what became of the request.
func (e *Error) Outcome() course.Outcome { return e.outcome }

func (e *Error) Unwrap() error { return e.Err }

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Op + ": " + e.secrets.clean(e.Err.Error(), maxMessage) + e.details()
	}
	return e.Op + ": " + cmp.Or(e.Message, strings.ToLower(http.StatusText(e.Status))) + e.details()
}

// details returns what support asks for, in parentheses.
func (e *Error) details() string {
	var parts []string
	if e.Status != 0 {
		parts = append(parts, fmt.Sprint(e.Status))
	}
	for _, part := range []string{e.Type, e.Code, e.Param} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if e.RequestID != "" {
		parts = append(parts, "request "+e.RequestID)
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// IsNotFound reports whether Whop said that there is no such thing, or none that this
// key may see. A proxy's 404 page says nothing of the kind.
func IsNotFound(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == http.StatusNotFound && e.shaped
}

// Gone is IsNotFound for callers that know errors by course.IsGone only.
func (e *Error) Gone() bool { return IsNotFound(e) }

// outcomeOf follows one rule: only an answer of Whop itself that says no is a no.
func outcomeOf(e *Error) course.Outcome {
	switch {
	case e.Status == http.StatusRequestTimeout, e.Status == http.StatusConflict:
		return course.OutcomeUnknown // a conflict can be our own earlier try, still running
	case e.Status < 500 && e.shaped:
		return course.OutcomeRefused
	}
	return course.OutcomeUnknown
}

// readBody takes what it can from {"error": {…}}, {"error": null}, {"error": "…"} and
// {"detail": "…"}. All have been seen or documented.
func (e *Error) readBody(body []byte) {
	var answer map[string]any
	if json.Unmarshal(body, &answer) != nil {
		e.Message = "the answer is not one of Whop's API (a proxy?)"
		return
	}
	said, hasError := answer["error"]
	detail, hasDetail := answer["detail"]
	e.shaped = hasError || hasDetail
	inner, _ := said.(map[string]any)
	text := func(v any, limit int) string {
		s, _ := v.(string)
		return e.secrets.clean(s, limit)
	}
	e.Type, e.Code, e.Param = text(inner["type"], maxWord), text(inner["code"], maxWord), text(inner["param"], maxWord)
	e.Message = cmp.Or(text(inner["message"], maxMessage), text(detail, maxMessage), text(said, maxMessage))
}

var datePattern = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)

// isUnknownVersion goes by the list of versions in the message (documented).
func (e *Error) isUnknownVersion() bool {
	return e.Status == http.StatusBadRequest && strings.Contains(strings.ToLower(e.Message), "version") && datePattern.MatchString(e.Message)
}
