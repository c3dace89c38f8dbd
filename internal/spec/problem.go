package spec

import (
	"errors"
	"fmt"
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

// errTooLarge says that a file has more bytes than whopsync reads of its kind.
func errTooLarge(size, max int64, hint string) error {
	return &flaw{rule: "too-large", message: fmt.Sprintf("has %s; at most %s are read", byteCount(size), byteCount(max)), hint: hint}
}

// byteCount words a number of bytes.
func byteCount(n int64) string {
	const kib, mib, gib = 1 << 10, 1 << 20, 1 << 30
	switch {
	case n >= gib:
		return fmt.Sprintf("%.1f GiB", float64(n)/gib)
	case n >= mib:
		return fmt.Sprintf("%.1f MiB", float64(n)/mib)
	case n >= 10*kib:
		return fmt.Sprintf("%.1f KiB", float64(n)/kib)
	}
	return fmt.Sprintf("%d bytes", n)
}
