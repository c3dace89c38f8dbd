package http

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"whopsync/internal/state"
)

// envelope is a state as servers for Terraform's states want it. GitLab reads its serial,
// wants another one with every write, and shows the highest: so this one counts writes,
// notes included, and the state inside counts saves.
type envelope struct {
	Serial int64
	State  *state.State // nil: there is nothing
	Runs   []packedRun
}

type envelopeJSON struct {
	Version  int             `json:"version"` // of Terraform's format
	Serial   int64           `json:"serial"`
	Lineage  string          `json:"lineage"`
	Whopsync json.RawMessage `json:"whopsync"`
	Runs     []packedRun     `json:"whopsync_runs,omitempty"`
}

const terraformFormat = 4

func (e envelope) encode() ([]byte, error) {
	document, err := e.State.Encode()
	if err != nil {
		return nil, err
	}
	data, err := json.MarshalIndent(envelopeJSON{terraformFormat, e.Serial, e.State.Lineage, document, e.Runs}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode state: %w", err)
	}
	return append(data, '\n'), nil
}

func decodeEnvelope(data []byte) (envelope, error) {
	var wire envelopeJSON
	if err := json.Unmarshal(data, &wire); err != nil {
		return envelope{}, fmt.Errorf("%w: %w", state.ErrDamaged, err)
	}
	if wire.Whopsync == nil {
		return envelope{}, fmt.Errorf("%w: this is not a state of whopsync; perhaps it is one of Terraform's", state.ErrDamaged)
	}
	s, err := state.Decode(wire.Whopsync)
	return envelope{wire.Serial, s, wire.Runs}, err
}

// lockInfo is who holds a lock, in Terraform's words. Info holds ours.
type lockInfo struct {
	ID        string
	Operation string
	Info      string
	Who       string
	Version   string
	Created   string
	Path      string
}

func encodeLockInfo(holder state.Holder, env string) ([]byte, error) {
	info, err1 := json.Marshal(holder)
	body, err2 := json.Marshal(lockInfo{
		ID: holder.ID, Operation: holder.Command, Info: string(info), Who: holder.Who,
		Version: "whopsync", Created: holder.Since.UTC().Format(time.RFC3339Nano), Path: env,
	})
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("encode lock: %w", err)
	}
	return body, nil
}

// decodeLockInfo reads who holds a lock, from a refusal of ours. GitLab answers with our
// own words beside the holder's id and name, so words under another id are not believed.
func decodeLockInfo(body []byte, ours state.Holder) *state.Holder {
	var wire lockInfo
	const unnamed = "a holder that the server does not name"
	if json.Unmarshal(body, &wire) != nil || wire.ID == "" {
		return &state.Holder{Who: unnamed}
	}
	named := &state.Holder{ID: wire.ID, Who: cmp.Or(wire.Who, unnamed)}
	var told state.Holder
	if json.Unmarshal([]byte(wire.Info), &told) == nil && told.ID == wire.ID {
		return &told
	}
	if told.ID != ours.ID {
		named.Command = wire.Operation
	}
	named.Since, _ = time.Parse(time.RFC3339Nano, wire.Created) // not everybody says it like this
	return named
}
