package cli

import (
	"whopsync/internal/course"
	"whopsync/internal/spec"
)

type keyCmd struct {
	Copy  bool     `name:"copy" help:"The files are copies: give each of them a new key, also if it has one."`
	Check bool     `name:"check" help:"Write nothing, and exit with 1 when something has no key."`
	Files []string `arg:"" optional:"" name:"file" help:"Files or folders to give keys to (default: all files of the courses)."`
}

// Help returns more text for --help.
func (keyCmd) Help() string {
	return `A key (the line key: in a file) says which lesson, chapter or course on Whop a file stands for, also after its name, folder, title or text has changed. Only that line is written; a chapter without chapter.yaml gets one. Plans show no change: the next apply remembers the keys.`
}

// Run gives a key to everything that has none, and lists the files.
func (cmd *keyCmd) Run(e *environment) error {
	if cmd.Copy && len(cmd.Files) == 0 {
		return misuse("--copy needs the files or folders that are copies, as in: %s", e.command("key --copy courses/NAME"))
	}
	w := rewriting{files: cmd.Files, check: cmd.Check}
	return w.run(e, func(repo *spec.Repo, chosen *choice) ([]spec.Formatting, spec.Problems, error) {
		return spec.AddKeys(repo, chosen.has, cmd.Copy, func() (string, error) { return course.NewKey(e.random) })
	})
}
