package convert

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// Stage is a repository that is written, and not in its place yet: it lies in a hidden folder of the place, and
// comes out of it when all of it is there.
type Stage struct {
	place  *os.Root // the folder that is to become the repository
	name   string   // of the hidden folder
	dir    string
	isNew  bool // the folder was made for this
	placed []string
}

// NotEmptyError says what is in a folder that should be empty.
type NotEmptyError struct{ Dir, Has string }

func (e *NotEmptyError) Error() string {
	return fmt.Sprintf("%s is not empty (it has %s): a conversion overwrites nothing", e.Dir, e.Has)
}

// OpenStage makes the folder dir if it is not there, and a hidden folder in it. A folder that is there must be empty,
// but for .git.
func OpenStage(dir string) (*Stage, error) {
	s := &Stage{dir: dir, name: ".convert-" + rand.Text()}
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.isNew = true
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return nil, fmt.Errorf("make the folder: %w", err)
		}
	case err != nil:
		return nil, fmt.Errorf("look into the folder: %w", err)
	}
	for _, entry := range entries {
		if entry.Name() != ".git" {
			return nil, &NotEmptyError{dir, entry.Name()}
		}
	}
	if s.place, err = os.OpenRoot(dir); err != nil {
		return nil, fmt.Errorf("open the folder: %w", err)
	}
	if err := s.place.Mkdir(s.name, 0o777); err != nil {
		return nil, errors.Join(fmt.Errorf("make a folder: %w", err), s.Close())
	}
	return s, nil
}

// Dir returns the folder in which the repository lies for now.
func (s *Stage) Dir() string { return filepath.Join(s.dir, s.name) }

// Write writes files, some of them copies of those of the source.
func (s *Stage) Write(source fs.FS, files []File) error {
	for _, file := range files {
		if err := s.write(source, file); err != nil {
			return fmt.Errorf("write %s: %w", file.Path, err)
		}
	}
	return nil
}

func (s *Stage) write(source fs.FS, file File) (err error) {
	if !filepath.IsLocal(file.Path) {
		return errors.New("leads out of the folder")
	}
	at := path.Join(s.name, file.Path)
	if err := s.place.MkdirAll(path.Dir(at), 0o777); err != nil {
		return err
	}
	out, err := s.place.OpenFile(at, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if file.Copy == "" {
		_, err = out.Write(file.Data)
		return err
	}
	in, err := source.Open(file.Copy)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(out, in)
	return err
}

// last is what makes a folder a repository, and comes to its place when everything else is there.
const last = "whopsync.yaml"

// Commit brings the repository to its place.
func (s *Stage) Commit() error {
	entries, err := fs.ReadDir(s.place.FS(), s.name)
	if err != nil {
		return fmt.Errorf("look into the folder: %w", err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if i := slices.Index(names, last); i >= 0 {
		names = append(slices.Delete(names, i, i+1), last)
	}
	for _, name := range names {
		if _, err := s.place.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("place %s: another program has just made it", name)
		}
		if err := s.place.Rename(path.Join(s.name, name), name); err != nil {
			return fmt.Errorf("place %s: %w", name, err)
		}
		s.placed = append(s.placed, name)
	}
	s.isNew, s.placed = false, nil
	return nil
}

// Close takes away what is not in its place, and what is of a repository of which not all is.
func (s *Stage) Close() error {
	var failed error
	for _, name := range append(s.placed, s.name) {
		failed = errors.Join(failed, s.place.RemoveAll(name))
	}
	failed = errors.Join(failed, s.place.Close())
	if s.isNew {
		failed = errors.Join(failed, os.Remove(s.dir))
	}
	return failed
}
