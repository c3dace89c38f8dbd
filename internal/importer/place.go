package importer

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"whopsync/internal/rename"
)

// Place puts the files of imported courses into the folder dir of the repository: all of
// them, or none. They are written beside their place, under a name that is no content, and
// every course's folder comes to its place in one step. A folder that is there already is
// left alone: if it holds exactly these files, an earlier import was cut off, and if it
// holds anything else, that is someone's work.
func Place(repository, dir string, imported []*Imported) (*Placement, error) {
	root, err := os.OpenRoot(repository)
	if err != nil {
		return nil, fmt.Errorf("open repository: %w", err)
	}
	p := &Placement{root: root}
	if err := p.place(dir, imported); err != nil {
		return nil, errors.Join(err, p.Undo(), p.Close())
	}
	return p, nil
}

// ClashError says which files are in the way of an import. Nothing was written.
type ClashError struct{ Paths []string }

func (e *ClashError) Error() string {
	return "import overwrites nothing, and these are there already:\n  " + strings.Join(e.Paths, "\n  ")
}

// Placement remembers what it has made, in order.
type Placement struct {
	root    *os.Root
	folders []string // on the way to the courses
	courses []string
}

// Close ends the use of the repository. What was placed stays.
func (p *Placement) Close() error { return p.root.Close() }

func (p *Placement) place(dir string, imported []*Imported) error {
	if err := p.checkFolders(dir); err != nil {
		return err
	}
	missing, err := p.missing(imported)
	if err != nil {
		return err
	}
	if err := p.makeFolder(dir); err != nil {
		return err
	}
	beside := path.Join(dir, ".import-"+rand.Text())
	defer func() { _ = p.root.RemoveAll(beside) }() // what is left of it is no content
	for _, im := range missing {
		if err := p.write(beside, dir, im.Files); err != nil {
			return err
		}
	}
	for _, im := range missing {
		if _, err := p.root.Lstat(im.Dir); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("place %s: another program has just made it", im.Dir)
		}
		if err := rename.OverIn(p.root, path.Join(beside, path.Base(im.Dir)), im.Dir); err != nil {
			return fmt.Errorf("place %s: %w", im.Dir, err)
		}
		p.courses = append(p.courses, im.Dir)
	}
	return nil
}

// checkFolders refuses symbolic links on the way: whopsync follows none when it reads.
func (p *Placement) checkFolders(dir string) error {
	for at := dir; at != "."; at = path.Dir(at) {
		if info, err := p.root.Lstat(at); err == nil && !info.IsDir() {
			return fmt.Errorf("write into %s: %s is not a folder", dir, at)
		}
	}
	return nil
}

func (p *Placement) makeFolder(dir string) error {
	if dir == "." {
		return nil
	}
	if err := p.makeFolder(path.Dir(dir)); err != nil {
		return err
	}
	err := p.root.Mkdir(dir, 0o777)
	switch {
	case err == nil:
		p.folders = append(p.folders, dir)
	case !errors.Is(err, fs.ErrExist):
		return fmt.Errorf("make folder: %w", err)
	}
	return nil
}

// missing returns the courses that are not there yet, or an error that names everything
// that is in the way.
func (p *Placement) missing(imported []*Imported) (missing []*Imported, err error) {
	var clashes []string
	for _, im := range imported {
		found, isSame, err := p.compare(im)
		switch {
		case err != nil:
			return nil, err
		case found == nil:
			missing = append(missing, im)
		case !isSame:
			clashes = append(clashes, found...)
		}
	}
	if len(clashes) > 0 {
		return nil, &ClashError{clashes}
	}
	return missing, nil
}

// compare looks at the future place of a course: whether it is empty, or has the course's
// own files.
func (p *Placement) compare(im *Imported) (found []string, isSame bool, err error) {
	if _, err := p.root.Lstat(im.Dir); errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	found, isSame = []string{im.Dir}, true
	err = fs.WalkDir(p.root.FS(), im.Dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		found = append(found, name)
		want, ours := im.Files[name]
		data, err := p.root.ReadFile(name)
		isSame = isSame && ours && err == nil && bytes.Equal(data, want)
		return nil
	})
	return found, isSame && len(found)-1 == len(im.Files), err
}

func (p *Placement) write(beside, dir string, files map[string][]byte) error {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		at := path.Join(beside, strings.TrimPrefix(name, dir+"/"))
		if err := p.root.MkdirAll(path.Dir(at), 0o777); err != nil {
			return fmt.Errorf("make folder: %w", err)
		}
		if err := p.root.WriteFile(at, files[name], 0o666); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}

// Undo takes out what was put in. A folder on the way stays where it is not empty.
func (p *Placement) Undo() error {
	var failed error
	for _, name := range p.courses {
		if err := p.root.RemoveAll(name); err != nil {
			failed = errors.Join(failed, fmt.Errorf("take back %s: %w", name, err))
		}
	}
	for _, name := range slices.Backward(p.folders) {
		_ = p.root.Remove(name)
	}
	return failed
}
