package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"whopsync/internal/hint"
)

// cacheDir returns the folder of what whopsync remembers beside the courses in dir. It is the one way there. A
// clone can bring symbolic links along, which would lead what is written to other files of
// the user: so there is none in a path below it, nor anything else but folders and regular
// files.
func cacheDir(repo string) (string, error) {
	dir := filepath.Join(repo, ".whopsync")
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // not made yet, or another run has just removed it
		case err != nil:
			return fmt.Errorf("look through %s: %w", dir, err)
		case entry.Type()&fs.ModeSymlink != 0:
			return misplaced(path, dir, "a symbolic link, and whopsync follows none")
		case path == dir && !entry.IsDir():
			return misplaced(path, dir, "no folder")
		case !entry.IsDir() && !entry.Type().IsRegular():
			return misplaced(path, dir, "neither a file nor a folder")
		}
		return nil
	})
	return dir, err
}

func misplaced(path, dir, what string) error {
	err := fmt.Errorf("%s is %s", path, what)
	if path == dir {
		return hint.Add(err, "Remove it, or replace it by a folder: the state lies in the repository")
	}
	return hint.Add(err, "Remove it: the state lies in the repository")
}

// hasJournal reports whether a pull was cut off in a repository, in whichever environment. No file is read for it.
func hasJournal(dir string) (bool, error) {
	cache, err := cacheDir(dir)
	if err != nil {
		return false, err
	}
	found, err := filepath.Glob(filepath.Join(globEscaper.Replace(cache), "runs", "pull-*.journal"))
	return len(found) > 0, err
}

var globEscaper = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`)
