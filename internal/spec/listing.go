package spec

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxEntries is how many names a folder may hold. Five times the largest course that
// Whop could show, and little enough that a hostile folder costs no memory.
const maxEntries = 50_000

// What can be wrong with a path inside the repository.
var (
	errNotRegular = &flaw{rule: "not-a-file", message: "is not a regular file"}
	errFolder     = &flaw{rule: "not-a-file", message: "is a folder", hint: "name the files in it, one by one"}
	errSymlink    = &flaw{rule: "symlink", message: "is or goes through a symbolic link"}
	errGit        = &flaw{rule: "git-folder", message: "lies in git's own folder"}
	errOutside    = &flaw{rule: "outside", message: "lies outside of the repository"}
	errNotUTF8    = &flaw{rule: "bad-name", message: "has a name that is not UTF-8"}
	errTooMany    = &flaw{rule: "too-many-files", message: fmt.Sprintf("is a folder of more than %d files", maxEntries)}
)

// folders are those of a repository, each of which is listed once.
type folders struct {
	open     func(path string) (fs.File, error) // of a file or folder
	mu       sync.Mutex
	listings map[string]func() ([]fs.DirEntry, error)
}

func newFolders(open func(string) (fs.File, error)) *folders {
	return &folders{open: open, listings: map[string]func() ([]fs.DirEntry, error){}}
}

// list returns the entries of a folder by name. The folder "." is the repository itself.
func (f *folders) list(dir string) ([]fs.DirEntry, error) {
	f.mu.Lock()
	list, ok := f.listings[dir]
	if !ok {
		list = sync.OnceValues(func() ([]fs.DirEntry, error) { return f.readDir(dir) })
		f.listings[dir] = list
	}
	f.mu.Unlock()
	return list()
}

func (f *folders) readDir(dir string) ([]fs.DirEntry, error) {
	if dir != "." {
		entry, err := f.lookUp(dir)
		if err != nil {
			return nil, err
		}
		if !entry.IsDir() {
			return nil, errNotRegular
		}
	}
	file, err := f.open(dir)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	folder, ok := file.(fs.ReadDirFile)
	if !ok {
		return nil, errNotRegular
	}
	entries, err := folder.ReadDir(maxEntries + 1)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case len(entries) > maxEntries:
		return nil, errTooMany
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// lookUp finds a regular file or a folder by looking for each part of its path in the
// listing of the folder before it: what is a symlink, and how a name is written, is
// then known without opening anything.
func (f *folders) lookUp(name string) (fs.DirEntry, error) {
	if !utf8.ValidString(name) {
		return nil, errNotUTF8
	}
	if !fs.ValidPath(name) || name == "." || strings.Contains(name, `\`) {
		return nil, errOutside
	}
	if isGitFolder(path.Base(name)) {
		return nil, errGit
	}
	entries, err := f.list(path.Dir(name))
	if err != nil {
		return nil, err
	}
	i, found := slices.BinarySearchFunc(entries, path.Base(name), func(e fs.DirEntry, name string) int {
		return strings.Compare(e.Name(), name)
	})
	if !found {
		return nil, fs.ErrNotExist
	}
	switch kind := entries[i].Type(); {
	case kind&fs.ModeSymlink != 0:
		return nil, errSymlink
	case kind != 0 && kind != fs.ModeDir:
		return nil, errNotRegular
	}
	return entries[i], nil
}

// isGitFolder reports names that are git's folder on some file system.
func isGitFolder(name string) bool {
	return strings.EqualFold(strings.TrimRight(name, ". "), ".git") || strings.EqualFold(name, "git~1")
}
