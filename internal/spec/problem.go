package spec

import (
	"errors"
	"io/fs"

	"whopsync/internal/yamlfile"
)

// What is wrong with the files: of this package's own rules, or of YAML's.
type (
	Problem  = yamlfile.Problem
	Problems = yamlfile.Problems
	Severity = yamlfile.Severity
)

const (
	SeverityError   = yamlfile.SeverityError
	SeverityWarning = yamlfile.SeverityWarning
)

// DidYouMean returns the hint that names the candidate nearest to what was written, "" when none is near.
func DidYouMean(written string, candidates []string) string {
	return yamlfile.DidYouMean(written, candidates)
}

func isError(p Problem) bool { return p.Severity == SeverityError }

// flaw is what is wrong with a file or an address, without the place where that is said. Its
// message is worded to follow the name of the file.
type flaw struct{ rule, message, hint string }

func (f *flaw) Error() string { return f.message }

// report says the flaw of a subject, which is "" where the whole file has it.
func (f *flaw) report(r *yamlfile.Report, at yamlfile.Span, subject string) {
	message := f.message
	if subject != "" {
		message = yamlfile.Shorten(subject) + " " + message
	}
	r.Error(at, f.rule, message, f.hint)
}

// flawOf words an error of Repo as what is wrong with the file.
func flawOf(err error) *flaw {
	if known, ok := errors.AsType[*flaw](err); ok {
		return known
	}
	if errors.Is(err, fs.ErrNotExist) {
		return &flaw{rule: "missing-file", message: "does not exist"}
	}
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		err = failed.Err
	}
	return &flaw{rule: "unreadable", message: "cannot be read: " + err.Error()}
}
