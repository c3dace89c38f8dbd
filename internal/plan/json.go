package plan

import (
	"encoding/json"
	"errors"

	"whopsync/internal/course"
)

// Resource is a Change as JSON. It has Terraform's names and shapes where they exist, so
// scripts that read Terraform's plans can read it; all else stands under "whopsync".
type Resource struct {
	Address  course.Address `json:"address"`
	Previous course.Address `json:"previous_address,omitzero"`
	Kind     course.Kind    `json:"type"`
	Name     string         `json:"name"`
	Change   values         `json:"change"`
	Whopsync plainChange    `json:"whopsync"`
}

// plainChange is a Change as its tags say.
type plainChange Change

// values holds the fields that change, and only those: null before a create and after a
// delete.
type values struct {
	Actions []Action      `json:"actions"`
	Before  course.Fields `json:"before"`
	After   course.Fields `json:"after"`
}

// MarshalJSON leaves out values that are not known.
func (c Change) MarshalJSON() ([]byte, error) {
	change := values{Actions: []Action{c.Action}}
	if c.Action == Update || c.Action == Delete {
		change.Before = course.Fields{}
	}
	if c.Action == Update || c.Action == Create {
		change.After = course.Fields{}
	}
	for _, f := range c.Fields {
		if f.Before != nil && change.Before != nil {
			change.Before[f.Field] = f.Before
		}
		if f.After != nil && change.After != nil {
			change.After[f.Field] = f.After
		}
	}
	return json.Marshal(Resource{c.Address, c.Previous, c.Kind, c.Address.Name(), change, plainChange(c)})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Change) UnmarshalJSON(data []byte) error {
	var r Resource
	if err := json.Unmarshal(data, &r); err != nil {
		return err
	}
	if len(r.Change.Actions) != 1 || r.Address.Kind() != r.Kind {
		return errors.New("a change has not exactly one action, or the wrong type")
	}
	*c = Change(r.Whopsync)
	c.Address, c.Previous, c.Kind, c.Action = r.Address, r.Previous, r.Kind, r.Change.Actions[0]
	for i := range c.Fields {
		f := &c.Fields[i]
		f.Before, f.After = r.Change.Before[f.Field], r.Change.After[f.Field]
	}
	return nil
}

// UnmarshalJSON reads the values by the type of their field.
func (d *Drift) UnmarshalJSON(data []byte) (err error) {
	type plain Drift
	var raw struct {
		plain
		Files json.RawMessage `json:"files"`
		Live  json.RawMessage `json:"live"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	*d = Drift(raw.plain)
	if raw.Files != nil {
		d.Files, err = course.DecodeValue(d.Field, raw.Files)
	}
	if raw.Live != nil && err == nil {
		d.Live, err = course.DecodeValue(d.Field, raw.Live)
	}
	return err
}
