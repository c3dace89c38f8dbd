package emulator

import (
	"bytes"
	"net/http"
	"time"
)

const longestIdemKey = 255 // bytes

// once runs do unless this POST is a repetition, whose result is repeated: refusals too.
// (Documented for every authenticated POST.)
func (m memory) once(c *call, native, forget bool, do func() Answer) Answer {
	sent := c.in.Header.Get("Idempotency-Key")
	if sent == "" || c.in.Method != http.MethodPost || c.quirks.NoIdempotency {
		return do()
	}
	if len(sent) > longestIdemKey {
		return refuse(invalid("Idempotency-Key", "longer than %d bytes", longestIdemKey), native)
	}
	name, print := nameResult(c.in), digest(c.in.Method, c.in.Path, c.in.RawQuery, c.version, string(c.in.Body))
	if past := m[name]; past != nil && c.now.Sub(past.At) < resultLife {
		return repeat(past, print, native)
	}
	now := &result{Name: name, Request: print, At: c.now}
	answer := do()
	if !forget {
		now.Status, now.Body = answer.Status, answer.Body
	}
	m[name] = now
	c.world.changes.Results = append(c.world.changes.Results, *now)
	return answer
}

// repeat answers as before. The print is all that makes two requests the same one.
func repeat(past *result, print string, native bool) Answer {
	switch {
	case past.Request != print && past.Request != "":
		return refuse(invalid("Idempotency-Key", "was used for another request"), native)
	case past.running || past.Status == 0:
		return refuse(&refusal{Status: 409, Type: "conflict", Message: "A request with this Idempotency-Key is still running"}, native)
	}
	answer := jsonAnswer(past.Status, bytes.Clone(past.Body))
	answer.Header.Set("Idempotent-Replayed", "true")
	return answer
}

// nameResult is who sent which key.
func nameResult(in *request) string {
	return digest(in.Header.Get("Authorization"), in.Header.Get("Idempotency-Key"))
}

// postpone has the key of a request whose effect is still to come count as running.
func (m memory) postpone(in *request, now time.Time) {
	name := nameResult(in)
	if in.Header.Get("Idempotency-Key") != "" && m[name] == nil {
		m[name] = &result{Name: name, At: now, running: true}
	}
}

// resume ends what postpone began.
func (m memory) resume(in *request) {
	if past := m[nameResult(in)]; past != nil && past.running {
		delete(m, past.Name)
	}
}
