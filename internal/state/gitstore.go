package state

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// newGitStore keeps the state of an environment on a ref of a git remote, as a commit for
// every write. The ref is no branch, so nobody's clone or pull request shows it. A push
// that names what it replaces is compare-and-swap, for the first commit as well.
//
// Nothing of the user's repository is touched: objects are made in a bare repository of
// our own that lasts for a session. Only the address of the remote and what git needs to
// log in there are taken from it.
func newGitStore(remote string, at Place) (*pageStore, error) {
	program, err := findGit(at.Repo, at.Environ)
	if err != nil {
		return nil, err
	}
	if remote == "" || strings.HasPrefix(remote, "-") {
		return nil, fmt.Errorf("%q cannot be the name of a git remote", remote)
	}
	g := &gitMedium{git: &gitProgram{path: program, environ: gitEnviron(at)}, repo: at.Repo, remote: remote, ref: "refs/whopsync/" + at.Env}
	g.settings = sync.OnceValues(func() (gitSettings, error) { return g.readSettings() })
	return &pageStore{medium: g, copies: at.copies()}, nil
}

// gitMedium is a ref of a remote.
type gitMedium struct {
	git      *gitProgram
	repo     string // a folder in the user's work tree
	remote   string
	ref      string
	settings func() (gitSettings, error) // read once
}

func (g *gitMedium) location() string { return g.ref + " of " + g.remote }

// open makes an empty repository for the session.
func (g *gitMedium) open(ctx context.Context, write bool) (cell, error) {
	settings, err := g.settings()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "whopsync-git-")
	if err != nil {
		return nil, fmt.Errorf("make a repository for %s: %w", g.location(), err)
	}
	c := &gitCell{gitMedium: g, session: g.git.in(settings.top, dir, settings.login), url: settings.fetch}
	if write {
		c.url = settings.push
	}
	c.dir = dir
	if _, err := c.session.run(ctx, nil, "init", "--quiet", "--bare", "--template=", "--object-format="+settings.hash, dir); err != nil {
		return nil, errors.Join(fmt.Errorf("make a repository for %s: %w", g.location(), err), c.close())
	}
	return c, nil
}

// gitCell is a session with a remote.
type gitCell struct {
	*gitMedium
	session *gitProgram
	url     string
	dir     string
}

func (c *gitCell) close() error { return os.RemoveAll(c.dir) }

// read fetches the last commit of the ref, and nothing of what was before it.
func (c *gitCell) read(ctx context.Context) ([]byte, string, error) {
	_, err := c.session.run(ctx, nil, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head",
		"--no-recurse-submodules", "--no-auto-maintenance", c.url, "+"+c.ref+":"+c.ref)
	switch {
	case c.isMissing(err):
		return nil, "", nil
	case err != nil:
		return nil, "", fmt.Errorf("fetch %s: %w", c.location(), explainGit(err))
	}
	out, err := c.session.run(ctx, []byte(c.ref+"\n"+c.ref+":"+gitFile+"\n"), "cat-file", "--batch")
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", c.location(), err)
	}
	commit, _, out := nextObject(out)
	blob, data, _ := nextObject(out)
	if commit == "" || blob == "" {
		return nil, "", fmt.Errorf("read %s: %w: its commit %s has no %s", c.location(), ErrDamaged, commit, gitFile)
	}
	return data, commit, nil
}

// isMissing recognizes what git says, and has always said, when the remote has answered
// and has no such ref. Whoever is mistaken here is told so by the push, which demands it.
func (c *gitCell) isMissing(err error) bool {
	var failed *gitError
	return errors.As(err, &failed) && strings.Contains(strings.ToLower(failed.said), "couldn't find remote ref "+strings.ToLower(c.ref))
}

// gitFile is where the page is in a commit.
const gitFile = "state.json"

// nextObject takes an object from what cat-file says. A missing one has no name.
func nextObject(out []byte) (name string, data, rest []byte) {
	line, rest, _ := bytes.Cut(out, []byte("\n"))
	var kind string
	var size int
	if _, err := fmt.Sscanf(string(line), "%s %s %d", &name, &kind, &size); err != nil || size >= len(rest) {
		return "", nil, rest
	}
	return name, rest[:size], rest[size+1:]
}

// swap commits the page on top of a version, and pushes the commit if the remote's ref is
// still that version.
func (c *gitCell) swap(ctx context.Context, version string, data []byte, why string) (string, error) {
	commit, err := c.commit(ctx, version, data, why)
	if err != nil {
		return "", fmt.Errorf("commit to %s: %w", c.location(), err)
	}
	_, err = c.session.run(ctx, nil, "push", "--quiet", "--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--recurse-submodules=no",
		"--force-with-lease="+c.ref+":"+version, c.url, commit+":"+c.ref)
	if err != nil {
		return "", fmt.Errorf("push %s: %w", c.location(), explainGit(err))
	}
	return commit, nil
}

// commit makes a commit that is like no other: two runners who write the same in the same
// second would otherwise make one commit, and both think that it is theirs.
func (c *gitCell) commit(ctx context.Context, parent string, data []byte, why string) (string, error) {
	var in bytes.Buffer
	message := strings.ToValidUTF8(strings.ReplaceAll(why, "\n", " "), "?") + "\n\nNonce: " + newNonce() + "\n"
	fmt.Fprintf(&in, "commit refs/heads/next\nmark :1\ncommitter whopsync <whopsync@localhost> now\ndata %d\n%s\n", len(message), message)
	if parent != "" {
		fmt.Fprintf(&in, "from %s\n", parent)
	}
	fmt.Fprintf(&in, "deleteall\nM 100644 inline %s\ndata %d\n%s\nget-mark :1\ndone\n", gitFile, len(data), data)
	out, err := c.session.run(ctx, in.Bytes(), "fast-import", "--quiet", "--force", "--done", "--date-format=now")
	return strings.TrimSpace(string(out)), err
}

// gitSettings are what a remote is reached with.
type gitSettings struct {
	top         string // of the work tree: what a relative address starts from
	fetch, push string
	hash        string
	login       []gitSetting
}

type gitSetting struct{ key, value string }

// readSettings asks git about the user's repository. It starts nothing of what it finds.
func (g *gitMedium) readSettings() (s gitSettings, err error) {
	ctx := context.Background() // short, and bounded by itself
	here := g.git.in(g.repo, "", nil)
	top, err := here.run(ctx, nil, "rev-parse", "--show-toplevel")
	if err != nil {
		return s, fmt.Errorf("find the git repository of %s: %w", g.repo, err)
	}
	s.top = filepath.Clean(strings.TrimSuffix(string(top), "\n"))
	out, err := here.run(ctx, nil, "config", "--local", "--includes", "--null", "--list")
	if err != nil {
		return s, fmt.Errorf("read git's settings: %w", err)
	}
	var remotes []string
	s.hash = "sha1"
	for entry := range strings.SplitSeq(string(out), "\x00") {
		key, value, _ := strings.Cut(entry, "\n")
		name, isRemote := strings.CutPrefix(key, "remote.")
		switch {
		case isRemote && strings.HasSuffix(name, ".url"):
			remotes = append(remotes, strings.TrimSuffix(name, ".url"))
		case key == "extensions.objectformat":
			s.hash = value
		case isLogin(key):
			s.login = append(s.login, gitSetting{key, value})
		}
		switch key {
		case "remote." + g.remote + ".url":
			s.fetch = first(s.fetch, value)
		case "remote." + g.remote + ".pushurl":
			s.push = first(s.push, value)
		}
	}
	if s.push = first(s.push, s.fetch); s.fetch == "" {
		return s, noRemote(g.remote, remotes)
	}
	return s, nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// isLogin tells the settings that say how a server is reached and who asks. On GitHub's
// runners the token is one of them.
func isLogin(key string) bool {
	for _, prefix := range []string{"http.", "https.", "credential.", "url.", "ssh.", "core.sshcommand", "core.askpass", "core.gitproxy"} {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

func noRemote(name string, there []string) error {
	if len(there) == 0 {
		return fmt.Errorf("the git repository has no remote %q to keep the state at: git remote add %s ADDRESS", name, name)
	}
	return fmt.Errorf("the git repository has no remote %q, only: %s\nSay `state: git:NAME` in the environment to use one of them", name, strings.Join(there, ", "))
}
