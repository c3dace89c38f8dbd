package yamlfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a problem stops a run.
type Severity string

const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Problem is a mistake in the files. Message and Hint may hold text of the author; the
// printer makes that harmless.
type Problem struct {
	Path     string // slash-separated, relative to the repository
	Line     int    // 1-based; 0 when the problem is the file as a whole
	Col      int    // 1-based, in characters; 0 when unknown
	EndCol   int    // the column after the last character, on the same line; 0 when unknown
	Severity Severity
	Rule     string // a short stable name such as "unknown-key", for grouping and for machines
	Message  string // what is wrong
	Hint     string // what to do about it, or ""
}

// String returns the problem on one line: path:line:col: message (hint).
func (p Problem) String() string {
	var out strings.Builder
	out.WriteString(p.Path)
	if p.Line > 0 {
		fmt.Fprintf(&out, ":%d", p.Line)
		if p.Col > 0 {
			fmt.Fprintf(&out, ":%d", p.Col)
		}
	}
	if out.Len() > 0 {
		out.WriteString(": ")
	}
	out.WriteString(p.Message)
	if p.Hint != "" {
		fmt.Fprintf(&out, " (%s)", p.Hint)
	}
	return out.String()
}

// Problems are the problems of a repository, sorted by path, line and column.
type Problems []Problem

// Error lists all problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// HasErrors reports whether a problem among ps forbids using the project.
func (ps Problems) HasErrors() bool {
	return slices.ContainsFunc(ps, func(p Problem) bool { return p.Severity == SeverityError })
}

// Errors returns the errors of ps, in order.
func (ps Problems) Errors() Problems { return ps.of(SeverityError) }

// Warnings returns the warnings of ps, in order.
func (ps Problems) Warnings() Problems { return ps.of(SeverityWarning) }

func (ps Problems) of(severity Severity) Problems {
	var some Problems
	for _, p := range ps {
		if p.Severity == severity {
			some = append(some, p)
		}
	}
	return some
}

// Sorted puts ps in the order of the files and drops what was said twice.
func (ps Problems) Sorted() Problems {
	slices.SortFunc(ps, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Path, b.Path),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.Hint, b.Hint),
		)
	})
	return slices.Compact(ps)
}
