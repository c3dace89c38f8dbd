package render

import (
	"io"
	"net/url"

	"whopsync/internal/spec"
)

// The types below are the part of SARIF 2.1.0 (OASIS) that code scanning reads.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID string `json:"id"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     spec.Severity   `json:"level"` // SARIF has the same words
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI       string `json:"uri"`
		URIBaseID string `json:"uriBaseId"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
)

// ProblemsSARIF writes problems for code scanning tools. Those want a line: a problem
// with a file as a whole stands at its first.
func ProblemsSARIF(w io.Writer, problems spec.Problems) error {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "whopsync", Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints", Results: []sarifResult{},
	}
	index := map[string]int{}
	for i, group := range byRule(problems) {
		index[group[0].Rule] = i
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{ID: group[0].Rule})
	}
	for _, p := range problems {
		message := p.Message
		if p.Hint != "" {
			message += "\n" + p.Hint
		}
		run.Results = append(run.Results, sarifResult{
			RuleID: p.Rule, RuleIndex: index[p.Rule], Level: p.Severity,
			Message: sarifMessage{message}, Locations: locations(p),
		})
	}
	return JSON(w, sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}})
}

func locations(p spec.Problem) []sarifLocation {
	if p.Path == "" {
		return nil
	}
	address := url.URL{Path: p.Path}
	return []sarifLocation{{sarifPhysical{
		Artifact: sarifArtifact{URI: address.String(), URIBaseID: "%SRCROOT%"},
		Region:   sarifRegion{StartLine: max(1, p.Line), StartColumn: p.Col, EndColumn: p.EndCol},
	}}}
}
