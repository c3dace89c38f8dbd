package gitrepo_test

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"whopsync/internal/gitrepo"
)

func TestAFileOfACommitAndWhatIsNotCommitted(t *testing.T) {
	dir := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=Ada", "-c", "user.email=ada@example.com"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open := func() *gitrepo.Repo { return gitrepo.Open(dir, os.Environ(), slog.New(slog.DiscardHandler)) }
	uncommitted := func() []string {
		t.Helper()
		changed, err := open().Uncommitted(context.Background(), os.DirFS(dir), []string{"a.md", "b.md", "new.md"})
		if err != nil {
			t.Error(err)
		}
		return changed
	}
	write("a.md", "a\n")
	write("b.md", "b\n")
	if got := uncommitted(); len(got) != 0 {
		t.Errorf("without git, %v", got)
	}
	git("init", "-q")
	if got := uncommitted(); len(got) != 2 {
		t.Errorf("before the first commit, %v", got)
	}
	git("add", ".")
	git("commit", "-qm", "one")
	if got := uncommitted(); len(got) != 0 {
		t.Errorf("after it, %v", got)
	}
	commit := open().CommitOf(context.Background(), os.DirFS(dir), []string{"a.md"})
	write("a.md", "other\n")
	if got := uncommitted(); len(got) != 1 || got[0] != "a.md" {
		t.Errorf("after an edit, %v", got)
	}
	files := open().Files()
	for range 3 { // of one process
		if data, ok := files.File(context.Background(), commit, "a.md"); !ok || string(data) != "a\n" {
			t.Errorf("%q, %t", data, ok)
		}
		for _, none := range []string{"none.md", "none.md missing", "x\n" + commit + ":./a.md", "0123456789 blob 5", "."} {
			if data, ok := files.File(context.Background(), commit, none); ok {
				t.Errorf("a file that was never there: %q, %q", none, data)
			}
		}
	}
	if err := files.Close(); err != nil {
		t.Error(err)
	}
	write(".git/HEAD", "no ref\n")
	if _, err := open().Uncommitted(context.Background(), os.DirFS(dir), []string{"a.md"}); err == nil || !strings.Contains(err.Error(), "not a git repository") {
		t.Errorf("of a broken repository, %v", err)
	}
	var none *gitrepo.Repo
	if _, _, err := none.Merge(context.Background(), nil, nil, nil, [3]string{}); err != gitrepo.ErrNoGit {
		t.Error(err)
	}
}
