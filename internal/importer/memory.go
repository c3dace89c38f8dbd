package importer

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"time"
)

// memory is files that lie nowhere yet, as a file system: to load them the way they will be
// loaded once they are written. Its folders are those that the paths name.
type memory struct {
	files   map[string][]byte
	folders map[string][]fs.DirEntry
}

func newMemory(files map[string][]byte) *memory {
	m := &memory{files, map[string][]fs.DirEntry{".": nil}}
	for name, data := range files {
		m.enter(name, item{path.Base(name), int64(len(data)), 0})
	}
	return m
}

// enter puts an item into its folder, which is made with the first of its items.
func (m *memory) enter(name string, i item) {
	dir := path.Dir(name)
	if _, known := m.folders[dir]; !known {
		m.enter(dir, item{path.Base(dir), 0, fs.ModeDir})
	}
	m.folders[dir] = append(m.folders[dir], fs.FileInfoToDirEntry(i))
}

// Open opens a file or a folder.
func (m *memory) Open(name string) (fs.File, error) {
	if data, ok := m.files[name]; ok {
		return &openFile{bytes.NewReader(data), item{path.Base(name), int64(len(data)), 0}}, nil
	}
	if entries, ok := m.folders[name]; ok {
		return &openFolder{item{path.Base(name), 0, fs.ModeDir}, entries}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

type openFile struct {
	*bytes.Reader
	item
}

// openFolder is a folder, with the entries that were not read yet.
type openFolder struct {
	item
	entries []fs.DirEntry
}

func (f *openFolder) Read([]byte) (int, error) { return 0, errors.New("is a folder") }

// ReadDir returns the next entries: all of them, or n at most.
func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(f.entries) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(f.entries) {
		n = len(f.entries)
	}
	some := f.entries[:n]
	f.entries = f.entries[n:]
	return some, nil
}

// item is what is known of a file or folder, open or not.
type item struct {
	name string
	size int64
	mode fs.FileMode
}

func (i item) Name() string               { return i.name }
func (i item) Size() int64                { return i.size }
func (i item) Mode() fs.FileMode          { return i.mode }
func (i item) ModTime() time.Time         { return time.Time{} }
func (i item) IsDir() bool                { return i.mode.IsDir() }
func (i item) Sys() any                   { return nil }
func (i item) Stat() (fs.FileInfo, error) { return i, nil }
func (i item) Close() error               { return nil }
