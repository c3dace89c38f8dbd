//go:build unix

package spec

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReplaceKeepsPermissionsAndLeavesNothingBehind(t *testing.T) {
	d := newOnDisk(t, "old")
	d.must(os.Chmod(d.path(lessonPath), 0o664))
	d.write(inChapter+".02-lesson.md.whopsync", "left by a run that was killed")
	repo := d.open()
	d.must(repo.Replace(lessonPath, []byte("old"), []byte("new")))
	if data, err := os.ReadFile(d.path(lessonPath)); err != nil || string(data) != "new" {
		t.Errorf("holds %q, %v", data, err)
	}
	if info, err := os.Stat(d.path(lessonPath)); err != nil || info.Mode().Perm() != 0o664 {
		t.Errorf("mode is %v, %v", info.Mode(), err)
	}
	if names, err := filepath.Glob(d.path(inChapter) + "/.*"); err != nil || len(names) > 0 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

func TestReplaceLetsTheLastSaveWin(t *testing.T) {
	d := newOnDisk(t, "newer")
	if err := d.open().Replace(lessonPath, []byte("old"), []byte("new")); err == nil {
		t.Error("replaced a file that was not as expected")
	}
	if data, _ := os.ReadFile(d.path(lessonPath)); string(data) != "newer" {
		t.Errorf("holds %q", data)
	}
}

func TestReplaceFollowsNoLink(t *testing.T) {
	d := newOnDisk(t, "old")
	d.must(os.Remove(d.path(lessonPath)))
	d.link(d.path(inChapter+"01-kinds.md"), lessonPath)
	if err := d.open().Replace(lessonPath, []byte("Porcelain.\n"), []byte("new")); err == nil {
		t.Error("wrote through a link")
	}
}

func (d onDisk) open() *Repo {
	d.t.Helper()
	repo, err := Open(d.dir)
	d.must(err)
	d.t.Cleanup(func() { d.must(repo.Close()) })
	return repo
}
