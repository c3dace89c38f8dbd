package cli

import (
	"context"

	"whopsync/internal/spec"
)

type fmtCmd struct {
	Check bool     `name:"check" help:"Write nothing, and exit with 1 when a file would change."`
	Diff  bool     `name:"diff" help:"Write nothing, show what would change as unified diffs, and exit with 1 when a file would change."`
	Files []string `arg:"" optional:"" name:"file" help:"Files or folders to format (default: all files of the courses)."`
}

// Help returns more text for --help.
func (fmtCmd) Help() string {
	return "Lines under moved:, removed: and identity: in whopsync.yaml that every environment has followed are removed. The states beside the courses tell whether that is so; if an environment keeps its state elsewhere, the lines stay."
}

// Run formats the files that are not formatted, and lists them. Anyone who asks for a diff wants
// to look first, so --diff writes nothing, like --check.
func (cmd *fmtCmd) Run(ctx context.Context, e *environment) error {
	w := rewriting{files: cmd.Files, check: cmd.Check || cmd.Diff, diff: cmd.Diff}
	return w.run(e, func(repo *spec.Repo, chosen *choice) ([]spec.Formatting, spec.Problems, error) {
		changed, problems := spec.FormatAll(repo, chosen.has, func() spec.Done { return followedLines(ctx, e, repo) })
		return changed, problems, nil
	})
}
