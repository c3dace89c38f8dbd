package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/identity"
)

// FormatVersion is the version of the JSON form. Minor versions only add.
const FormatVersion = "1.0"

// document is a plan as JSON. Names and shapes are Terraform's where it has them, so that
// scripts which read its plans read these; what Terraform does not know stands under
// "whopsync".
type document struct {
	FormatVersion   string     `json:"format_version"`
	Environment     string     `json:"environment"`
	Target          targetDoc  `json:"target"`
	LessonURL       string     `json:"lesson_url,omitempty"`
	State           stateDoc   `json:"state"`
	Basis           string     `json:"basis"`
	Offline         bool       `json:"offline,omitempty"`
	Fingerprint     string     `json:"fingerprint"`
	ResourceChanges []resource `json:"resource_changes"`
	Unmanaged       []object   `json:"unmanaged"`
	Unknown         []unknown  `json:"unknown"`
	Refusals        []refusal  `json:"refusals"`
	Options         Options    `json:"options"`
	// Digest is that of the document without it: what was edited is not what was planned.
	Digest string `json:"digest"`
}

// sealed returns the document with its digest.
func (d document) sealed() (document, error) {
	d.Digest = ""
	data, err := json.Marshal(d)
	sum := sha256.Sum256(data)
	d.Digest = hex.EncodeToString(sum[:16])
	return d, err
}

// stateDoc is the state that a plan was made from.
type stateDoc struct {
	Lineage string `json:"lineage"`
	Serial  int64  `json:"serial"`
}

type targetDoc struct {
	BaseURL    string `json:"base_url"`
	Account    string `json:"account,omitempty"`
	Experience string `json:"experience"`
}

type resource struct {
	Address         course.Address `json:"address"`
	PreviousAddress course.Address `json:"previous_address,omitzero"`
	Type            course.Kind    `json:"type"`
	Name            string         `json:"name"`
	Change          change         `json:"change"`
	Whopsync        details        `json:"whopsync"`
}

// change holds the fields that change, and only those: null before a create and after a
// delete.
type change struct {
	Actions []Action                         `json:"actions"`
	Before  map[course.Field]json.RawMessage `json:"before"`
	After   map[course.Field]json.RawMessage `json:"after"`
}

type details struct {
	ID           string            `json:"id,omitempty"`
	Title        string            `json:"title"`
	Source       string            `json:"source,omitempty"`
	MovedBecause identity.Evidence `json:"moved_because,omitempty"`
	Place        *Place            `json:"place,omitempty"`
	Spot         *Spot             `json:"spot,omitempty"`
	Hide         bool              `json:"hide,omitempty"`
	Recreate     bool              `json:"recreate,omitempty"`
	Removed      Remains           `json:"removed,omitempty"`
	Left         *Left             `json:"left,omitempty"`
	Impact       *Impact           `json:"impact,omitempty"`
	Drift        []drift           `json:"drift,omitempty"`
	Conflicts    []course.Field    `json:"conflicts,omitempty"`
	Unverifiable []course.Field    `json:"unverifiable,omitempty"`
	Shows        []Shown           `json:"shows,omitempty"`
	Filled       []Filled          `json:"filled,omitempty"`
	Keeps        course.Files      `json:"keeps,omitempty"`

	Expected map[course.Field]course.Digest `json:"expected,omitempty"`
}

type drift struct {
	Field course.Field    `json:"field,omitempty"`
	Files json.RawMessage `json:"files,omitempty"`
	Live  json.RawMessage `json:"live,omitempty"`
	Gone  bool            `json:"gone,omitempty"`
	Order bool            `json:"order,omitempty"`
}

type object struct {
	Type   course.Kind    `json:"type"`
	ID     string         `json:"id"`
	Title  string         `json:"title"`
	Parent course.Address `json:"parent,omitzero"`
}

type unknown struct {
	Address course.Address `json:"address"`
	Reason  string         `json:"reason"`
}

type refusal struct {
	Guard   Guard          `json:"guard"`
	Address course.Address `json:"address,omitzero"`
	Message string         `json:"message"`
	Hint    string         `json:"hint,omitempty"`
	Answers []Answer       `json:"answers,omitempty"`
}

// MarshalJSON writes the plan without what only apply needs.
func (p *Plan) MarshalJSON() ([]byte, error) {
	doc := document{
		FormatVersion: FormatVersion, Environment: p.Environment, Target: targetDoc(p.Target), LessonURL: p.LessonURL,
		State: stateDoc{p.Lineage, p.Serial}, Basis: p.Basis,
		Offline: p.Offline, Fingerprint: p.Fingerprint(), Options: p.Options,
		ResourceChanges: []resource{}, Unmanaged: []object{}, Unknown: []unknown{}, Refusals: []refusal{},
	}
	for i := range p.Changes {
		r, err := encodeChange(&p.Changes[i])
		if err != nil {
			return nil, err
		}
		doc.ResourceChanges = append(doc.ResourceChanges, r)
	}
	for _, u := range p.Unmanaged {
		doc.Unmanaged = append(doc.Unmanaged, object{Type: u.Kind, ID: u.ID, Title: u.Title, Parent: u.Parent})
	}
	for _, u := range p.Unknown {
		doc.Unknown = append(doc.Unknown, unknown(u))
	}
	for _, r := range p.Refusals {
		doc.Refusals = append(doc.Refusals, refusal(r))
	}
	doc, err := doc.sealed()
	if err != nil {
		return nil, err
	}
	return json.Marshal(doc)
}

func encodeChange(c *Change) (resource, error) {
	r := resource{
		Address: c.Address, PreviousAddress: c.Previous, Type: c.Kind, Name: c.Address.Name(),
		Change: change{Actions: []Action{c.Action}},
		Whopsync: details{
			ID: c.ID, Title: c.Title, Source: c.Source.Path, MovedBecause: c.MovedBecause, Place: c.Place, Spot: c.Spot,
			Hide: c.Hide, Recreate: c.Recreate, Removed: c.Removed, Left: c.Left, Impact: c.Impact,
		},
	}
	var err error
	if c.Action == Update || c.Action == Delete {
		r.Change.Before, err = encodeFields(c.Fields, func(f FieldChange) course.Value { return f.Before })
	}
	if err == nil && (c.Action == Update || c.Action == Create) {
		r.Change.After, err = encodeFields(c.Fields, func(f FieldChange) course.Value { return f.After })
	}
	if err != nil {
		return resource{}, fmt.Errorf("encode %s: %w", c.Address, err)
	}
	for _, f := range c.Fields {
		if f.Conflict {
			r.Whopsync.Conflicts = append(r.Whopsync.Conflicts, f.Field)
		}
		if f.Expected != "" {
			r.Whopsync.expect(f.Field, f.Expected)
		}
		if f.Unverifiable {
			r.Whopsync.Unverifiable = append(r.Whopsync.Unverifiable, f.Field)
		}
		r.Whopsync.Shows = append(r.Whopsync.Shows, f.Shows...)
		r.Whopsync.Filled = append(r.Whopsync.Filled, f.Filled...)
		r.Whopsync.Keeps = append(r.Whopsync.Keeps, f.Keeps...)
	}
	for _, d := range c.Drift {
		encoded, err := encodeDrift(d)
		if err != nil {
			return resource{}, fmt.Errorf("encode %s: %w", c.Address, err)
		}
		r.Whopsync.Drift = append(r.Whopsync.Drift, encoded)
	}
	return r, nil
}

func (d *details) expect(field course.Field, digest course.Digest) {
	if d.Expected == nil {
		d.Expected = map[course.Field]course.Digest{}
	}
	d.Expected[field] = digest
}

// encodeFields leaves out values that are not known.
func encodeFields(fields []FieldChange, side func(FieldChange) course.Value) (map[course.Field]json.RawMessage, error) {
	encoded := make(map[course.Field]json.RawMessage, len(fields))
	for _, f := range fields {
		value := side(f)
		if value == nil {
			continue
		}
		data, err := encodeValue(value)
		if err != nil {
			return nil, err
		}
		encoded[f.Field] = data
	}
	return encoded, nil
}

func encodeDrift(d Drift) (drift, error) {
	out := drift{Field: d.Field, Gone: d.Gone, Order: d.Order}
	if d.Field == "" {
		return out, nil
	}
	var err error
	if out.Files, err = encodeValue(d.Files); err != nil {
		return drift{}, err
	}
	out.Live, err = encodeValue(d.Live)
	return out, err
}

func encodeValue(value course.Value) (json.RawMessage, error) {
	var data bytes.Buffer
	encoder := json.NewEncoder(&data)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(data.Bytes()), nil
}
