package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"whopsync/internal/spec"
)

// noteWritten writes the paths of what a pull changed into a file, each ended by a zero byte: what git update-index -z
// --stdin reads.
func noteWritten(ctx context.Context, r *repository, file string, steps []spec.Arrangement) error {
	tracked, err := r.git.Committed(ctx)
	if err != nil {
		return fmt.Errorf("find out which files a pull has moved: %w", err)
	}
	var out strings.Builder
	for _, path := range writtenPaths(tracked, steps) {
		out.WriteString(path + "\x00")
	}
	return os.WriteFile(file, []byte(out.String()), 0o666)
}

// writtenPaths returns where steps change something: the paths of what they write, make and remove, and the old and new
// paths of the tracked files that they move. What else lies in a folder that is moved comes along, and is not named.
func writtenPaths(tracked []string, steps []spec.Arrangement) []string {
	after := func(path string, first int) string {
		for _, step := range steps[first:] {
			path = step.To(path)
		}
		return path
	}
	var paths []string
	for _, path := range tracked {
		if to := after(path, 0); to != path {
			paths = append(paths, path, to)
		}
	}
	for i, step := range steps {
		for _, text := range step.Texts { // which come before the renames
			paths = append(paths, after(text.Path, i))
		}
		for _, text := range slices.Concat(step.Made, step.Gone) {
			paths = append(paths, text.Path, after(text.Path, i+1))
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}
