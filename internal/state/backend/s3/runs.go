package s3

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/minio/minio-go/v7"

	"whopsync/internal/state"
	"whopsync/internal/state/backend/document"
)

// The records of runs are objects beside the state: KEY.runs/NAME.json.
const runExtension = ".json"

func (m *backend) runPrefix() string { return m.place.key + ".runs/" }

// Keep makes an object of a record, and removes those that are kept no longer.
func (c slot) Keep(ctx context.Context, serial int64, record []byte) error {
	sizes, err := c.backend.listRuns(ctx)
	if err != nil {
		return err
	}
	names := make([]string, 0, len(sizes))
	for name := range sizes {
		names = append(names, name)
	}
	name := state.NextRunName(c.backend.env, serial, names)
	_, err = c.backend.put(ctx, c.backend.runPrefix()+name+runExtension, "", record)
	if err != nil && !errors.Is(err, document.ErrMoved) { // which says that an answer was lost, for we hold the lock
		return fmt.Errorf("write a record beside %s: %w", c.backend.place.name(), err)
	}
	sizes[name] = len(record)
	size := func(name string) int { return sizes[name] }
	for _, old := range state.Outdated(state.RunsOf(c.backend.env, append(names, name)), size, state.MaxRuns) {
		// A key may lack the right to; then all are kept.
		_ = c.backend.client.RemoveObject(ctx, c.backend.place.bucket, c.backend.runPrefix()+old+runExtension, minio.RemoveObjectOptions{})
	}
	return nil
}

// listRuns returns the lengths of the records that are there, by their names.
func (m *backend) listRuns(ctx context.Context) (map[string]int, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	sizes := map[string]int{}
	for object := range m.client.Client.ListObjects(ctx, m.place.bucket, minio.ListObjectsOptions{Prefix: m.runPrefix()}) {
		if object.Err != nil {
			return nil, fmt.Errorf("list the records beside %s: %w", m.place.name(), m.place.explain(object.Err))
		}
		name, isRun := strings.CutSuffix(strings.TrimPrefix(object.Key, m.runPrefix()), runExtension)
		if parsed, ok := state.ParseRunName(name); isRun && ok && parsed.Env == m.env {
			sizes[name] = int(object.Size)
		}
	}
	return sizes, nil
}

// Runs reads records.
func (c slot) Runs(ctx context.Context, want func([]string) []string) (runs []state.Run, err error) {
	sizes, err := c.backend.listRuns(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for name, size := range sizes {
		if size <= state.MaxRun {
			names = append(names, name)
		}
	}
	for _, name := range state.Wanted(state.RunsOf(c.backend.env, names), want) {
		data, _, err := c.backend.get(ctx, c.backend.runPrefix()+name+runExtension, state.MaxRun)
		if err != nil {
			return nil, err
		}
		if data != nil { // a run that goes on may have dropped it
			runs = append(runs, state.Run{Name: name, Data: data})
		}
	}
	return runs, nil
}
