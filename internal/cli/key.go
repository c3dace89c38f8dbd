package cli

import (
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/render"
	"whopsync/internal/spec"
)

type keyCmd struct {
	Check bool     `name:"check" help:"Write nothing, and exit with 1 when something has no key."`
	Files []string `arg:"" optional:"" name:"file" help:"Files or folders to give keys to (default: all files of the courses)."`
}

// Help is what --help adds.
func (keyCmd) Help() string {
	return `A key (the line key: in a file) says which lesson, chapter or course on Whop a file stands for, whatever becomes of its name, folder, title and text. Only that line is written; a chapter without chapter.yaml gets one. Plans show no change: the next apply remembers the keys.`
}

// Run gives a key to everything that has none, and lists the files.
func (cmd *keyCmd) Run(e *environment) (err error) {
	repo, err := spec.Open(e.flags.Chdir)
	if err != nil {
		return err
	}
	defer closing(repo, &err)
	chosen, err := choose(e, repo, cmd.Files)
	if err != nil {
		return err
	}
	changed, problems, err := spec.AddKeys(repo, chosen.has, func() (string, error) { return course.NewKey(e.random) })
	if err != nil {
		return err
	}
	if err := chosen.unknown(); err != nil {
		return err
	}
	for _, file := range changed {
		if err := cmd.write(e, repo, file); err != nil {
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

func (cmd *keyCmd) write(e *environment, repo *spec.Repo, file spec.Formatting) (err error) {
	switch {
	case cmd.Check:
	case file.Before == nil:
		err = repo.Create(file.Path, file.After)
	default:
		err = repo.Replace(file.Path, file.Before, file.After)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(e.Out, render.Sanitize(file.Path))
	return err
}
