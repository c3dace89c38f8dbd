package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// use says what an endpoint does with a column.
type use int

const (
	never    use = iota // refused as unknown
	may                 // taken when it is there, null included
	required            // must be there and not null
)

// column is one writable field of a resource. Create and update take different ones, so
// each resource has one table that says both.
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
	body, err := c.object()
	if err != nil {
		return err
	}
	if err := checkNames(c, body, columns, when); err != nil {
		return err
	}
	for _, column := range columns {
		raw, sent := body[column.name]
		if !sent || c.passesOver(column.name, raw) || when(column) == never {
			continue
		}
		if err := column.set(c, record, raw); err != nil {
			return asRefusal(column.name, err)
		}
	}
	return nil
}

func onCreate[T any](c column[T]) use { return c.create }
func onUpdate[T any](c column[T]) use { return c.update }

// object returns the fields of the body, which may be missing altogether.
func (c *call) object() (map[string]json.RawMessage, error) {
	body := map[string]json.RawMessage{}
	if len(bytes.TrimSpace(c.Body)) == 0 {
		return body, nil
	}
	if err := json.Unmarshal(c.Body, &body); err != nil || body == nil {
		return nil, &refusal{Status: 400, Type: "invalid_request_error", Code: "invalid_json", Message: "The request body is no JSON object"}
	}
	return body, nil
}

// checkNames refuses what the endpoint does not know or misses. (Refusing the unknown is
// assumed: it shows a client that sends what cannot be taken, which Whop may hide.)
func checkNames[T any](c *call, body map[string]json.RawMessage, columns []column[T], when func(column[T]) use) error {
	for _, name := range sortedKeys(body) {
		isKnown := slices.ContainsFunc(columns, func(k column[T]) bool { return k.name == name && when(k) != never })
		if !isKnown && !c.quirks.LaxFields {
			return invalid(name, "unknown parameter")
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
func (c *call) passesOver(name string, raw json.RawMessage) bool {
	return slices.Contains(c.quirks.IgnoreFields, name) ||
		c.quirks.IgnoreNull && c.Method == "PATCH" && isNull(raw)
}

func isNull(raw json.RawMessage) bool { return string(raw) == "null" }

func asRefusal(name string, err error) error {
	if _, ok := errors.AsType[*refusal](err); ok {
		return err
	}
	return invalid(name, "%v", err)
}

// value takes any JSON that fits the Go type. Null empties what can be empty and leaves
// the rest as it is.
func value[T, V any](at func(*T) *V) setter[T] {
	return func(_ *call, record *T, raw json.RawMessage) error {
		if isNull(raw) && !canBeNull(*at(record)) {
			return nil
		}
		v, err := decode[V](raw)
		if err == nil {
			*at(record) = v
		}
		return err
	}
}

func canBeNull(v any) bool {
	switch v.(type) {
	case bool, int, string:
		return false
	}
	return true
}

// decode refuses fields that the type does not know, at any depth.
func decode[V any](raw json.RawMessage) (V, error) {
	var v V
	err := decodeStrictly(raw, &v)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return v, fmt.Errorf("must not be a %s", wrong.Value)
	case err != nil:
		return v, errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	return v, nil
}

func decodeStrictly(raw json.RawMessage, v any) error {
	if raw[0] != '{' && raw[0] != '[' {
		return json.Unmarshal(raw, v) // has no fields, and is read four times as fast
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	return decoder.Decode(v)
}

// text takes a text that may be null.
func text[T any](at func(*T) **string) setter[T] {
	plain := value(at)
	return func(c *call, record *T, raw json.RawMessage) error {
		if c.quirks.EmptyIsNull && string(raw) == `""` {
			raw = json.RawMessage("null")
		}
		return plain(c, record, raw)
	}
}

// untitled stands in for a title of null, which no answer can show. (Assumed.)
const untitled = "Untitled"

// title takes a title of at most so many characters.
func title[T any](at func(*T) *string, most int) setter[T] {
	return func(c *call, record *T, raw json.RawMessage) error {
		sent, err := decode[*string](raw)
		if err != nil {
			return err
		}
		if sent == nil {
			sent = new(untitled)
		}
		fits, err := c.fitTitle(*sent, most)
		if err == nil {
			*at(record) = fits
		}
		return err
	}
}

// fitTitle refuses a title that is too long, or cuts it without a word.
func (c *call) fitTitle(s string, most int) (string, error) {
	if c.quirks.CutTitles {
		return firstRunes(s, maxLessonTitle), nil
	}
	if utf8.RuneCountInString(s) > most {
		return "", fmt.Errorf("longer than %d characters", most)
	}
	return s, nil
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// oneOf takes one of the words. Null empties a pointer and leaves a text as it is.
func oneOf[T, V any](at func(*T) *V, words ...string) setter[T] {
	plain := value(at)
	return func(c *call, record *T, raw json.RawMessage) error {
		if err := checkWord(raw, words); err != nil {
			return err
		}
		return plain(c, record, raw)
	}
}

func checkWord(raw json.RawMessage, words []string) error {
	word, err := decode[*string](raw)
	if err == nil && word != nil && !slices.Contains(words, *word) {
		err = fmt.Errorf("must be one of %s", strings.Join(words, ", "))
	}
	return err
}

// number takes a decimal number in a text.
func number[T any](at func(*T) *string) setter[T] {
	return func(_ *call, record *T, raw json.RawMessage) error {
		sent, err := decode[*string](raw)
		if err != nil || sent == nil {
			return err
		}
		n, err := strconv.ParseFloat(*sent, 64)
		if err != nil || strings.ContainsAny(*sent, "eExXpPnN_") {
			return errors.New("must be a decimal number in a string")
		}
		*at(record) = spellDecimal(n)
		return nil
	}
}

// whole takes a whole number from least on, or null.
func whole[T any](at func(*T) **int, least int) setter[T] {
	return func(_ *call, record *T, raw json.RawMessage) error {
		n, err := decode[*int](raw)
		if err != nil {
			return err
		}
		if n != nil && *n < least {
			return fmt.Errorf("must not be less than %d", least)
		}
		*at(record) = n
		return nil
	}
}
