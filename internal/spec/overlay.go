package spec

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Arrangement is a change of a repository's files, in the order in which it is carried out.
type Arrangement struct {
	Texts   []Formatting // under the paths of before; one that is not there yet has no Before
	Renames []Rename     // of files and folders, in an order in which no name is taken
	Folders []string     // to be made
	Made    []Formatting // new files, under the paths of after
	Gone    []Formatting // files that are taken out, which have no After; nothing of them is written or renamed
}

// Rename gives a file or folder another place.
type Rename struct{ From, To string }

// To returns where a file or folder comes to lie.
func (a Arrangement) To(file string) string {
	for _, r := range a.Renames {
		if file == r.From || strings.HasPrefix(file, r.From+"/") {
			return r.To + file[len(r.From):]
		}
	}
	return file
}

// From is the inverse of To.
func (a Arrangement) From(file string) string {
	for _, r := range a.Renames {
		if file == r.To || strings.HasPrefix(file, r.To+"/") {
			return r.From + file[len(r.To):]
		}
	}
	return file
}

// Arranged returns the repository as it will be, to be looked at before anything is written.
func (r *Repo) Arranged(a Arrangement) (*Repo, error) {
	after, err := r.folders.arranged(a)
	return &Repo{forbidden: r.forbidden, folders: after, now: r.now}, err
}

func (f *folders) arranged(a Arrangement) (*folders, error) {
	texts := map[string][]byte{}
	after := newFolders(func(name string) (fs.File, error) {
		if data, ok := texts[name]; ok {
			return &textFile{bytes.NewReader(data), shownEntry{name: path.Base(name), size: int64(len(data))}}, nil
		}
		return f.open(a.From(name))
	})
	entries := map[string][]fs.DirEntry{}
	change := func(dir, gone string, come fs.DirEntry) error {
		if _, ok := entries[dir]; !ok {
			listed, err := f.list(a.From(dir))
			if err != nil && !slices.Contains(a.Folders, dir) {
				return err
			}
			entries[dir] = slices.Clone(listed)
		}
		entries[dir] = slices.DeleteFunc(entries[dir], func(e fs.DirEntry) bool { return e.Name() == gone })
		if come != nil {
			entries[dir] = append(entries[dir], come)
		}
		return nil
	}
	for _, folder := range a.Folders {
		if entry, err := f.lookUp(folder); err == nil && !entry.IsDir() || err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("make folder %s: it %w", folder, cmp.Or(err, error(errNotRegular)))
		}
		if err := change(path.Dir(folder), "", shownEntry{name: path.Base(folder), mode: fs.ModeDir}); err != nil {
			return nil, err
		}
		entries[folder] = []fs.DirEntry{}
	}
	for _, rename := range a.Renames {
		entry, err := f.lookUp(rename.From)
		if err != nil {
			return nil, err
		}
		if err := change(path.Dir(rename.From), path.Base(rename.From), nil); err != nil {
			return nil, err
		}
		if err := change(path.Dir(rename.To), "", shownEntry{name: path.Base(rename.To), mode: entry.Type()}); err != nil {
			return nil, err
		}
	}
	for _, text := range a.Texts {
		at := a.To(text.Path)
		texts[at] = text.After
		if text.Before == nil {
			if err := change(path.Dir(at), "", shownEntry{name: path.Base(at)}); err != nil {
				return nil, err
			}
		}
	}
	for _, made := range a.Made {
		texts[made.Path] = made.After
		if err := change(path.Dir(made.Path), "", shownEntry{name: path.Base(made.Path)}); err != nil {
			return nil, err
		}
	}
	for _, gone := range a.Gone {
		if err := change(path.Dir(gone.Path), path.Base(gone.Path), nil); err != nil {
			return nil, err
		}
	}
	f.mu.Lock()
	for dir, list := range f.listings { // of which some may be of folders that are not on disk yet either
		if to := a.To(dir); to != dir || a.From(dir) == dir { // else something else comes to lie there
			after.listings[to] = list
		}
	}
	f.mu.Unlock()
	for dir, list := range entries {
		slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
		after.listings[dir] = func() ([]fs.DirEntry, error) { return list, nil }
	}
	return after, nil
}

// shownEntry is an entry of a folder that is not on disk yet.
type shownEntry struct {
	name string
	mode fs.FileMode
	size int64
}

func (e shownEntry) Name() string               { return e.name }
func (e shownEntry) IsDir() bool                { return e.mode.IsDir() }
func (e shownEntry) Type() fs.FileMode          { return e.mode.Type() }
func (e shownEntry) Mode() fs.FileMode          { return e.mode }
func (e shownEntry) Size() int64                { return e.size }
func (e shownEntry) ModTime() time.Time         { return time.Time{} }
func (e shownEntry) Sys() any                   { return nil }
func (e shownEntry) Info() (fs.FileInfo, error) { return e, nil }

// textFile is a file that is not on disk yet.
type textFile struct {
	data  *bytes.Reader
	entry shownEntry
}

func (f *textFile) Read(p []byte) (int, error) { return f.data.Read(p) }
func (f *textFile) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *textFile) Close() error               { return nil }
