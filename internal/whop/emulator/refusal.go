package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// refusal is an error that the caller is told.
type refusal struct {
	Status  int
	Type    string
	Message string
	Code    string // "" is null
	Param   string // "" is null
}

func (r *refusal) Error() string { return r.Message }

func notFound() *refusal {
	return &refusal{Status: 404, Type: "not_found", Message: "Resource not found"}
}

// notEmulated tells what the emulator lacks from what is not there.
func notEmulated(method, path string) *refusal {
	return &refusal{Status: 404, Type: "not_found", Message: "The emulator has no " + method + " " + path + ": it knows courses, and what they need, below " + basePath}
}

func missing(param string) *refusal {
	return &refusal{Status: 400, Type: "invalid_request_error", Code: "parameter_missing", Param: param, Message: "Missing required parameter: " + param}
}

func invalid(param, format string, args ...any) *refusal {
	return &refusal{Status: 400, Type: "invalid_request_error", Code: "parameter_invalid", Param: param, Message: param + ": " + fmt.Sprintf(format, args...)}
}

// body spells the refusal in the one shape that Whop's errors have. The newer, native
// endpoints have another word for a bad request and name no parameter.
func (r *refusal) body(native bool) []byte {
	type legacy struct {
		Type    string  `json:"type"`
		Message string  `json:"message"`
		Code    *string `json:"code"`
		Param   *string `json:"param"`
	}
	type modern struct {
		Type    string  `json:"type"`
		Message string  `json:"message"`
		Code    *string `json:"code"`
	}
	if !native {
		return encode(map[string]any{"error": legacy{r.Type, r.Message, orNull(r.Code), orNull(r.Param)}})
	}
	kind := r.Type
	if kind == "invalid_request_error" {
		kind = "bad_request"
	}
	return encode(map[string]any{"error": modern{kind, r.Message, orNull(r.Code)}})
}

func refuse(err error, native bool) Answer {
	why, ok := errors.AsType[*refusal](err)
	if !ok {
		why = &refusal{Status: http.StatusInternalServerError, Type: "internal_server_error", Message: err.Error()}
	}
	return jsonAnswer(why.Status, why.body(native))
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// encode spells an answer. Answers are made of texts, numbers and lists, so it cannot fail.
func encode(v any) []byte {
	encoded, _ := json.Marshal(v)
	return encoded
}

func tooMany(seconds int) *refusal {
	return &refusal{Status: 429, Type: "rate_limit_exceeded", Message: fmt.Sprintf("Rate limit exceeded. Try again in %d seconds.", seconds)}
}
