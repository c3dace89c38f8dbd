package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

// use says what an endpoint does with a column.
type use int

const (
	never    use = iota // refused as unknown
	may                 // taken when it is there, null included
	required            // must be there and not null
)

// column is a writable field of a resource. Create and update accept different fields, so
// one table per resource says both.
type column[T any] struct {
	name   string
	create use
	update use
	set    setter[T]
}

// setter takes the JSON of a column into the record. An error without a *refusal in it
// is reported as an invalid parameter.
type setter[T any] func(*call, *T, json.RawMessage) error

// take writes the columns of the body into record, or refuses the whole body.
func take[T any](c *call, record *T, columns []column[T], when func(column[T]) use) error {
	body, err := bodyOf(c)
	if err != nil {
		return err
	}
	if err := checkNames(c, body, columns, when); err != nil {
		return err
	}
	for _, column := range columns {
		raw, sent := body[column.name]
		if !sent || passesOver(c, column.name, raw) || when(column) == never {
			continue
		}
		if err := column.set(c, record, raw); err != nil {
			return asRefusal(column.name, err)
		}
	}
	return nil
}

var errUnknown = errors.New("unknown parameter")

func onCreate[T any](c column[T]) use { return c.create }
func onUpdate[T any](c column[T]) use { return c.update }

// bodyOf returns the fields of the body, which may be missing altogether.
func bodyOf(c *call) (map[string]json.RawMessage, error) {
	body := map[string]json.RawMessage{}
	if len(bytes.TrimSpace(c.in.Body)) == 0 {
		return body, nil
	}
	if err := json.Unmarshal(c.in.Body, &body); err != nil || body == nil {
		return nil, &refusal{Status: 400, Type: "invalid_request_error", Code: "invalid_json", Message: "The request body is no JSON object"}
	}
	return body, nil
}

// checkNames refuses unknown and missing names. (Refusing unknown names is assumed: the
// emulator shows mistakes of a client that Whop may hide.)
func checkNames[T any](c *call, body map[string]json.RawMessage, columns []column[T], when func(column[T]) use) error {
	for _, name := range sortedKeys(body) {
		isKnown := slices.ContainsFunc(columns, func(k column[T]) bool { return k.name == name && when(k) != never })
		if !isKnown && !c.quirks.LaxFields {
			return invalid(name, "%v", errUnknown)
		}
	}
	for _, column := range columns {
		raw, sent := body[column.name]
		if when(column) == required && !sent {
			return missing(column.name)
		}
		if when(column) == required && isNull(raw) {
			return invalid(column.name, "must not be null")
		}
	}
	return nil
}

// passesOver reports whether a quirk has the field not taken.
func passesOver(c *call, name string, raw json.RawMessage) bool {
	return slices.Contains(c.quirks.IgnoreFields, name) ||
		c.quirks.IgnoreNull && c.in.Method == "PATCH" && isNull(raw)
}

func isNull(raw json.RawMessage) bool { return string(raw) == "null" }

func asRefusal(name string, err error) error {
	if _, ok := errors.AsType[*refusal](err); ok {
		return err
	}
	return invalid(name, "%v", err)
}

// readOne shows what has the id of the path.
func readOne[R, V any](find func(*call, string) (R, error), show func(*call, R) V) func(*call) (any, error) {
	return func(c *call) (any, error) {
		found, err := find(c, c.id)
		if err != nil {
			return nil, err
		}
		return show(c, found), nil
	}
}
