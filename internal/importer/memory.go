package importer

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"time"
)

// memory is a file system of files not yet written, to load them as after the write. It holds
// every file by its path, and their folders.
type memory map[string]*item

func newMemory(files map[string][]byte) memory {
	m := memory{".": {name: ".", mode: fs.ModeDir}}
	for name, data := range files {
		m.add(name, &item{name: path.Base(name), size: len(data), data: data})
	}
	return m
}

// add puts an item into its folder, and makes the folder with its first item.
func (m memory) add(name string, i *item) {
	m[name] = i
	dir := path.Dir(name)
	if m[dir] == nil {
		m.add(dir, &item{name: path.Base(dir), mode: fs.ModeDir})
	}
	m[dir].entries = append(m[dir].entries, fs.FileInfoToDirEntry(i))
}

func (m memory) Open(name string) (fs.File, error) {
	if i, ok := m[name]; ok {
		opened := *i
		return &opened, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// item is a file or folder; data and entries are what an open one has still to be read.
type item struct {
	name    string
	mode    fs.FileMode
	size    int
	data    []byte
	entries []fs.DirEntry
}

func (i *item) Read(p []byte) (int, error) {
	switch {
	case i.IsDir():
		return 0, errors.New("is a folder")
	case len(i.data) == 0:
		return 0, io.EOF
	}
	n := copy(p, i.data)
	i.data = i.data[n:]
	return n, nil
}

// ReadDir returns the next entries: all of them, or n at most.
func (i *item) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(i.entries) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(i.entries) {
		n = len(i.entries)
	}
	some := i.entries[:n]
	i.entries = i.entries[n:]
	return some, nil
}

func (i *item) Name() string               { return i.name }
func (i *item) Size() int64                { return int64(i.size) }
func (i *item) Mode() fs.FileMode          { return i.mode }
func (i *item) ModTime() time.Time         { return time.Time{} }
func (i *item) IsDir() bool                { return i.mode.IsDir() }
func (i *item) Sys() any                   { return nil }
func (i *item) Stat() (fs.FileInfo, error) { return i, nil }
func (i *item) Close() error               { return nil }
