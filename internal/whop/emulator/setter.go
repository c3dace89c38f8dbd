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

// value takes any JSON that fits the Go type. Null empties what can be empty and leaves
// the rest alone.
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

const (
	maxChapterTitle = 150 // characters (documented)
	maxLessonTitle  = 120 // characters (documented)
)

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
		fits, err := fitTitle(c, *sent, most)
		if err == nil {
			*at(record) = fits
		}
		return err
	}
}

// fitTitle refuses a title that is too long, or cuts it without a word.
func fitTitle(c *call, s string, most int) (string, error) {
	switch {
	case c.quirks.CutTitles:
		return firstRunes(s, maxLessonTitle), nil
	case c.quirks.LongTitles:
		return s, nil
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

// existing takes the id of something that the caller can see; 404 otherwise.
func existing[T, N any](at func(*T) *string, find func(*call, string) (N, error)) setter[T] {
	return func(c *call, record *T, raw json.RawMessage) error {
		id, err := decode[string](raw)
		if err != nil {
			return err
		}
		if _, err := find(c, id); err != nil {
			return err
		}
		*at(record) = id
		return nil
	}
}
