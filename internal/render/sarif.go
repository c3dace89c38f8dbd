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
		Tool struct {
			Driver struct {
				Name  string      `json:"name"`
				Rules []sarifRule `json:"rules"`
			} `json:"driver"`
		} `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifRule struct {
		ID string `json:"id"`
	}
	sarifResult struct {
		RuleID    string        `json:"ruleId"`
		RuleIndex int           `json:"ruleIndex"`
		Level     spec.Severity `json:"level"` // SARIF has the same words
		Message   struct {
			Text string `json:"text"`
		} `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifLocation struct {
		Physical struct {
			Artifact struct {
				URI       string `json:"uri"`
				URIBaseID string `json:"uriBaseId"`
			} `json:"artifactLocation"`
			Region struct {
				StartLine   int `json:"startLine"`
				StartColumn int `json:"startColumn,omitempty"`
				EndColumn   int `json:"endColumn,omitempty"`
			} `json:"region"`
		} `json:"physicalLocation"`
	}
)

// ProblemsSARIF writes problems for code scanning tools.
func ProblemsSARIF(w io.Writer, problems spec.Problems) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	driver := &run.Tool.Driver
	driver.Name, driver.Rules = "whopsync", []sarifRule{}
	index := map[string]int{}
	for i, group := range byRule(problems) {
		index[group[0].Rule] = i
		driver.Rules = append(driver.Rules, sarifRule{ID: group[0].Rule})
	}
	for _, p := range problems {
		result := sarifResult{RuleID: p.Rule, RuleIndex: index[p.Rule], Level: p.Severity, Locations: locations(p)}
		result.Message.Text = p.Message
		if p.Hint != "" {
			result.Message.Text += "\n" + p.Hint
		}
		run.Results = append(run.Results, result)
	}
	return JSON(w, sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}})
}

// locations returns where a problem is. Code scanning wants a line: a problem with a file
// as a whole stands at its first.
func locations(p spec.Problem) []sarifLocation {
	if p.Path == "" {
		return nil
	}
	var at sarifLocation
	address := url.URL{Path: p.Path}
	at.Physical.Artifact.URI, at.Physical.Artifact.URIBaseID = address.String(), "%SRCROOT%"
	region := &at.Physical.Region
	region.StartLine, region.StartColumn, region.EndColumn = max(1, p.Line), p.Col, p.EndCol
	return []sarifLocation{at}
}
