package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"whopsync/internal/hint"
	"whopsync/internal/state"
	"whopsync/internal/state/backend/document"
)

// program is git as it is run here: by its absolute path, without hooks, monitors,
// pagers, prompts and terminal, and not for ever. It keeps the user's ways to log in.
type program struct {
	path    string
	environ []string
	args    []string // before the command
	dir     string
}

const (
	patience  = time.Minute
	maxOutput = 64 << 20
)

// in returns git to be run in a folder: with the repository that is found there, or with a
// bare one.
func (g *program) in(dir, bare string, settings []setting) *program {
	args := []string{
		"--no-pager", "--no-optional-locks", "--no-replace-objects", "-c", "safe.bareRepository=explicit",
		"-c", "core.hooksPath=" + os.DevNull, "-c", "core.fsmonitor=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
		"-c", "credential.interactive=false", "-c", "core.fsync=none", "-c", "advice.pushUpdateRejected=false",
	}
	if bare != "" {
		args = append(args, "--git-dir="+bare)
	}
	return &program{path: g.path, environ: addSettings(g.environ, settings), args: args, dir: dir}
}

// setting is one of git's settings.
type setting struct{ key, value string }

// addSettings hands settings over in the environment, where neither a file nor a list of
// processes shows them, after those that the user hands over like this.
func addSettings(environ []string, settings []setting) []string {
	const count = "GIT_CONFIG_COUNT"
	environ = slices.Clone(environ)
	n, _ := strconv.Atoi(document.Getenv(environ, count)) // git refuses what is no number by itself
	for i, setting := range settings {
		environ = append(environ, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", n+i, setting.key), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", n+i, setting.value))
	}
	return append(environ, fmt.Sprintf("%s=%d", count, n+len(settings)))
}

// run runs a command and returns what it says. Once begun, it is not in the reach of an
// interrupt from the keyboard: what is under way is to be finished.
func (g *program) run(ctx context.Context, in []byte, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("no answer within %v", patience))
	defer cancel()
	command := exec.CommandContext(ctx, g.path, slices.Concat(g.args, args)...)
	command.Dir, command.Env, command.Stdin, command.WaitDelay = g.dir, g.environ, bytes.NewReader(in), time.Second
	detach(command)
	var out, said bounded
	command.Stdout, command.Stderr = &out, &said
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, &programError{command: args[0], said: strings.TrimSpace(said.kept.String() + out.kept.String()), err: err}
	}
	if out.full {
		return nil, fmt.Errorf("git %s: it says more than %d MiB", args[0], maxOutput>>20)
	}
	return out.kept.Bytes(), nil
}

// bounded keeps as much as is reasonable.
type bounded struct {
	kept bytes.Buffer // not embedded: io.Copy would have it read past the bound
	full bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.kept.Len()+len(p) > maxOutput {
		b.full = true
		return len(p), nil
	}
	return b.kept.Write(p)
}

// programError is git's refusal in its own words, without what may be secret in an address.
type programError struct {
	command string
	said    string
	err     error
}

func (e *programError) Error() string {
	said := HideSecrets(e.said)
	if said == "" {
		return fmt.Sprintf("git %s: %v", e.command, e.err)
	}
	return fmt.Sprintf("git %s: %s", e.command, said)
}

func (e *programError) Unwrap() error { return e.err }

// HideSecrets takes names and passwords out of the addresses in a text.
func HideSecrets(text string) string { return secretInURL.ReplaceAllString(text, "$1***@") }

var secretInURL = regexp.MustCompile(`([a-zA-Z][a-zA-Z0-9+.-]*://)[^/\s'"]*@`)

// explain adds what to do, and tells a refusal from a disturbance.
func explain(err error) error {
	var failed *programError
	if !errors.As(err, &failed) {
		return err
	}
	has := func(sign string) bool { return strings.Contains(failed.said, sign) }
	for _, r := range refusals {
		if slices.ContainsFunc(r.signs, has) {
			return document.Denied(hint.Add(err, "%s", r.hint))
		}
	}
	if slices.ContainsFunc(unreachable, has) {
		return hint.Add(err, "The remote was not reached: check that this computer is online, and the address of the remote")
	}
	if slices.ContainsFunc(untrusted, has) {
		return hint.Add(err, "The certificate of the remote is not valid here: see that `git fetch` works")
	}
	return err
}

// refusals are what git says when it would be refused the next time as well.
var refusals = []struct {
	signs []string
	hint  string
}{
	{[]string{"Authentication failed", "could not read Username", "could not read Password", "Permission denied", "Permission to",
		"returned error: 401", "returned error: 403", "Host key verification failed"},
		"The remote does not allow reading or writing: on a runner, give the job the permission to write contents; elsewhere, see that `git push` works without asking"},
	{[]string{"does not appear to be a git repository", "repository not found", "Repository not found", "does not exist"},
		"There is no repository at the remote's address, or you may not see it"},
	{[]string{"hook declined", "protected", "not allowed"},
		"The remote refuses refs under refs/whopsync/: allow them there, or keep the state elsewhere"},
}

var unreachable = []string{"Could not resolve host", "Failed to connect", "Could not connect", "Connection refused", "timed out", "Network is unreachable"}

// untrusted is what git says of a certificate.
var untrusted = []string{"SSL certificate problem", "certificate verification failed", "SSL: no alternative certificate"}

// find finds git where programs are, and never among the files of a course: not in the
// repository, nor in a folder that is named relative to the current one.
func find(repo string, environ []string) (string, error) {
	root, err := filepath.Abs(repo)
	if err != nil {
		return "", fmt.Errorf("find git: %w", err)
	}
	for _, dir := range outside(root, document.Getenv(environ, "PATH")) {
		if program, err := exec.LookPath(filepath.Join(dir, "git")); err == nil {
			return program, nil
		}
	}
	return "", errors.New("the state is kept with git, and git is not found: install it, or correct PATH")
}

// outside returns the folders of a path that are absolute and not in root.
func outside(root, path string) (dirs []string) {
	for _, dir := range filepath.SplitList(path) {
		if real, err := filepath.EvalSymlinks(dir); err == nil && filepath.IsAbs(dir) && !isIn(root, real) && !isIn(root, dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

func isIn(root, path string) bool {
	relative, err := filepath.Rel(root, path)
	return err == nil && filepath.IsLocal(relative)
}

// environOf is the user's environment without what leads git to another repository or
// program, and without keys that are not git's business.
func environOf(at state.Place) []string {
	ours := []string{"LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GCM_INTERACTIVE=never", "SSH_ASKPASS_REQUIRE=never"}
	root, err := filepath.Abs(at.Repo)
	if err == nil {
		dirs := outside(root, document.Getenv(at.Environ, "PATH"))
		ours = append(ours, "PATH="+strings.Join(dirs, string(filepath.ListSeparator)))
	}
	kept := slices.DeleteFunc(slices.Clone(at.Environ), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		isOurs := slices.ContainsFunc(ours, func(o string) bool { return strings.HasPrefix(o, name+"=") })
		return isOurs || isForeign(name)
	})
	return append(kept, ours...)
}

// foreign are how variables begin that are none of git's business: our keys, passwords for other
// places of states, a runner's tokens for its clouds and caches, and languages.
var foreign = []string{"WHOP", "TF_HTTP_", "AWS_", "ACTIONS_", "LANG", "LC_"}

func isForeign(name string) bool {
	if slices.ContainsFunc(foreign, func(begin string) bool { return strings.HasPrefix(strings.ToUpper(name), begin) }) {
		return true
	}
	if !strings.HasPrefix(name, "GIT_") {
		return false
	}
	for _, login := range []string{"GIT_SSH", "GIT_ASKPASS", "GIT_CONFIG", "GIT_HTTP", "GIT_SSL", "GIT_PROXY", "GIT_ALLOW_PROTOCOL", "GIT_PROTOCOL"} {
		if strings.HasPrefix(name, login) {
			return false
		}
	}
	return true
}
