package spec

import (
	"errors"
	"io/fs"
	"path"
	"strings"
)

// With returns the repository as it would be with other files: those of the map in the place of its own, and
// without those that have no data there. Nothing is written. The repository stays open for as long as it is used.
func (r *Repo) With(files map[string][]byte) *Repo {
	layered := &layers{below: r.open, files: files}
	return &Repo{open: layered.open, forbidden: r.forbidden, listings: make(map[string]func() ([]fs.DirEntry, error))}
}

// layers are files over those of a folder.
type layers struct {
	below func(path string) (fs.File, error)
	files map[string][]byte // nil: gone
}

func (l *layers) open(name string) (fs.File, error) {
	if data, ok := l.files[name]; ok {
		if data == nil {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return &item{name: path.Base(name), size: len(data), data: data}, nil
	}
	entries := l.inside(name)
	if entries == nil {
		return l.below(name)
	}
	dir, err := l.below(name)
	if errors.Is(err, fs.ErrNotExist) {
		return l.folder(name, nil, entries), nil
	}
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	folder, ok := dir.(fs.ReadDirFile)
	if !ok {
		return nil, errNotRegular
	}
	own, err := folder.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	return l.folder(name, own, entries), nil
}

// inside returns what the files say of the entries of a folder; nil when they say nothing.
func (l *layers) inside(dir string) map[string]fs.DirEntry {
	var entries map[string]fs.DirEntry
	for name, data := range l.files {
		rest := name
		if dir != "." {
			below, ok := strings.CutPrefix(name, dir+"/")
			if !ok {
				continue
			}
			rest = below
		}
		if entries == nil {
			entries = map[string]fs.DirEntry{}
		}
		switch base, _, deeper := strings.Cut(rest, "/"); {
		case deeper && data != nil:
			entries[base] = fs.FileInfoToDirEntry(&item{name: base, mode: fs.ModeDir})
		case !deeper && data == nil:
			entries[base] = nil
		case !deeper:
			entries[base] = fs.FileInfoToDirEntry(&item{name: base, size: len(data)})
		}
	}
	return entries
}

func (l *layers) folder(name string, own []fs.DirEntry, entries map[string]fs.DirEntry) fs.File {
	var all []fs.DirEntry
	for _, entry := range own {
		if other, ok := entries[entry.Name()]; !ok || other != nil && other.IsDir() {
			all = append(all, entry)
			delete(entries, entry.Name())
		}
	}
	for _, entry := range entries {
		if entry != nil {
			all = append(all, entry)
		}
	}
	return &item{name: path.Base(name), mode: fs.ModeDir, entries: all}
}
