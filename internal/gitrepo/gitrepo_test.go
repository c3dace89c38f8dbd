package gitrepo

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
)

func TestWithoutGitNothingIsKnown(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	g := Open(t.TempDir(), os.Environ(), slog.New(slog.DiscardHandler))
	if g != nil {
		t.Fatalf("found %s", g.program)
	}
	if commit := g.CommitOf(t.Context(), nil, nil); commit != "" {
		t.Errorf("commit %q", commit)
	}
}

func TestAGitInTheCurrentFolderIsNotRun(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"git", "git.exe"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	t.Setenv("PATH", ".")
	if g := Open(dir, os.Environ(), slog.New(slog.DiscardHandler)); g != nil {
		t.Errorf("found %s", g.program)
	}
}

func TestWithoutARepositoryNoGitIsStarted(t *testing.T) {
	top := t.TempDir()
	real, around := filepath.Join(top, "real", "courses"), filepath.Join(top, "around")
	if err := errors.Join(os.MkdirAll(real, 0o777), os.Mkdir(around, 0o777), os.Symlink(real, filepath.Join(around, "courses"))); err != nil {
		t.Skip(err)
	}
	mark := func(dir string) func() error {
		return func() error { return os.WriteFile(filepath.Join(dir, ".git"), []byte("gitdir: elsewhere\n"), 0o666) }
	}
	for _, test := range []struct {
		when   string
		before func() error
		want   bool
	}{
		{"nothing is a repository", func() error { return nil }, false},
		{"what is around the link is one", mark(around), false},
		{"what is around the folder is one", mark(filepath.Dir(real)), true},
	} {
		if err := test.before(); err != nil {
			t.Fatal(err)
		}
		if g := (&Repo{dir: filepath.Join(around, "courses")}); g.isInRepository() != test.want {
			t.Errorf("%s: %v, want %v", test.when, !test.want, test.want)
		}
	}
}

// TestNoConfigurationOpensATransport stands for a fetch of what a partial clone lacks, which older
// gits do whatever GIT_NO_LAZY_FETCH says.
func TestNoConfigurationOpensATransport(t *testing.T) {
	dir := t.TempDir()
	g := Open(dir, os.Environ(), slog.New(slog.DiscardHandler))
	if g == nil {
		t.Skip("there is no git")
	}
	for _, args := range [][]string{{"init", "--quiet"}, {"config", "protocol.ext.allow", "always"}} {
		if _, err := g.output(t.Context(), args...); err != nil {
			t.Fatal(err)
		}
	}
	ran := filepath.Join(dir, "ran")
	_, err := g.run(t.Context(), "ls-remote", "ext::touch "+ran)
	if _, missing := os.Stat(ran); err == nil || missing == nil {
		t.Errorf("a program of the repository's choice was started, and git says: %v", err)
	}
}

func TestBlobsAreNamedAsGitDoes(t *testing.T) {
	const empty, emptySHA256 = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"
	if got := blobHash(nil, 40); got != empty {
		t.Errorf("the empty blob is %s", got)
	}
	if got := blobHash(nil, 64); got != emptySHA256 {
		t.Errorf("the empty blob of a new repository is %s", got)
	}
}
