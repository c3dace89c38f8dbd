package git

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path"
	"strconv"
	"strings"

	"whopsync/internal/state"
)

// The records of runs are files beside the document, in the same commits: they cost no push of their own.
const (
	runsFolder   = "runs"
	runExtension = ".json"
)

// Keep has the next commit hold a record, and no longer those that are kept no longer.
func (c *slot) Keep(ctx context.Context, serial int64, record []byte) error {
	sizes, err := c.listRuns(ctx)
	if err != nil {
		return err
	}
	maps.Copy(sizes, c.kept)
	there := make([]string, 0, len(sizes))
	for name := range sizes {
		there = append(there, name)
	}
	name := state.NextRunName(c.backend.env, serial, there)
	sizes[name] = len(record)
	var change bytes.Buffer
	fmt.Fprintf(&change, "M 100644 inline %s\ndata %d\n%s\n", runPath(name), len(record), record)
	size := func(name string) int { return sizes[name] }
	for _, old := range state.Outdated(state.RunsOf(c.backend.env, append(there, name)), size, state.MaxRuns) {
		fmt.Fprintf(&change, "D %s\n", runPath(old))
	}
	if c.kept == nil {
		c.kept = map[string]int{}
	}
	c.kept[name], c.runs = len(record), append(c.runs, change.Bytes()...)
	return nil
}

func runPath(name string) string { return path.Join(runsFolder, name+runExtension) }

// listRuns returns the lengths of the records in the commit that was read last, by their names.
func (c *slot) listRuns(ctx context.Context) (map[string]int, error) {
	sizes := map[string]int{}
	if _, err := c.session.run(ctx, nil, "rev-parse", "--verify", "--quiet", c.backend.ref); err != nil {
		return sizes, nil // nothing was written there yet
	}
	out, err := c.session.run(ctx, nil, "ls-tree", "-z", "-l", c.backend.ref, "--", runsFolder+"/")
	if err != nil {
		return nil, err
	}
	for entry := range strings.SplitSeq(string(out), "\x00") {
		meta, file, _ := strings.Cut(entry, "\t")
		fields := strings.Fields(meta) // mode, type, name of the object, length
		name, isRun := strings.CutSuffix(strings.TrimPrefix(file, runsFolder+"/"), runExtension)
		if parsed, ok := state.ParseRunName(name); !isRun || !ok || parsed.Env != c.backend.env || len(fields) != 4 || fields[1] != "blob" {
			continue
		}
		if sizes[name], err = strconv.Atoi(fields[3]); err != nil {
			return nil, err
		}
	}
	return sizes, nil
}

// Runs reads records out of the last commit.
func (c *slot) Runs(ctx context.Context, want func([]string) []string) ([]state.Run, error) {
	if _, version, err := c.Read(ctx); err != nil || version == "" {
		return nil, err
	}
	sizes, err := c.listRuns(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for name, size := range sizes {
		if size <= state.MaxRun {
			names = append(names, name)
		}
	}
	var runs []state.Run
	for _, name := range state.Wanted(state.RunsOf(c.backend.env, names), want) {
		data, err := c.session.run(ctx, nil, "cat-file", "blob", c.backend.ref+":"+runPath(name))
		if err != nil {
			return nil, err
		}
		runs = append(runs, state.Run{Name: name, Data: data})
	}
	return runs, nil
}
