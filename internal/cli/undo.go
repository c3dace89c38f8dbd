package cli

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"whopsync/internal/hint"
	"whopsync/internal/spec"
)

// undoing returns the git command that undoes steps once they are carried out, "" where git does not know all that
// they change as it is now. To check out the files alone would leave each moved file in two places. Whatever is
// edited meanwhile stays in the stash.
func undoing(ctx context.Context, e *environment, r *repository, steps []spec.Arrangement) string {
	tracked, err := r.git.Committed(ctx)
	if err != nil || len(tracked) == 0 {
		return ""
	}
	paths := writtenPaths(tracked, steps)
	isThere := slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return !r.files.Has(p) })
	if changed, err := r.git.Uncommitted(ctx, r.files, isThere); err != nil || len(changed) > 0 || takesAlong(r, tracked, steps) {
		return ""
	}
	line := "git "
	here, err := filepath.Abs(e.under("."))
	if err != nil {
		return ""
	}
	if at, err := filepath.Rel(here, r.files.Dir()); err == nil && at != "." {
		line += "-C " + hint.Word(filepath.ToSlash(at)) + " "
	}
	line += "stash push -u --"
	for _, p := range inFolders(r, tracked, paths, steps) {
		if strings.ContainsAny(p, `*?[\`) { // git would read a pattern
			return ""
		}
		line += " " + hint.Word(p)
	}
	return line
}

// takesAlong reports whether a folder that is moved holds files that git does not track.
func takesAlong(r *repository, tracked []string, steps []spec.Arrangement) bool {
	return slices.ContainsFunc(steps, func(step spec.Arrangement) bool {
		return slices.ContainsFunc(step.Renames, func(n spec.Rename) bool { return hasUntracked(r, tracked, n.From) })
	})
}

// hasUntracked reports whether something that is there is a file that git does not track, or a folder with one.
func hasUntracked(r *repository, tracked []string, name string) bool {
	if _, isTracked := slices.BinarySearch(tracked, name); isTracked || !r.files.Has(name) {
		return false
	}
	below := r.files.Names(name)
	return len(below) == 0 || slices.ContainsFunc(below, func(n string) bool { return hasUntracked(r, tracked, path.Join(name, n)) })
}

// inFolders names folders in the place of their files where all of them come or go.
func inFolders(r *repository, tracked, paths []string, steps []spec.Arrangement) []string {
	stays := func(file string) bool {
		for _, step := range steps {
			if slices.ContainsFunc(step.Gone, func(gone spec.Formatting) bool { return gone.Path == file }) || step.To(file) != file {
				return false
			}
		}
		return true
	}
	isWhole := func(dir string) bool { // all of its files come or go
		return dir != "." && !hasUntracked(r, tracked, dir) && !slices.ContainsFunc(tracked, func(file string) bool { return strings.HasPrefix(file, dir+"/") && stays(file) }) &&
			(!r.files.Has(dir) || slices.ContainsFunc(tracked, func(file string) bool { return strings.HasPrefix(file, dir+"/") }))
	}
	var all []string
	for _, p := range paths {
		for isWhole(path.Dir(p)) {
			p = path.Dir(p)
		}
		all = append(all, p)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
