// Package gitrepo asks git which commit files are as they are in, and which branch is applied
// from. That is worth having and never needed, so whatever goes wrong, from "there is no git"
// to "there is no commit", is logged and no more.
//
// A course repository is not trusted, and git runs what its configuration names: hooks,
// monitors, filters, pagers. So only commands are used that compare what git has stored,
// never the files of the work tree, and everything that could still start a program or
// the network is switched off.
package gitrepo

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Repo is a folder as git sees it. A nil *Repo answers every question with "nothing is known".
type Repo struct {
	program string // absolute
	dir     string // the course repository: the top of git's, or a folder in it
	environ []string
	log     *slog.Logger
}

const (
	gitPatience = 10 * time.Second
	gitOutput   = 64 << 20
)

// Open finds git, outside of the current folder. It returns nil when there is none. Of environ, the
// variables of the process, git gets to see few.
func Open(dir string, environ []string, log *slog.Logger) *Repo {
	program, err := exec.LookPath("git")
	if err != nil || !filepath.IsAbs(program) || dir == "" {
		log.Debug("no git", "err", err)
		return nil
	}
	return &Repo{program: program, dir: dir, environ: environ, log: log}
}

var commitPattern = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)

// CommitOf returns the commit that files are as they are in, "" when there is none: what
// was applied from a dirty work tree stands in no commit, and what git says about one
// would be about other texts.
func (g *Repo) CommitOf(ctx context.Context, files fs.FS, paths []string) string {
	if g == nil {
		return ""
	}
	head, err := g.run(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	commit := strings.TrimSpace(string(head))
	if err != nil || !commitPattern.MatchString(commit) {
		g.log.Debug("no commit from git", "err", err)
		return ""
	}
	blobs, err := g.blobs(ctx, commit)
	if err != nil {
		g.log.Debug("no commit from git", "commit", commit, "err", err)
		return ""
	}
	for _, path := range paths {
		if err := blobs.check(files, path); err != nil {
			g.log.Debug("the files are not those of a commit", "commit", commit, "err", err)
			return ""
		}
	}
	return commit
}

// Follows reports whether a commit comes after another; false where that is not known.
func (g *Repo) Follows(ctx context.Context, commit, earlier string) bool {
	if g == nil || !commitPattern.MatchString(commit) || !commitPattern.MatchString(earlier) {
		return false
	}
	_, err := g.run(ctx, "merge-base", "--is-ancestor", earlier, commit)
	return err == nil && commit != earlier
}

// Committed returns the files of the last commit, sorted; none where there is no repository or no commit.
func (g *Repo) Committed(ctx context.Context) (paths []string, err error) {
	head := g.says("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if !commitPattern.MatchString(head) {
		return nil, nil
	}
	committed, err := g.blobs(ctx, head)
	return slices.Sorted(maps.Keys(committed)), err
}

// Uncommitted returns those of the files that are not as they were committed last. Where there is no repository, none
// is; of one that git cannot read, that is not known, which is an error.
func (g *Repo) Uncommitted(ctx context.Context, files fs.FS, paths []string) (changed []string, err error) {
	if g == nil || !g.isInRepository() {
		return nil, nil
	}
	if _, err := g.run(ctx, "rev-parse", "--git-dir"); err != nil {
		return nil, err
	}
	committed := blobs{}
	if head := g.says("rev-parse", "--verify", "--quiet", "HEAD^{commit}"); commitPattern.MatchString(head) {
		if committed, err = g.blobs(ctx, head); err != nil {
			return nil, err
		}
	}
	for _, path := range paths {
		if err := committed.check(files, path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			changed = append(changed, path)
		}
	}
	return changed, nil
}

// MainBranch is the branch applied from: the one that the remote names, else main if there
// is one, since the current branch may be that of a pull request.
func (g *Repo) MainBranch() string {
	const usual = "main"
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

// Remote returns the address of a remote, "" where there is none. A password may be in it.
func (g *Repo) Remote(name string) string { return g.says("config", "--get", "remote."+name+".url") }

// Tracks reports whether a file of the folder stands in the index: it goes with the next commit, or has
// gone with one.
func (g *Repo) Tracks(path string) bool { return g.says("ls-files", "--cached", "--", path) != "" }

// says returns git's answer of one line, "" when it has none.
func (g *Repo) says(args ...string) string {
	if g == nil {
		return ""
	}
	out, err := g.run(context.Background(), args...) // short, and bounded by itself
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// blobs are the files of a commit, by path: the hashes of their bytes.
type blobs map[string]string

func (g *Repo) blobs(ctx context.Context, commit string) (blobs, error) {
	out, err := g.run(ctx, "ls-tree", "-r", "-z", commit, "--", ".")
	if err != nil {
		return nil, err
	}
	all := blobs{}
	for line := range strings.SplitSeq(string(out), "\x00") {
		meta, path, _ := strings.Cut(line, "\t")
		if parts := strings.Fields(meta); len(parts) == 3 && parts[1] == "blob" {
			all[path] = parts[2]
		}
	}
	return all, nil
}

// check reports how a file differs from the commit's. Git may have turned its line ends.
func (b blobs) check(files fs.FS, path string) error {
	data, err := fs.ReadFile(files, path)
	if err != nil {
		return err
	}
	if want := b[path]; want == "" || want != blobHash(data, len(want)) && want != blobHash(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), len(want)) {
		return fmt.Errorf("%s is not as it was committed", path)
	}
	return nil
}

// blobHash is git's name for a file's bytes, in its old form of 40 digits or its new one.
func blobHash(data []byte, digits int) string {
	h := sha1.New()
	if digits == 2*sha256.Size {
		h = sha256.New()
	}
	fmt.Fprintf(h, "blob %d\x00", len(data))
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}

// run asks git about the repository. Where there is none, no process is started to find that out.
func (g *Repo) run(ctx context.Context, args ...string) ([]byte, error) {
	if !g.isInRepository() {
		return nil, errors.New("no folder here has a .git")
	}
	out, err := g.output(ctx, args...)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// isInRepository reports whether the folder, or one around it, has what git would take for a repository's.
// Git looks from where the folder really is.
func (g *Repo) isInRepository() bool {
	at, err := filepath.EvalSymlinks(g.dir)
	for err == nil {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return true
		}
		around := filepath.Dir(at)
		if around == at {
			return false
		}
		at = around
	}
	return true // git knows better
}

// output runs git, and not for long. Some commands say something also where they end with another code than 0.
func (g *Repo) output(ctx context.Context, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, gitPatience)
	defer cancel()
	command := g.command(ctx, args...)
	said := &head{}
	command.Stderr = said
	pipe, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	out, readErr := io.ReadAll(io.LimitReader(pipe, gitOutput+1))
	if len(out) > gitOutput {
		readErr = errors.New("it says too much")
		cancel()
	}
	if err := errors.Join(readErr, command.Wait()); err != nil {
		return out, fmt.Errorf("git %s: %w%s", args[0], err, said)
	}
	return out, nil
}

// head keeps the beginning of what a program says.
type head struct{ text []byte }

func (h *head) Write(data []byte) (int, error) {
	const most = 500
	h.text = append(h.text, data[:min(len(data), most-len(h.text))]...)
	return len(data), nil
}

// String returns the first line, after a colon.
func (h *head) String() string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(h.text)), "\n")
	if line == "" {
		return ""
	}
	return ": " + line
}

// command is git on its own: without the user's environment, prompts, hooks, monitors, pagers, locks, replaced objects
// or network. A folder that only looks like git's (a bare repository that someone committed) is not taken for one.
func (g *Repo) command(ctx context.Context, args ...string) *exec.Cmd {
	safe := []string{
		"--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs",
		"-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "-c", "safe.bareRepository=explicit",
		"-c", "protocol.allow=never", "-c", "core.quotePath=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
	}
	command := exec.CommandContext(ctx, g.program, append(safe, args...)...)
	command.Dir = g.dir
	command.Env = g.environment()
	command.WaitDelay = time.Second
	return command
}

// environment leaves out the key, and whatever leads git elsewhere. The home folder
// stays: it is where a user says which repositories are safe. No protocol is allowed here, because
// what the repository allows by name goes before protocol.allow.
func (g *Repo) environment() []string {
	env := []string{"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=", "GIT_PAGER=cat", "GIT_ASKPASS=", "SSH_ASKPASS="}
	names := []string{"HOME", "XDG_CONFIG_HOME", "PATH"}
	if runtime.GOOS == "windows" {
		names = append(names, "SYSTEMROOT", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "TEMP")
	}
	for _, variable := range g.environ {
		name, _, _ := strings.Cut(variable, "=")
		if slices.Contains(names, name) || runtime.GOOS == "windows" && slices.Contains(names, strings.ToUpper(name)) {
			env = append(env, variable)
		}
	}
	return env
}
