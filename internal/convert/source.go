package convert

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"whopsync/internal/markdown"
)

// Source is the folder that is converted. It reads regular files that it has listed, and nothing else: no symbolic
// link, no path that leads out.
type Source struct {
	fsys  fs.FS
	sizes map[string]int64
	paths []string // sorted
	now   time.Time

	hidden []string // folders at the top that are not looked into
}

// maxFiles bounds hostile folders.
const maxFiles = 200_000

// ignoredFolders hold what other programs have made.
var ignoredFolders = map[string]bool{"node_modules": true, "_site": true, "__pycache__": true}

func newSource(fsys fs.FS, now time.Time, notes *Notes) (*Source, error) {
	s := &Source{fsys: fsys, now: now, sizes: map[string]int64{}}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil && name == ".":
			return err
		case err != nil:
			notes.add(UnreadFile, Place{Path: name}, reasonOf(err))
			return nil
		case entry.IsDir() && name != "." && (strings.HasPrefix(base, ".") && base != ".gitbook" || ignoredFolders[base]):
			if name == base {
				s.hidden = append(s.hidden, name)
			}
			return fs.SkipDir
		case entry.IsDir() || strings.HasPrefix(base, "."):
			return nil
		case !utf8.ValidString(name) || printable(name) != name:
			notes.add(UnreadFile, Place{Path: name}, "a name with characters that no reader sees")
			return nil
		case entry.Type()&fs.ModeSymlink != 0:
			notes.add(UnreadFile, Place{Path: name}, "a symbolic link")
			return nil
		case !entry.Type().IsRegular():
			notes.add(UnreadFile, Place{Path: name}, "no regular file")
			return nil
		case len(s.sizes) == maxFiles:
			return fmt.Errorf("there are more than %d files: name the folder that holds the pages", maxFiles)
		}
		info, err := entry.Info()
		if err != nil {
			notes.add(UnreadFile, Place{Path: name}, reasonOf(err))
			return nil
		}
		s.sizes[name] = info.Size()
		s.paths = append(s.paths, name)
		return nil
	})
	slices.Sort(s.paths)
	return s, err
}

// reasonOf returns what went wrong without the path, which stands beside it.
func reasonOf(err error) string {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return failed.Err.Error()
	}
	return err.Error()
}

// Has reports whether a file is there.
func (s *Source) Has(file string) bool {
	_, ok := s.sizes[file]
	return ok
}

// Paths returns all files, sorted.
func (s *Source) Paths() []string { return s.paths }

// First returns the first of some files that is there, or "".
func (s *Source) First(files ...string) string {
	for _, file := range files {
		if s.Has(file) {
			return file
		}
	}
	return ""
}

// HasFolder reports whether a folder has files.
func (s *Source) HasFolder(dir string) bool {
	i, _ := slices.BinarySearch(s.paths, dir+"/")
	return dir == "." || i < len(s.paths) && strings.HasPrefix(s.paths[i], dir+"/")
}

// HasHidden reports whether a folder is there that is not looked into, such as .git.
func (s *Source) HasHidden(name string) bool { return slices.Contains(s.hidden, name) }

// In returns the names of the files and of the folders that lie in a folder.
func (s *Source) In(dir string) (files, folders []string) {
	prefix := dir + "/"
	if dir == "." {
		prefix = ""
	}
	start, _ := slices.BinarySearch(s.paths, prefix)
	for _, at := range s.paths[start:] {
		rest, ok := strings.CutPrefix(at, prefix)
		if !ok {
			break
		}
		name, _, isDeeper := strings.Cut(rest, "/")
		switch {
		case !isDeeper:
			files = append(files, name)
		case len(folders) == 0 || folders[len(folders)-1] != name:
			folders = append(folders, name)
		}
	}
	return files, folders
}

// Text returns a file as text, with \n line ends and without a byte order mark. The error says what is wrong with
// the file, without its name.
func (s *Source) Text(file string) (string, error) {
	if size, ok := s.sizes[file]; !ok {
		return "", errors.New("there is no such file")
	} else if size > markdown.MaxSize {
		return "", fmt.Errorf("larger than %d MiB", markdown.MaxSize>>20)
	}
	data, err := s.head(file, markdown.MaxSize)
	switch {
	case err != nil:
		return "", errors.New(reasonOf(err))
	case !utf8.Valid(data):
		return "", errors.New("not UTF-8: save it as UTF-8, and convert again")
	}
	text := strings.TrimPrefix(string(data), "\uFEFF")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(text), nil
}

// head returns the first bytes of a file.
func (s *Source) head(file string, most int64) ([]byte, error) {
	f, err := s.fsys.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.New("no regular file")
	}
	return io.ReadAll(io.LimitReader(f, most))
}
