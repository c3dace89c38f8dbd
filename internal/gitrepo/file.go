package gitrepo

import (
	"context"
	"iter"
	"strings"
)

// File returns a file as it is in a commit; ok is false where git does not know it.
func (g *Repo) File(ctx context.Context, commit, path string) (data []byte, ok bool) {
	if g == nil || !commitPattern.MatchString(commit) {
		return nil, false
	}
	data, err := g.run(ctx, "cat-file", "blob", commit+":./"+path)
	if err != nil {
		g.log.Debug("no file from git", "commit", commit, "path", path, "err", err)
	}
	return data, err == nil
}

// Versions returns commits in which a file may be found as it was once: the one that is named first, then those that
// changed it, the newest first.
func (g *Repo) Versions(ctx context.Context, first, path string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if first != "" && !yield(first) || g == nil {
			return
		}
		out, err := g.run(ctx, "rev-list", "--max-count=50", "HEAD", "--", path)
		if err != nil {
			g.log.Debug("no history from git", "path", path, "err", err)
			return
		}
		for commit := range strings.FieldsSeq(string(out)) {
			if !yield(commit) {
				return
			}
		}
	}
}
