package whop

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"whopsync/internal/course"
)

// RawRequest is a request on a course, chapter or lesson as it goes over the wire.
type RawRequest struct {
	Method string
	Kind   course.Kind
	ID     string // "" is the collection
	Query  url.Values
	Body   map[string]any

	IdempotencyKey string
}

// Raw sends a request unchanged and returns the JSON of the answer. It is for package probe alone, which
// sends requests with undocumented effects; a test makes sure.
func Raw(ctx context.Context, c *Client, r RawRequest) (json.RawMessage, error) {
	raw := call{what: strings.ToLower(r.Method) + " " + string(r.Kind), method: r.Method, path: collections[r.Kind].path, query: r.Query, idempotencyKey: r.IdempotencyKey}
	if r.ID != "" {
		one := onOne(strings.ToLower(r.Method), r.Method, r.Kind, r.ID)
		raw.what, raw.path, raw.id, raw.invalid = one.what, one.path, one.id, one.invalid
	}
	if r.Body != nil {
		body, err := encodeBody(r.Body)
		raw.body, raw.invalid = body, cmp.Or(raw.invalid, err)
	}
	data, err := c.sender.send(ctx, raw)
	if err == nil && r.Method != http.MethodDelete && !json.Valid(data) {
		err = c.sender.useless(raw, errors.New("the answer is not JSON"))
	}
	return data, err
}
