package spec

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// With a memory, a repository is loaded as without one, whatever was saved in between.
func TestAMemoryChangesNothingOfWhatIsLoaded(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, age time.Duration) {
		t.Helper()
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(at, time.Time{}, time.Unix(1_700_000_000, 0).Add(age)); err != nil {
			t.Fatal(err)
		}
	}
	write("whopsync.yaml", "version: 1\n", 0)
	write("courses/pottery/course.yaml", "title: Pottery\n", 0)
	write("courses/pottery/01-clay/01-wedging.md", "# Wedging\n\n[A sheet](sheet.txt), [another](gone.txt), [a secret](.env), | a |\n", 0)
	write("courses/pottery/01-clay/sheet.txt", "One.\n", 0)
	var memory Memory
	load := func(m *Memory) (*Project, Problems) {
		t.Helper()
		repo, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer repo.Close()
		repo.Remember(m)
		return Load(repo, "")
	}
	same := func(about string) {
		t.Helper()
		for range 2 {
			want, wantProblems := load(nil)
			got, problems := load(&memory)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", about, diff)
			}
			if diff := cmp.Diff(wantProblems, problems); diff != "" {
				t.Errorf("%s: problems: %s", about, diff)
			}
		}
	}
	same("at first")
	write("courses/pottery/01-clay/sheet.txt", "Two.\n", time.Second)
	same("a file of the same size")
	write("courses/pottery/01-clay/gone.txt", "It is here.\n", 0)
	same("a file that was not there")
	write("courses/pottery/01-clay/sheet.txt", "", 2*time.Second)
	same("a file that is empty")
	write("courses/pottery/01-clay/01-wedging.md", "# Wedging\n\nNothing.\n", time.Second)
	same("a text without links")
	if len(memory.assets) != 0 {
		t.Errorf("it keeps %d files that nothing shows", len(memory.assets))
	}
}
