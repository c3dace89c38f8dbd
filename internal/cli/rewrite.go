package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"whopsync/internal/render"
	"whopsync/internal/spec"
)

// rewriting is how fmt and key change files.
type rewriting struct {
	files []string // that the command line names; none of them is all
	check bool     // write nothing, and fail where something would be written
	diff  bool
}

// run finds out what changes, writes it and lists the files.
func (w rewriting) run(e *environment, change func(*spec.Repo, *choice) ([]spec.Formatting, spec.Problems, error)) (err error) {
	repo, err := openFiles(e)
	if err != nil {
		return err
	}
	defer closing(repo, &err)
	chosen, err := choose(e, repo, w.files)
	if err != nil {
		return err
	}
	changed, problems, err := change(repo, chosen)
	if err != nil {
		return err
	}
	if err := chosen.unknown(); err != nil {
		return err
	}
	for _, file := range changed {
		if err := w.write(e.Out, repo, file); err != nil {
			return err
		}
	}
	if err := e.showProblems(repo, problems); err != nil {
		return err
	}
	if problems.HasErrors() || w.check && len(changed) > 0 {
		return exit(exitError)
	}
	return nil
}

func (w rewriting) write(out io.Writer, repo *spec.Repo, file spec.Formatting) (err error) {
	switch {
	case w.check:
	case file.Before == nil:
		err = repo.Create(file.Path, file.After)
	default:
		err = repo.Replace(file.Path, file.Before, file.After)
	}
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out, render.Sanitize(file.Path)); err != nil || !w.diff {
		return err
	}
	return render.FileDiff(out, file.Path, file.Before, file.After)
}

// choice is the part of a repository's files that a command line names.
type choice struct {
	args     []string
	absolute []string // paths of args
	paths    []string // the same, inside of the repository
	found    []bool
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
			return nil, misuse("%s lies outside of the repository %s", arg, repo.Dir())
		}
		c.absolute = append(c.absolute, absolute)
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
		switch _, err := os.Lstat(c.absolute[i]); {
		case c.found[i]:
		case errors.Is(err, os.ErrNotExist):
			errs = append(errs, fmt.Errorf("there is no file or folder %s", arg))
		default:
			errs = append(errs, fmt.Errorf("%s is no lesson, course.yaml, chapter.yaml or whopsync.yaml of the repository", arg))
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return &usageError{errors.Join(errs...)}
}
