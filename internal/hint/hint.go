// Package hint keeps advice beside an error. The message of the error stays one line, however
// often it is wrapped, and the advice is printed below.
package hint

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

type hinted struct {
	err  error
	hint string
}

// Add returns err with advice, which may have several lines.
func Add(err error, format string, args ...any) error {
	return &hinted{err, fmt.Sprintf(format, args...)}
}

func (h *hinted) Error() string { return h.err.Error() }
func (h *hinted) Unwrap() error { return h.err }
func (h *hinted) Hint() string  { return h.hint }

// Word returns a text as one word of a command line, as a shell reads it.
func Word(text string) string {
	isPlain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/._-@", r)
	}
	if text != "" && text[0] != '@' && strings.IndexFunc(text, func(r rune) bool { return !isPlain(r) }) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// Text returns an error as it is printed: its message, and its hints below. In a joined
// error, each message stands above its own hints.
func Text(err error) string {
	inner := wrapped(err)
	lines := []string{err.Error()}
	if len(inner) > 0 && err.Error() == errors.Join(inner...).Error() {
		lines = nil
		for _, e := range inner {
			lines = append(lines, Text(e))
		}
		inner = nil
	}
	for _, e := range inner {
		lines = append(lines, hints(e)...)
	}
	return strings.Join(append(lines, own(err)...), "\n")
}

// hints returns the hints of err and of all that it wraps, the innermost first.
func hints(err error) []string {
	var list []string
	for _, e := range wrapped(err) {
		list = append(list, hints(e)...)
	}
	return append(list, own(err)...)
}

func own(err error) []string {
	if h, ok := err.(interface{ Hint() string }); ok && h.Hint() != "" {
		return []string{h.Hint()}
	}
	return nil
}

func wrapped(err error) []error {
	switch e := err.(type) {
	case interface{ Unwrap() []error }:
		return e.Unwrap()
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			return []error{inner}
		}
	}
	return nil
}
