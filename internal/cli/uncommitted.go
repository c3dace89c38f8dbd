package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/spec"
)

// checkCommitted refuses steps that write over work that is in no commit. forced is the command that carries them out
// all the same.
func checkCommitted(ctx context.Context, r *repository, steps []spec.Arrangement, forced string) error {
	changed, err := uncommitted(ctx, r, steps)
	if err != nil {
		return hint.Add(refuse("it is not known which files have uncommitted changes, because git cannot read its repository: %w\nNothing was written", err),
			"See what git says: %s. To write the files without knowing: %s", "git status", forced)
	}
	if len(changed) == 0 {
		return nil
	}
	return hint.Add(refuse("%s:\n  %s\nNothing was written", uncommittedFiles(len(changed)), strings.Join(changed, "\n  ")),
		"Commit the changes, or have the files written as they are: %s", forced)
}

func uncommittedFiles(n int) string {
	if n == 1 {
		return "1 file would be written and has uncommitted changes"
	}
	return fmt.Sprintf("%d files would be written and have uncommitted changes", n)
}

// uncommitted returns which files have changes that are in no commit, of those whose bytes steps change.
func uncommitted(ctx context.Context, r *repository, steps []spec.Arrangement) ([]string, error) {
	var paths []string
	for i, step := range steps {
		for _, text := range slices.Concat(step.Texts, step.Gone) {
			at := text.Path
			for _, before := range slices.Backward(steps[:i]) {
				at = before.From(at)
			}
			paths = append(paths, at)
		}
	}
	slices.Sort(paths)
	return r.git.Uncommitted(ctx, r.files, slices.Compact(paths))
}
