package emulator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"time"
)

const (
	resultLife     = 24 * time.Hour
	longestIdemKey = 255 // bytes
)

// memory is what the API remembers of POSTs that carried an Idempotency-Key, by caller
// and key.
type memory map[string]*result

// result is one remembered POST. Without a Status its outcome is unknown, and stays so
// until it expires.
type result struct {
	Name    string          // of caller and key: neither is kept in the clear
	Request string          // what a repetition must equal
	Status  int             `json:",omitempty"`
	Body    json.RawMessage `json:",omitempty"`
	At      time.Time

	running bool
}

// once runs do unless this POST is a repetition, whose result is repeated: refusals too.
// (Documented for every authenticated POST.)
func (c *call) once(do func() Answer, r route) Answer {
	sent := c.Header.Get("Idempotency-Key")
	if sent == "" || c.Method != http.MethodPost || c.quirks.NoIdempotency {
		return do()
	}
	if len(sent) > longestIdemKey {
		return c.refuse(invalid("Idempotency-Key", "longer than %d bytes", longestIdemKey), r)
	}
	name, print := nameResult(c.request), c.fingerprint()
	if past := c.memory[name]; past != nil && c.now.Sub(past.At) < resultLife {
		return c.repeat(past, print, r)
	}
	now := &result{Name: name, Request: print, At: c.now}
	answer := do()
	if !c.forget {
		now.Status, now.Body = answer.Status, answer.Body
	}
	c.memory[name] = now
	c.w.changes.Results = append(c.w.changes.Results, *now)
	return answer
}

func (c *call) repeat(past *result, print string, r route) Answer {
	switch {
	case past.Request != print && past.Request != "":
		return c.refuse(invalid("Idempotency-Key", "was used for another request"), r)
	case past.running || past.Status == 0:
		return c.refuse(&refusal{Status: 409, Type: "conflict", Message: "A request with this Idempotency-Key is still running"}, r)
	}
	answer := jsonAnswer(past.Status, bytes.Clone(past.Body))
	answer.Header.Set("Idempotent-Replayed", "true")
	return answer
}

// nameResult is who sent which key.
func nameResult(in *request) string {
	return digest(in.Header.Get("Authorization"), in.Header.Get("Idempotency-Key"))
}

// fingerprint is all that makes two requests the same one.
func (c *call) fingerprint() string {
	return digest(c.Method, c.Path, c.RawQuery, c.version, string(c.Body))
}

func digest(parts ...string) string {
	hash := sha256.New()
	for _, part := range parts {
		hash.Write([]byte(part))
		hash.Write([]byte{0})
	}
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

// hold keeps the request in flight until the returned function is called.
func (e *Emulator) hold(in *request, fault Fault) (release func()) {
	if fault.Delay <= 0 || fault.Effect != Now {
		return func() {}
	}
	past := e.memory[nameResult(in)]
	if past == nil {
		return func() {}
	}
	past.running = true
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		past.running = false
	}
}
