package backend_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"whopsync/internal/hint"
	"whopsync/internal/state"
	"whopsync/internal/state/backend"
	"whopsync/internal/state/storetest"
	"whopsync/internal/testscale"
)

func TestGitStoreConforms(t *testing.T) {
	ownTemp(t)
	conform(t, testscale.Rounds(3, 1), func(t *testing.T) opener {
		origin := newOrigin(t)
		return func() state.Store { return mustOpen(t, "git", newClone(t, origin)) }
	})
}

func TestAnotherCloneFinishesWhatAKillCutOff(t *testing.T) {
	ownTemp(t)
	origin := newOrigin(t)
	testKills(t, "git", func() string { return newClone(t, origin) })
}

func TestAStateInGitIsOneRefWithAHistory(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	origin := newOrigin(t)
	clone := newClone(t, origin)
	store := mustOpen(t, "git", clone)
	lease := storetest.MustLock(t, store, "1")
	s := state.New("lineage-1")
	mustKeep(t, lease, 1, "the record of the run\n") // which costs no push
	storetest.MustNote(t, lease, s, storetest.Note(1))
	storetest.MustSave(t, lease, s)
	storetest.MustRelease(t, lease)

	if files := gitDo(t, origin, "ls-tree", "-r", "--name-only", "refs/whopsync/local"); files != "runs/local-1.json\nstate.json" {
		t.Errorf("files of the last commit: %q", files)
	}
	if refs := gitDo(t, origin, "for-each-ref", "--format=%(refname)"); refs != "refs/whopsync/local" {
		t.Errorf("refs of the remote: %q", refs)
	}
	want := "release 1\nsave serial 1\nnote on serial 0\nlock 1: whopsync apply"
	if log := gitDo(t, origin, "log", "--format=%s", "refs/whopsync/local"); log != want {
		t.Errorf("history:\n%s\nwant:\n%s", log, want)
	}
	if got := gitDo(t, origin, "show", "refs/whopsync/local:state.json") + "\n"; got != storetest.Document(t, s) {
		t.Errorf("the last commit holds %s", got)
	}
	if status := gitDo(t, clone, "status", "--porcelain") + gitDo(t, clone, "for-each-ref"); status != "" {
		t.Errorf("the clone is not as it was: %s", status)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
	if log := gitDo(t, origin, "log", "--format=%b", "refs/whopsync/local"); strings.Count(log, "Nonce: ") != 4 {
		t.Errorf("not every commit is unlike all others:\n%s", log)
	}
}

func TestEnvironmentsOfOneRemoteDoNotMeet(t *testing.T) {
	origin := newOrigin(t)
	clone := newClone(t, origin)
	for _, place := range []struct{ where, env string }{{"git:origin", "prod"}, {"git", "prod-2"}, {"git:origin:alpha", "prod"}, {"git:origin:prod-2", "prod"}, {"git:origin:prod", "prod-2"}} {
		store, err := backend.Open(place.where, state.Place{Env: place.env, Memory: clone, Repo: clone, Environ: os.Environ()})
		if err != nil {
			t.Fatal(err)
		}
		storetest.MustEqual(t, nil, storetest.MustLoad(t, store))
		lease := storetest.MustLock(t, store, place.env)
		storetest.MustSave(t, lease, state.New("lineage-"+place.env))
		storetest.MustRelease(t, lease)
	}
	want := "refs/whopsync/prod\nrefs/whopsync/prod-2\nrefs/whopsync/prod-2.prod\nrefs/whopsync/prod.alpha\nrefs/whopsync/prod.prod-2\n"
	if got := gitDo(t, origin, "for-each-ref", "--format=%(refname)", "refs/whopsync"); strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("the refs are\n%swant\n%s", got, want)
	}
}

// What a user has set up to reach a remote goes along; what git could start does not.
func TestTheUsersWayToTheRemoteIsTaken(t *testing.T) {
	origin := newOrigin(t)
	clone := newClone(t, "school:origin.git")
	// In a file that holds for this clone alone, as GitHub's checkout leaves a token.
	login := filepath.Join(t.TempDir(), "login.config")
	gitDo(t, clone, "config", "--file", login, "url."+filepath.Dir(origin)+"/.insteadOf", "school:")
	gitDo(t, clone, "config", "includeIf.gitdir:"+filepath.Join(clone, ".git")+".path", login)
	storetest.MustRelease(t, storetest.MustLock(t, mustOpen(t, "git", clone), "1"))
}

func TestNothingThatARepositoryBringsAlongIsStarted(t *testing.T) {
	origin := newOrigin(t)
	clone := newClone(t, origin)
	trap, sprung := filepath.Join(clone, "bin"), filepath.Join(t.TempDir(), "sprung")
	for _, name := range []string{"pre-push", "reference-transaction", "post-checkout", "fsmonitor", "git", "ssh"} {
		mustScript(t, filepath.Join(trap, name), "touch "+sprung)
	}
	gitDo(t, clone, "config", "core.hooksPath", trap)
	gitDo(t, clone, "config", "core.fsmonitor", filepath.Join(trap, "fsmonitor"))
	gitDo(t, clone, "config", "core.pager", filepath.Join(trap, "fsmonitor"))
	t.Setenv("PATH", trap+string(filepath.ListSeparator)+"."+string(filepath.ListSeparator)+os.Getenv("PATH"))
	t.Setenv("GIT_DIR", filepath.Join(clone, "nowhere"))

	storetest.MustRelease(t, storetest.MustLock(t, mustOpen(t, "git", clone), "1"))
	if _, err := os.Stat(sprung); err == nil {
		t.Error("something was started")
	}
}

func TestGitSaysWhatIsWrongAndWhatToDo(t *testing.T) {
	for name, c := range map[string]struct {
		where  string
		set    func(t *testing.T, origin, clone string)
		reason string
		advice string
	}{
		"no repository": {"git", func(t *testing.T, _, clone string) {
			if err := os.RemoveAll(filepath.Join(clone, ".git")); err != nil {
				t.Fatal(err)
			}
		}, "not a git repository", "find the git repository"},
		"no remote": {"git", func(t *testing.T, _, clone string) { gitDo(t, clone, "remote", "remove", "origin") },
			`no remote "origin"`, "git remote add origin"},
		"another remote": {"git:school", func(*testing.T, string, string) {}, `no remote "school"`, "only: origin"},
		"nothing there": {"git", func(t *testing.T, origin, _ string) {
			if err := os.RemoveAll(origin); err != nil {
				t.Fatal(err)
			}
		}, "does not appear to be a git repository", "no repository at the remote's address"},
		"refused": {"git", func(t *testing.T, origin, _ string) {
			mustScript(t, filepath.Join(origin, "hooks", "update"), "echo only branches are taken >&2; exit 1")
		}, "only branches are taken", "keep the state elsewhere"},
		"a secret in the address": {"git", func(t *testing.T, _, clone string) {
			gitDo(t, clone, "remote", "set-url", "origin", "https://ada:s3cret@127.0.0.1:1/origin.git")
		}, "127.0.0.1", "this computer is online"},
	} {
		t.Run(name, func(t *testing.T) {
			origin := newOrigin(t)
			clone := newClone(t, origin)
			c.set(t, origin, clone)
			_, err := mustOpen(t, c.where, clone).Lock(t.Context(), storetest.HolderNamed("1"))
			if err == nil || !strings.Contains(err.Error(), c.reason) || !strings.Contains(hint.Text(err), c.advice) {
				t.Fatalf("got %v\nwant %q and %q", err, c.reason, c.advice)
			}
			if strings.Contains(hint.Text(err), "s3cret") {
				t.Errorf("the secret is in the error: %v", err)
			}
		})
	}
}

func TestARemoteThatDoesNotAnswerIsNotWaitedForForever(t *testing.T) {
	clone := newClone(t, "ssh://127.0.0.1/origin.git")
	gitDo(t, clone, "config", "core.sshCommand", "sleep 600; true")
	store := mustOpen(t, "git", clone)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.Load(over); !errors.Is(err, context.Canceled) { // reads git's settings, once
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeoutCause(t.Context(), 300*time.Millisecond, context.DeadlineExceeded)
	defer cancel()
	begin := time.Now()
	if _, err := store.Load(ctx); err == nil || time.Since(begin) > 10*time.Second {
		t.Errorf("got %v after %v", err, time.Since(begin))
	}
}

// ownTemp gives a test a folder for temporary files: those of a process that was killed
// stay. Git may still be at work there, so what is left then is left.
func ownTemp(t *testing.T) {
	t.Helper()
	dir, err := os.MkdirTemp("", "whopsync-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	t.Setenv("TMPDIR", dir)
}

// newOrigin makes a bare repository, as it is on a server.
func newOrigin(t *testing.T) string {
	t.Helper()
	origin := filepath.Join(t.TempDir(), "origin.git")
	gitDo(t, "", "init", "-q", "--bare", origin)
	gitDo(t, origin, "config", "receive.autogc", "false") // and nothing grows old
	return origin
}

// newClone makes a work tree whose remote is origin.
func newClone(t *testing.T, origin string) string {
	t.Helper()
	clone := t.TempDir()
	gitDo(t, clone, "init", "-q")
	gitDo(t, clone, "remote", "add", "origin", origin)
	return clone
}

func mustOpen(t *testing.T, where, repo string) state.Store {
	t.Helper()
	store, err := backend.Open(where, state.Place{Env: "local", Memory: filepath.Join(repo, ".whopsync"), Repo: repo, Environ: os.Environ()})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func mustScript(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
}

func gitDo(t *testing.T, dir string, args ...string) string {
	t.Helper()
	command := exec.Command("git", args...)
	command.Dir = dir
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}
