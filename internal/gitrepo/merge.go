package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// ErrNoGit says that git is not there to merge.
var ErrNoGit = errors.New("to merge takes git, which is not found")

// Merge merges two versions of a text that were made of a third, which may be empty. Where both changed the same
// lines, marks stand around the two, with the labels of each, and conflict is true.
func (g *Repo) Merge(ctx context.Context, own, base, other []byte, labels [3]string) (merged []byte, conflict bool, err error) {
	if g == nil {
		return nil, false, ErrNoGit
	}
	dir, err := os.MkdirTemp("", "whopsync-merge-")
	if err != nil {
		return nil, false, fmt.Errorf("merge: %w", err)
	}
	defer os.RemoveAll(dir)
	args := []string{"-c", "merge.conflictStyle=merge", "merge-file", "-p"}
	var files []string
	for i, data := range [][]byte{own, base, other} {
		file := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(file, data, 0o600); err != nil {
			return nil, false, fmt.Errorf("merge: %w", err)
		}
		args, files = append(args, "-L", labels[i]), append(files, file)
	}
	merged, err = g.output(ctx, append(args, files...)...)
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 && exit.ExitCode() <= 127 { // so many conflicts
		return merged, true, nil
	}
	return merged, false, err
}
