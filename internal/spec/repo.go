package spec

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"whopsync/internal/hint"
)

// maxTextFile is how long a file of YAML or Markdown may be: many times what Whop takes.
const maxTextFile = 1 << 20

// Repo is the one way to the files of a course repository. It opens regular files only,
// follows no symlink anywhere in a path, sees nothing under .git, and compares names
// letter by letter even where the file system does not.
//
// It remembers the listings of folders: open a new Repo to see files that came or went.
type Repo struct {
	dir       string   // the folder on disk, absolute; "" when not on disk
	root      *os.Root // the same; nil when not on disk
	folders   *folders
	forbidden string     // see Forbid; "" when there is nothing
	shell     hint.Shell // see For
	memory    *Memory    // see Remember; nil when there is none
	now       time.Time  // see At
}

// Open opens the repository that dir lies in: dir itself, or the nearest folder above
// it that has a whopsync.yaml, or without one dir itself, if it has a course.yaml. Dir says
// which one it is.
func Open(dir string) (*Repo, error) {
	found, err := findRepo(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(found)
	if err != nil {
		return nil, fmt.Errorf("open repository: %w", err)
	}
	// Without O_NONBLOCK (openFlags), opening a FIFO never returns.
	open := func(path string) (fs.File, error) { return root.OpenFile(path, openFlags, 0) }
	return &Repo{dir: found, root: root, folders: newFolders(open)}, nil
}

// NewRepo returns the repository whose files are those of fsys.
func NewRepo(fsys fs.FS) *Repo { return &Repo{folders: newFolders(fsys.Open)} }

func findRepo(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find repository: %w", err)
	}
	switch info, err := os.Stat(start); {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("there is no folder %s", dir)
	case err != nil:
		return "", fmt.Errorf("find repository: %w", err)
	case !info.IsDir():
		return "", fmt.Errorf("find repository: %s is not a folder", dir)
	}
	for at, below := start, ""; at != below; at, below = filepath.Dir(at), at {
		switch _, err := os.Lstat(filepath.Join(at, ConfigFile)); {
		case err == nil:
			return at, nil
		case !errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("find repository: %w", err)
		}
	}
	if near := nearlyConfig(start); near != "" {
		return "", fmt.Errorf("%s is not read: rename it to %s", near, ConfigFile)
	}
	if info, err := os.Lstat(filepath.Join(start, courseFile)); err == nil && info.Mode().IsRegular() {
		return start, nil
	}
	return "", fmt.Errorf("%w: no %s in %s or in a folder above it", ErrNoRepo, ConfigFile, start)
}

// nearlyConfig returns the name of a file that its author takes for whopsync.yaml, or "".
func nearlyConfig(dir string) string {
	entries, _ := os.ReadDir(dir) // what cannot be read is said when it is opened
	for _, entry := range entries {
		if strings.EqualFold(entry.Name(), ConfigFile) || strings.EqualFold(entry.Name(), stemOf(ConfigFile)+".yml") {
			return entry.Name()
		}
	}
	return ""
}

// ErrNoRepo says that a folder lies in no course repository.
var ErrNoRepo = errors.New("this is no course repository")

// For names the shell that the commands in hints are made for.
func (r *Repo) For(shell hint.Shell) { r.shell = shell }

// Forbid names a text, the key of this run, that may stand in no file.
func (r *Repo) Forbid(key string) { r.forbidden = key }

// At says what time it is for what the files say about dates. Until it is called, no date has come.
func (r *Repo) At(now time.Time) { r.now = now }

// Remember lets Load read again only what the memory does not have.
func (r *Repo) Remember(m *Memory) { r.memory = m }

// Dir returns the folder of the repository on disk, or "" when it is not on disk.
func (r *Repo) Dir() string { return r.dir }

// Close gives back what Open took.
func (r *Repo) Close() error {
	if r.root == nil {
		return nil
	}
	return r.root.Close()
}

// Open opens a regular file by its slash-separated path, so that a Repo is an fs.FS
// without folders.
func (r *Repo) Open(path string) (fs.File, error) {
	file, _, err := r.openSized(path)
	return file, err
}

func (r *Repo) openSized(path string) (file fs.File, size int64, err error) {
	entry, err := r.folders.lookUp(path)
	if err == nil && entry.IsDir() {
		err = errFolder
	}
	if err != nil {
		return nil, 0, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	if file, err = r.folders.open(path); err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, 0, &fs.PathError{Op: "open", Path: path, Err: errors.Join(err, errNotRegular)}
	}
	return file, info.Size(), nil
}

// Read returns the bytes of a file that Revise can take.
func (r *Repo) Read(name string) ([]byte, error) { return r.read(name, maxTextFile) }

// read returns the bytes of a file that may have at most max of them.
func (r *Repo) read(path string, max int64) ([]byte, error) {
	file, size, err := r.openSized(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if size > max {
		return nil, errTooLarge(size, max, "")
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(file, data); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return data, nil
}

// Has reports whether a file or folder is there.
func (r *Repo) Has(name string) bool {
	_, err := r.folders.lookUp(name)
	return err == nil
}

// Names returns the names of what lies in a folder.
func (r *Repo) Names(dir string) (names []string) {
	entries, _ := r.folders.list(dir) // of one that is not there, none
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// Missing returns the folders on the way to a file that are not there yet, the outermost first.
func (r *Repo) Missing(file string) (folders []string) {
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if _, err := r.folders.lookUp(dir); err == nil {
			break
		}
		folders = append([]string{dir}, folders...)
	}
	return folders
}
