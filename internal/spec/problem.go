package spec

import "whopsync/internal/yamlfile"

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
