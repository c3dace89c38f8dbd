// Package git keeps a state on a ref of a git remote, by the user's own git.
package git

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"whopsync/internal/hint"
	"whopsync/internal/state"
	"whopsync/internal/state/backend/document"
	"whopsync/internal/state/location"
)

// Open keeps the state of an environment on a ref of a git remote, as a commit for
// every write. The ref is no branch, so nobody's clone or pull request shows it. A push
// that names what it replaces is compare-and-swap, for the first commit as well.
//
// Nothing of the user's repository is touched: objects are made in a bare repository of
// our own that lasts for a session. Only the address of the remote and what git needs to
// log in there are taken from it.
//
// The ref is refs/whopsync/ENVIRONMENT, with a dot and the location's name at its end where it has one. No
// environment has a dot in its name.
func Open(where location.Location, at state.Place) (*document.Store, error) {
	path, err := find(at.Repo, at.Environ)
	if err != nil {
		return nil, err
	}
	g := &backend{git: &program{path: path, environ: environOf(at)}, repo: at.Repo, remote: where.Remote, env: at.Env, ref: "refs/whopsync/" + at.Env}
	if where.Name != "" {
		g.ref += "." + where.Name
	}
	g.settings = sync.OnceValues(func() (remoteSettings, error) { return g.readSettings() })
	return document.New(g, at), nil
}

// backend is a ref of a remote.
type backend struct {
	git      *program
	repo     string // a folder in the user's work tree
	remote   string
	env      string
	ref      string
	settings func() (remoteSettings, error) // read once
}

func (g *backend) Location() string { return g.ref + " of " + g.remote }

// Open makes an empty repository for the session.
func (g *backend) Open(ctx context.Context, write bool) (document.Slot, error) {
	settings, err := g.settings()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "whopsync-git-")
	if err != nil {
		return nil, fmt.Errorf("make a repository for %s: %w", g.Location(), err)
	}
	c := &slot{backend: g, session: g.git.in(settings.top, dir, settings.login), url: settings.fetch}
	if write {
		c.url = settings.push
	}
	c.dir = dir
	if _, err := c.session.run(ctx, nil, "init", "--quiet", "--bare", "--template=", "--object-format="+settings.hash, dir); err != nil {
		return nil, errors.Join(fmt.Errorf("make a repository for %s: %w", g.Location(), err), c.Close())
	}
	return c, nil
}

// slot is a session with a remote.
type slot struct {
	backend *backend
	session *program
	url     string
	dir     string
	kept    map[string]int // the lengths of the records of this session
	runs    []byte         // what the next commit changes in their folder, for fast-import
}

func (c *slot) Close() error { return os.RemoveAll(c.dir) }

// Read fetches the last commit of the ref, and nothing of what was before it.
func (c *slot) Read(ctx context.Context) ([]byte, string, error) {
	_, err := c.session.run(ctx, nil, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head",
		"--no-recurse-submodules", "--no-auto-maintenance", c.url, "+"+c.backend.ref+":"+c.backend.ref)
	switch {
	case c.isMissing(err):
		return nil, "", nil
	case err != nil:
		return nil, "", fmt.Errorf("fetch %s: %w", c.backend.Location(), explain(err))
	}
	out, err := c.session.run(ctx, []byte(c.backend.ref+"\n"+c.backend.ref+":"+fileName+"\n"), "cat-file", "--batch")
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", c.backend.Location(), err)
	}
	commit, _, out := nextObject(out)
	blob, data, _ := nextObject(out)
	if commit == "" || blob == "" {
		return nil, "", fmt.Errorf("read %s: %w: its commit %s has no %s", c.backend.Location(), state.ErrDamaged, commit, fileName)
	}
	return data, commit, nil
}

// isMissing recognizes what git says, and has always said, when the remote has answered
// and has no such ref. Whoever is mistaken here is told so by the push, which demands it.
func (c *slot) isMissing(err error) bool {
	var failed *programError
	return errors.As(err, &failed) && strings.Contains(strings.ToLower(failed.said), "couldn't find remote ref "+strings.ToLower(c.backend.ref))
}

// fileName is where the document is in a commit.
const fileName = "state.json"

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

// Swap commits the document on top of a version, and pushes the commit if the remote's ref is
// still that version.
func (c *slot) Swap(ctx context.Context, version string, data []byte, why string) (string, error) {
	commit, err := c.commit(ctx, version, data, why)
	if err != nil {
		return "", fmt.Errorf("commit to %s: %w", c.backend.Location(), err)
	}
	_, err = c.session.run(ctx, nil, "push", "--quiet", "--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--recurse-submodules=no",
		"--force-with-lease="+c.backend.ref+":"+version, c.url, commit+":"+c.backend.ref)
	if err != nil {
		return "", fmt.Errorf("push %s: %w", c.backend.Location(), explain(err))
	}
	c.runs = nil
	return commit, nil
}

// commit makes a commit that is like no other: two runners who write the same in the same
// second would otherwise make one commit, and both think that it is theirs.
func (c *slot) commit(ctx context.Context, parent string, data []byte, why string) (string, error) {
	var in bytes.Buffer
	message := strings.ToValidUTF8(strings.ReplaceAll(why, "\n", " "), "?") + "\n\nNonce: " + rand.Text() + "\n"
	fmt.Fprintf(&in, "commit refs/heads/next\nmark :1\ncommitter whopsync <whopsync@localhost> now\ndata %d\n%s\n", len(message), message)
	if parent != "" {
		fmt.Fprintf(&in, "from %s\n", parent)
	}
	fmt.Fprintf(&in, "M 100644 inline %s\ndata %d\n%s\n%sget-mark :1\ndone\n", fileName, len(data), data, c.runs)
	out, err := c.session.run(ctx, in.Bytes(), "fast-import", "--quiet", "--force", "--done", "--date-format=now")
	return strings.TrimSpace(string(out)), err
}

// remoteSettings are what a remote is reached with.
type remoteSettings struct {
	top         string // of the work tree: what a relative address starts from
	fetch, push string
	hash        string
	login       []setting
}

// readSettings asks git about the user's repository. It starts nothing of what it finds.
func (g *backend) readSettings() (s remoteSettings, err error) {
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
			s.login = append(s.login, setting{key, value})
		}
		switch key {
		case "remote." + g.remote + ".url":
			s.fetch = cmp.Or(s.fetch, value)
		case "remote." + g.remote + ".pushurl":
			s.push = cmp.Or(s.push, value)
		}
	}
	if s.push = cmp.Or(s.push, s.fetch); s.fetch == "" {
		return s, noRemote(g.remote, remotes)
	}
	return s, nil
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
	return hint.Add(fmt.Errorf("the git repository has no remote %q, only: %s", name, strings.Join(there, ", ")),
		"Say `state: git:NAME` in the environment to use one of them")
}
