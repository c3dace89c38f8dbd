package render

import (
	"crypto/sha256"
	"fmt"
	"io"

	"whopsync/internal/spec"
)

// The types below are what GitLab's widget for code quality reads.
type (
	qualityIssue struct {
		Description string          `json:"description"`
		Check       string          `json:"check_name"`
		Fingerprint string          `json:"fingerprint"` // by which one is known again in the next run
		Severity    string          `json:"severity"`
		Location    qualityLocation `json:"location"`
	}
	qualityLocation struct {
		Path  string `json:"path"`
		Lines struct {
			Begin int `json:"begin"`
		} `json:"lines"`
	}
)

// ProblemsGitLab writes problems as a report of code quality. The widget wants a file: a problem without one stands in whopsync.yaml.
func ProblemsGitLab(w io.Writer, problems spec.Problems) error {
	issues := []qualityIssue{}
	seen := map[string]int{}
	for _, p := range problems {
		issue := qualityIssue{Description: p.Message, Check: p.Rule, Severity: "major", Location: qualityLocation{Path: p.Path}}
		if p.Severity == spec.SeverityWarning {
			issue.Severity = "minor"
		}
		if p.Hint != "" {
			issue.Description += " (" + p.Hint + ")"
		}
		if issue.Location.Path == "" {
			issue.Location.Path = spec.ConfigFile
		}
		issue.Location.Lines.Begin = max(1, p.Line)
		what := fmt.Sprintf("%q %q %q", p.Rule, p.Path, p.Message) // no line: others before it may come and go
		seen[what]++
		issue.Fingerprint = fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%s %d", what, seen[what])))
		issues = append(issues, issue)
	}
	return JSON(w, issues)
}
