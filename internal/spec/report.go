package spec

import (
	"fmt"
	"unicode/utf8"
)

// span is a place in a file: a line, and the characters on it. The zero span is the
// file as a whole.
type span struct{ line, col, end int }

// report collects the problems of one file. Files are read in parallel, each with a
// report of its own.
type report struct {
	path     string
	problems Problems
}

func (r *report) error(at span, rule, message, hint string) {
	r.add(SeverityError, at, rule, message, hint)
}

func (r *report) warn(at span, rule, message, hint string) {
	r.add(SeverityWarning, at, rule, message, hint)
}

// maxPerFile bounds what one hostile file can make us remember and print, for errors and
// for warnings apart.
const maxPerFile = 100

func (r *report) add(severity Severity, at span, rule, message, hint string) {
	switch said := r.count(severity); {
	case said > maxPerFile:
		return
	case said == maxPerFile:
		at, rule, message, hint = span{}, "too-many-problems", fmt.Sprintf("has more than %d %ss; the rest is not listed", maxPerFile, severity), ""
	}
	r.problems = append(r.problems, Problem{
		Path: r.path, Line: at.line, Col: at.col, EndCol: at.end,
		Severity: severity, Rule: rule, Message: message, Hint: hint,
	})
}

// maxSuggestions is how many problems of one file may search for what was meant. An
// author corrects that many before looking again, and a hostile file buys no more time.
const maxSuggestions = 20

// suggests reports whether the next problem may come with a suggestion.
func (r *report) suggests() bool { return r.count(SeverityError) < maxSuggestions }

func (r *report) count(severity Severity) int {
	n := 0
	for _, p := range r.problems {
		if p.Severity == severity {
			n++
		}
	}
	return n
}

// place returns the span of length bytes at an offset of text, whose first line is
// number firstLine of the file.
func place(text string, offset, length, firstLine int) span {
	line, start := firstLine, 0
	for i := range offset {
		if text[i] == '\n' {
			line, start = line+1, i+1
		}
	}
	col := 1 + utf8.RuneCountInString(text[start:offset])
	return span{line, col, col + utf8.RuneCountInString(text[offset:offset+length])}
}
