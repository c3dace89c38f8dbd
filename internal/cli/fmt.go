package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"whopsync/internal/render"
	"whopsync/internal/spec"
)

type fmtCmd struct {
	Check bool     `name:"check" help:"Write nothing, and exit with 1 when a file would change."`
	Diff  bool     `name:"diff" help:"Show what changes as unified diffs."`
	Files []string `arg:"" optional:"" name:"file" help:"Files or folders to format (default: all files of the courses)."`
}

// Help is what --help adds.
func (fmtCmd) Help() string {
	return "Lines under moved:, removed: and identity: in whopsync.yaml that every environment has followed are taken out. That is known of the environments whose state lies beside the courses; where one is kept elsewhere, the lines stay."
}

// Run formats the files that are not formatted, and lists them. As with Terraform's fmt,
// --diff shows more and --check writes nothing.
func (cmd *fmtCmd) Run(ctx context.Context, e *environment) (err error) {
	repo, err := spec.Open(e.flags.Chdir)
	if err != nil {
		return err
	}
	defer closing(repo, &err)
	chosen, err := choose(e, repo, cmd.Files)
	if err != nil {
		return err
	}
	changed, problems := spec.FormatAll(repo, chosen.has, func() spec.Done { return cmd.done(ctx, e, repo) })
	if err := chosen.unknown(); err != nil {
		return err
	}
	for _, f := range changed {
		if err := cmd.format(e, repo, f); err != nil {
			return err
		}
	}
	if err := e.showProblems(repo, problems); err != nil {
		return err
	}
	if problems.HasErrors() || cmd.Check && len(changed) > 0 {
		return exit(exitError)
	}
	return nil
}

func (cmd *fmtCmd) format(e *environment, repo *spec.Repo, f spec.Formatting) error {
	if !cmd.Check {
		if err := repo.Replace(f.Path, f.Before, f.After); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintln(e.Out, render.Sanitize(f.Path)); err != nil {
		return err
	}
	if cmd.Diff {
		return render.FileDiff(e.Out, f.Path, f.Before, f.After)
	}
	return nil
}

// choice is the part of a repository's files that a command line names.
type choice struct {
	args  []string
	paths []string // of args, inside of the repository
	found []bool
}

// choose reads arguments as paths from where the command works. None of them is all.
func choose(e *environment, repo *spec.Repo, args []string) (*choice, error) {
	c := &choice{args: args, found: make([]bool, len(args))}
	for _, arg := range args {
		absolute, err := filepath.Abs(e.at(arg))
		if err != nil {
			return nil, err
		}
		path, err := filepath.Rel(repo.Dir(), absolute)
		if err != nil {
			return nil, &usageError{fmt.Errorf("%s lies outside of the repository %s", arg, repo.Dir())}
		}
		c.paths = append(c.paths, filepath.ToSlash(path))
	}
	return c, nil
}

// has reports whether a file is chosen: by its name, or by that of a folder around it.
func (c *choice) has(name string) bool {
	chosen := len(c.paths) == 0
	for i, path := range c.paths {
		if path == "." || path == name || strings.HasPrefix(name, path+"/") {
			chosen, c.found[i] = true, true
		}
	}
	return chosen
}

// unknown returns an error for the arguments that chose nothing.
func (c *choice) unknown() error {
	var errs []error
	for i, arg := range c.args {
		if !c.found[i] {
			errs = append(errs, fmt.Errorf("%s is no lesson, course.yaml, chapter.yaml or whopsync.yaml of the repository", arg))
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return &usageError{errors.Join(errs...)}
}
