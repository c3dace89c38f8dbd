package cli

import (
	"context"
	"strings"
)

// mainBranch is the branch that is applied from: the one that the remote names, else main if
// there is one, since the current branch may be that of a pull request.
func mainBranch(e *environment) string {
	const usual = "main"
	g := openGit(e.flags.Chdir, e.logger())
	if name, ok := strings.CutPrefix(g.says("symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"), "refs/remotes/origin/"); ok {
		return name
	}
	if g.says("rev-parse", "--verify", "--quiet", "refs/heads/"+usual) != "" {
		return usual
	}
	if name, ok := strings.CutPrefix(g.says("symbolic-ref", "--quiet", "HEAD"), "refs/heads/"); ok {
		return name
	}
	return usual
}

// says returns git's answer of one line, "" when it has none.
func (g *git) says(args ...string) string {
	if g == nil {
		return ""
	}
	out, err := g.run(context.Background(), args...) // short, and bounded by itself
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
