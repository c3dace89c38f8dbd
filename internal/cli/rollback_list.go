package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"whopsync/internal/render"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// listRuns prints the runs of the environment, the newest first.
func listRuns(ctx context.Context, e *environment, format string) (err error) {
	r, store, err := openStore(e)
	if err != nil {
		return err
	}
	defer closing(r, &err)
	kept, err := r.keptRuns(ctx, store, nil)
	if err != nil {
		return explainDamage(r.shell, err)
	}
	list := render.Runs{Environment: r.project.Environment.Name, Location: store.Location(), Whopsync: version()}
	for i := len(kept) - 1; i >= 0; i-- {
		run := render.Run{Name: kept[i].name, Local: kept[i].local}
		if kept[i].record != nil {
			run.At, run.Command, run.Who, run.Did = kept[i].record.At, kept[i].record.Command, kept[i].record.Who, kept[i].record.Did
			for _, later := range kept[i+1:] {
				if later.record != nil && later.record.TakesBack(kept[i].record) {
					run.TakenBackBy = later.name
					break
				}
			}
		} else {
			run.Unreadable = kept[i].err.Error()
		}
		list.Runs = append(list.Runs, run)
	}
	if format == "json" {
		return render.RunsJSON(e.Out, list)
	}
	return render.RunList(e.Out, list, r.shell.Command("rollback", lastRun))
}

// runNames are the words by which a run can be named, for completion: as far as they lie on this machine.
func runNames(repo *spec.Repo) []string {
	names := []string{lastRun}
	cache, err := cacheDir(repo.Dir())
	if err != nil {
		return nil
	}
	entries, _ := os.ReadDir(filepath.Join(cache, "runs"))
	for _, entry := range entries {
		name, isRun := strings.CutSuffix(entry.Name(), ".json")
		if _, ok := state.ParseRunName(name); isRun && ok {
			names = append(names, name)
		}
	}
	return names
}
