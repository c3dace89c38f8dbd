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
				Name    string      `json:"name"`
				Version string      `json:"version"`
				Rules   []sarifRule `json:"rules"`
			} `json:"driver"`
		} `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifRule struct {
		ID    string    `json:"id"`
		Short sarifText `json:"shortDescription"`
		Full  sarifText `json:"fullDescription"`
		Help  sarifText `json:"help"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     spec.Severity   `json:"level"` // SARIF has the same words
		Message   sarifText       `json:"message"`
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

// ProblemsSARIF writes problems for code scanning tools. version is that of whopsync.
func ProblemsSARIF(w io.Writer, problems spec.Problems, version string) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	driver := &run.Tool.Driver
	driver.Name, driver.Version, driver.Rules = "whopsync", version, []sarifRule{}
	index := map[string]int{}
	for i, group := range byRule(problems) {
		index[group[0].Rule] = i
		driver.Rules = append(driver.Rules, sarifRuleOf(group[0].Rule))
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

func sarifRuleOf(id string) sarifRule {
	rule := spec.RuleOf(id)
	return sarifRule{ID: rule.ID, Short: sarifText{rule.Short}, Full: sarifText{rule.Full}, Help: sarifText{rule.Help}}
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
