package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// ErrNotAPlan is wrapped by the errors about files that hold no plan.
var ErrNotAPlan = errors.New("this is not a plan of whopsync")

// Decode reads a saved plan. It has no Courses and no Bindings: apply makes the plan anew
// and compares.
func Decode(data []byte) (*Plan, error) {
	var doc document
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotAPlan, err)
	}
	if doc.FormatVersion == "" || doc.ResourceChanges == nil {
		return nil, fmt.Errorf("%w: it has no format_version or no resource_changes", ErrNotAPlan)
	}
	if majorOf(doc.FormatVersion) != majorOf(FormatVersion) {
		return nil, fmt.Errorf("the plan has format version %s and this whopsync reads %s", doc.FormatVersion, FormatVersion)
	}
	p := &Plan{Environment: doc.Environment, Options: doc.Options, Lineage: doc.State.Lineage, Serial: doc.State.Serial, Basis: doc.Basis, Offline: doc.Offline}
	p.LessonURL = doc.LessonURL
	p.Target.BaseURL, p.Target.Account, p.Target.Experience = doc.Target.BaseURL, doc.Target.Account, doc.Target.Experience
	for _, r := range doc.ResourceChanges {
		c, err := decodeChange(r)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrNotAPlan, r.Address, err)
		}
		p.Changes = append(p.Changes, c)
	}
	for _, u := range doc.Unmanaged {
		p.Unmanaged = append(p.Unmanaged, Unmanaged{Kind: u.Type, ID: u.ID, Title: u.Title, Parent: u.Parent})
	}
	for _, u := range doc.Unknown {
		p.Unknown = append(p.Unknown, Unknown(u))
	}
	for _, r := range doc.Refusals {
		p.Refusals = append(p.Refusals, Refusal(r))
	}
	if sealed, err := doc.sealed(); err != nil || sealed.Digest != doc.Digest || p.Fingerprint() != doc.Fingerprint {
		return nil, fmt.Errorf("%w: its digest or fingerprint does not match its content; it was edited or cut", ErrNotAPlan)
	}
	return p, nil
}

// majorOf returns the part of a format version that readers have to know.
func majorOf(version string) string {
	major, _, _ := strings.Cut(version, ".")
	return major
}

func decodeChange(r resource) (Change, error) {
	d := r.Whopsync
	c := Change{
		Address: r.Address, Kind: r.Type, ID: d.ID, Title: d.Title, Source: course.Source{Path: d.Source},
		Previous: r.PreviousAddress, MovedBecause: d.MovedBecause, Place: d.Place, Spot: d.Spot,
		Hide: d.Hide, Recreate: d.Recreate, Removed: d.Removed, Left: d.Left, Impact: d.Impact,
	}
	if len(r.Change.Actions) != 1 || r.Address.Kind() != r.Type {
		return Change{}, errors.New("it has not exactly one action, or the wrong type")
	}
	c.Action = r.Change.Actions[0]
	for _, spec := range course.Specs(r.Type) {
		before, hasBefore := r.Change.Before[spec.Field]
		after, hasAfter := r.Change.After[spec.Field]
		if !hasBefore && !hasAfter {
			continue
		}
		f := FieldChange{
			Field: spec.Field, Conflict: slices.Contains(d.Conflicts, spec.Field),
			Unverifiable: slices.Contains(d.Unverifiable, spec.Field), Expected: d.Expected[spec.Field],
		}
		var err1, err2 error
		f.Before, err1 = decodeValue(spec, before)
		f.After, err2 = decodeValue(spec, after)
		if err := errors.Join(err1, err2); err != nil {
			return Change{}, err
		}
		f.Shows = shownIn(spec.Field, d.Shows)
		switch spec.Field {
		case course.Content:
			f.Filled = d.Filled
		case course.Attachments:
			f.Keeps = d.Keeps
		}
		c.Fields = append(c.Fields, f)
	}
	for _, one := range d.Drift {
		decoded, err := decodeDrift(r.Type, one)
		if err != nil {
			return Change{}, err
		}
		c.Drift = append(c.Drift, decoded)
	}
	return c, nil
}

func shownIn(field course.Field, all []Shown) []Shown {
	var shown []Shown
	for _, file := range all {
		if file.Field == field {
			shown = append(shown, file)
		}
	}
	return shown
}

func decodeDrift(kind course.Kind, d drift) (Drift, error) {
	out := Drift{Field: d.Field, Gone: d.Gone, Order: d.Order}
	if d.Field == "" {
		return out, nil
	}
	spec, ok := course.SpecOf(kind, d.Field)
	if !ok {
		return Drift{}, fmt.Errorf("a %s has no field %q", kind, d.Field)
	}
	var err1, err2 error
	out.Files, err1 = decodeValue(spec, d.Files)
	out.Live, err2 = decodeValue(spec, d.Live)
	return out, errors.Join(err1, err2)
}

// decodeValue returns nil for a value that was not known.
func decodeValue(spec course.Spec, data json.RawMessage) (course.Value, error) {
	if data == nil {
		return nil, nil
	}
	return course.DecodeValue(spec.Type, data)
}
