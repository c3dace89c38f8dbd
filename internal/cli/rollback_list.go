package cli

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"whopsync/internal/render"
	"whopsync/internal/spec"
)

// lastRun stands for the newest run.
const lastRun = "last"

// keptRun is a run of which a record is kept.
type keptRun struct {
	name        string // such as production-7.2
	environment string
	serial      int // of the state that it leads to
	again       int // counts the records with that serial, from 2 on
	at          time.Time
}

var runPattern = regexp.MustCompile(`^(.+)-([0-9]{1,9})(?:\.([0-9]{1,9}))?\.json$`)

// keptRuns returns the runs of all environments, each environment's in their order. Without a
// folder there are none.
func keptRuns(dir string) ([]keptRun, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("list the runs: %w", err)
	}
	var kept []keptRun
	for _, entry := range entries {
		m := runPattern.FindStringSubmatch(entry.Name())
		info, err := entry.Info()
		if m == nil || err != nil {
			continue
		}
		k := keptRun{name: strings.TrimSuffix(m[0], ".json"), environment: m[1], at: info.ModTime()}
		k.serial, _ = strconv.Atoi(m[2])
		k.again, _ = strconv.Atoi(m[3])
		kept = append(kept, k)
	}
	slices.SortFunc(kept, func(a, b keptRun) int {
		return cmp.Or(cmp.Compare(a.environment, b.environment), cmp.Compare(a.serial, b.serial), cmp.Compare(a.again, b.again))
	})
	return kept, nil
}

// listRuns prints the runs of the environment, the newest first, with what each set out to do. A run
// of another environment is rolled back there.
func listRuns(e *environment) (err error) {
	r, problems, err := openRepository(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	if err := unknownEnvironment(problems); err != nil {
		return err
	}
	dir, err := r.runs()
	if err != nil {
		return err
	}
	kept, err := keptRuns(dir)
	if err != nil {
		return err
	}
	here := slices.DeleteFunc(slices.Clone(kept), func(k keptRun) bool { return k.environment != r.project.Environment.Name })
	slices.Reverse(here)
	width := 0
	for _, k := range here {
		width = max(width, len(k.name))
	}
	for _, k := range here {
		fmt.Fprintf(e.Out, "%-*s  %s  %s\n", width, render.OneLine(k.name), k.at.UTC().Format("2006-01-02 15:04 UTC"), render.OneLine(deedOf(dir, k)))
	}
	if len(here) == 0 {
		fmt.Fprintf(e.Out, "No run of environment %s is kept in %s.\n", render.OneLine(r.project.Environment.Name), render.OneLine(filepath.Join(".whopsync", "runs")))
	} else {
		fmt.Fprintf(e.Out, "\nTo undo the newest:\n\n  %s\n", r.shell.Command("rollback", here[0].name))
	}
	for _, name := range slices.Compact(elsewhere(kept, r.project.Environment.Name)) {
		fmt.Fprintf(e.Out, "\nThose of %s: %s\n", render.OneLine(name), r.shell.For(name).Command("rollback"))
	}
	return nil
}

// deedOf says what a run set out to do. Its record was written before the first request.
func deedOf(dir string, k keptRun) string {
	record, err := readRecord(dir, k.name)
	if err != nil {
		return err.Error()
	}
	return render.Deed(record.Plan)
}

// elsewhere returns the environments of the runs that are not of one.
func elsewhere(kept []keptRun, environment string) []string {
	var names []string
	for _, k := range kept {
		if k.environment != environment {
			names = append(names, k.environment)
		}
	}
	return names
}

// runNames are the words by which a run can be named, for completion.
func runNames(repo *spec.Repo) []string {
	names := []string{lastRun}
	cache, err := cacheDir(repo.Dir())
	if err != nil {
		return nil
	}
	kept, _ := keptRuns(filepath.Join(cache, "runs"))
	for _, k := range kept {
		names = append(names, k.name)
	}
	return names
}
