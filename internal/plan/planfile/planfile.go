// Package planfile writes plans for programs and to be applied later, and reads them again.
package planfile

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"whopsync/internal/plan"
)

// formatVersion is the version of the JSON form. Minor versions only add, since draftVersion. It is below
// 2.0, because the libraries that read Terraform's plans read no other.
const (
	formatVersion = "1.2"
	draftVersion  = "1.0"
)

// ErrNotAPlan is wrapped by the errors about files that hold no plan.
var ErrNotAPlan = errors.New("this is not a plan of whopsync")

// Document is a plan as JSON.
type Document struct {
	FormatVersion string `json:"format_version"`
	Fingerprint   string `json:"fingerprint"`
	plan.Plan
	// Digest is that of the document without it: what was edited is not what was planned.
	Digest string `json:"digest"`
}

// seal gives the document its digest.
func (d *Document) seal() error {
	d.Digest = ""
	data, err := json.Marshal(d)
	sum := sha256.Sum256(data)
	d.Digest = hex.EncodeToString(sum[:16])
	return err
}

// DocumentOf returns a plan as JSON, with a list for everything that a plan says, if only an empty one.
func DocumentOf(p *plan.Plan) (Document, error) {
	d := Document{FormatVersion: formatVersion, Fingerprint: Fingerprint(p), Plan: *p}
	d.Changes, d.Unmanaged, d.Unknown, d.Refusals = list(p.Changes), list(p.Unmanaged), list(p.Unknown), list(p.Refusals)
	if err := d.seal(); err != nil {
		return Document{}, fmt.Errorf("encode plan: %w", err)
	}
	return d, nil
}

func list[T any](items []T) []T { return append([]T{}, items...) }

// checked returns the plan of a document that was read.
func (d *Document) checked() (*plan.Plan, error) {
	digest := d.Digest
	if err := d.seal(); err != nil || d.Digest != digest || d.Fingerprint != Fingerprint(&d.Plan) {
		return nil, fmt.Errorf("%w: its digest or fingerprint does not match its content; it was edited or cut", ErrNotAPlan)
	}
	return &d.Plan, nil
}

// Encode writes a plan without what only apply needs.
func Encode(p *plan.Plan) (json.RawMessage, error) {
	doc, err := DocumentOf(p)
	if err != nil {
		return nil, err
	}
	return json.Marshal(doc)
}

// Decode reads a saved plan.
func Decode(data []byte) (*plan.Plan, error) {
	var doc Document
	if err := read(data, &doc, ErrNotAPlan); err != nil {
		return nil, err
	}
	return doc.checked()
}

// read decodes a document of this version. no is the error about any other file.
func read(data []byte, doc any, no error) error {
	var head struct {
		FormatVersion string `json:"format_version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return fmt.Errorf("%w: %w", no, err)
	}
	if head.FormatVersion == "" {
		return fmt.Errorf("%w: it has no format_version", no)
	}
	if majorOf(head.FormatVersion) != majorOf(formatVersion) || head.FormatVersion == draftVersion {
		return fmt.Errorf("another version of whopsync wrote it: it has format version %s, and this one reads %s", head.FormatVersion, formatVersion)
	}
	if err := json.Unmarshal(data, doc); err != nil {
		return fmt.Errorf("%w: %w", no, err)
	}
	return nil
}

// majorOf returns the part of a format version that readers have to know.
func majorOf(version string) string {
	major, _, _ := strings.Cut(version, ".")
	return major
}

// DriftDocument is a report about drift as JSON.
type DriftDocument struct {
	FormatVersion string `json:"format_version"`
	plan.DriftReport
}

// DriftDocumentOf returns a report as JSON, with a list for everything that it says, if only an empty one.
func DriftDocumentOf(r *plan.DriftReport) DriftDocument {
	doc := DriftDocument{formatVersion, *r}
	doc.Objects, doc.Unmanaged, doc.Unknown = list(r.Objects), list(r.Unmanaged), list(r.Unknown)
	return doc
}
