package spec

import (
	"testing"
	"testing/fstest"
)

func TestMemoryIsAFileSystem(t *testing.T) {
	m := Memory(map[string][]byte{"a.txt": []byte("a"), "b/c/d.txt": nil, "b/e.txt": []byte("e")})
	if err := fstest.TestFS(m, "a.txt", "b/c/d.txt", "b/e.txt"); err != nil {
		t.Error(err)
	}
	if err := fstest.TestFS(Memory(nil)); err != nil {
		t.Error(err)
	}
}

func TestARepositoryIsSeenWithOtherFiles(t *testing.T) {
	repo := NewRepo(Memory(map[string][]byte{"a.txt": []byte("a"), "b/c.txt": []byte("c"), "b/d.txt": []byte("d")}))
	with := repo.With(map[string][]byte{"a.txt": []byte("other"), "b/c.txt": nil, "e/f/g.txt": []byte("g")})
	for name, want := range map[string]string{"a.txt": "other", "b/c.txt": "", "b/d.txt": "d", "e/f/g.txt": "g"} {
		if got, _ := with.read(name, 100); string(got) != want {
			t.Errorf("%s holds %q, not %q", name, got, want)
		}
	}
	if got, _ := repo.read("a.txt", 100); string(got) != "a" {
		t.Errorf("the repository itself holds %q", got)
	}
}
