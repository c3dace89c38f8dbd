package yamlfile

import (
	"cmp"
	"fmt"
	"sync/atomic"
	"unicode/utf8"
)

// Span is a place in a file: a line, and the characters on it. The zero span is the
// file as a whole.
type Span struct {
	File           string // "" for the file that is reported on
	Line, Col, End int
}

// Report collects the problems of one file. Files are read in parallel, each with a
// report of its own.
type Report struct {
	Path     string
	Problems Problems
	Quota    *Quota // shared by the reports of many files; nil: there is none
}

// Quota bounds what is done for the problems of all files together. When it is spent, each file keeps
// its first error and its first warning, so no file seems to be sound that is not, and nothing is
// suggested any more.
type Quota struct{ kept, searched atomic.Int64 }

// MaxKept is more than anyone reads.
const MaxKept = 10_000

func (q *Quota) IsSpent() bool { return q.kept.Load() > MaxKept }

func (r *Report) Error(at Span, rule, message, hint string) {
	r.add(SeverityError, at, rule, message, hint)
}

func (r *Report) Warn(at Span, rule, message, hint string) {
	r.add(SeverityWarning, at, rule, message, hint)
}

// maxPerFile bounds what one hostile file can make us remember and print, for errors and
// for warnings apart.
const maxPerFile = 100

func (r *Report) add(severity Severity, at Span, rule, message, hint string) {
	switch said := r.count(severity); {
	case said > maxPerFile:
		return
	case said == maxPerFile:
		at, rule, message, hint = Span{}, "too-many-problems", fmt.Sprintf("has more than %d %ss; the rest is not listed", maxPerFile, severity), ""
	}
	if r.Quota != nil && r.Quota.kept.Add(1) > MaxKept && r.count(severity) > 0 {
		return
	}
	r.Problems = append(r.Problems, Problem{
		Path: cmp.Or(at.File, r.Path), Line: at.Line, Col: at.Col, EndCol: at.End,
		Severity: severity, Rule: rule, Message: message, Hint: hint,
	})
}

// maxSuggestions is how many problems of one file may search for what was meant. An
// author corrects that many before looking again.
const maxSuggestions = 20

// Bounds of all searches together, in pairs of letters that are compared. They are some thousand
// searches among the files of a usual folder, and half a second.
const (
	maxSearched = 100_000_000
	perName     = 10 // what a name costs that is not compared letter by letter
)

// Searches reports whether what is meant by the next problem may be searched for among so many
// names, and counts them.
func (r *Report) Searches(names int) bool {
	if r.count(SeverityError) >= maxSuggestions {
		return false
	}
	return r.Quota == nil || r.Quota.searched.Add(int64(perName*names)) <= maxSearched
}

func (r *Report) count(severity Severity) int {
	n := 0
	for _, p := range r.Problems {
		if p.Severity == severity {
			n++
		}
	}
	return n
}

// SpanAt returns the span of length bytes at an offset of text, whose first line is
// number firstLine of the file.
func SpanAt(text string, offset, length, firstLine int) Span {
	line, start := firstLine, 0
	for i := range offset {
		if text[i] == '\n' {
			line, start = line+1, i+1
		}
	}
	col := 1 + utf8.RuneCountInString(text[start:offset])
	return Span{Line: line, Col: col, End: col + utf8.RuneCountInString(text[offset:offset+length])}
}
