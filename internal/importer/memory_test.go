package importer

import (
	"testing"
	"testing/fstest"
)

func TestMemoryIsAFileSystem(t *testing.T) {
	m := newMemory(map[string][]byte{"a.txt": []byte("a"), "b/c/d.txt": nil, "b/e.txt": []byte("e")})
	if err := fstest.TestFS(m, "a.txt", "b/c/d.txt", "b/e.txt"); err != nil {
		t.Error(err)
	}
	if err := fstest.TestFS(newMemory(nil)); err != nil {
		t.Error(err)
	}
}
