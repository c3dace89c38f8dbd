package cli

import (
	"errors"
	"os"
	"path/filepath"

	"whopsync/internal/github"
	"whopsync/internal/spec"
)

// topicOf returns what a comment about an environment of these courses is about. Outside of a course repository, the
// folder that the command works in counts.
func topicOf(e *environment, environment string) (github.Topic, error) {
	dir := e.folder()
	files, err := spec.Open(dir)
	switch {
	case err == nil:
		dir, err = files.Dir(), files.Close()
	case errors.Is(err, spec.ErrNoRepo):
		err = nil
	}
	if err != nil {
		return github.Topic{}, err
	}
	folder, err := folderInGit(dir)
	return github.Topic{Environment: environment, Folder: folder}, err
}

// folderInGit returns where a folder lies, from the top of its git repository and with slashes; "." outside of one.
func folderInGit(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	folder, err := filepath.Rel(topOf(dir), dir)
	return filepath.ToSlash(folder), err
}

// topOf returns the top of the git repository that dir lies in, dir itself outside of one.
func topOf(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}
