package preview

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"whopsync/internal/rename"
)

// markerFile says of a folder that Build has made it. It has the paths of what Build has put there.
const markerFile = ".whopsync-preview"

// Build writes the site into a folder: one that is not there, that is empty, or that Build has made. What it wrote there before and
// the site has no more is removed, and nothing else.
func Build(s *Site, dir string) error {
	former, err := builtBefore(dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("make the folder of the preview: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open the folder of the preview: %w", err)
	}
	defer root.Close()
	paths := s.Paths()
	// Both lists are marked before anything is written: a build that is cut off has made the folder, too.
	if err := writeMarker(root, append(slices.Clone(former), paths...)); err != nil {
		return err
	}
	for _, p := range paths {
		if err := writePage(root, s, p); err != nil {
			return err
		}
	}
	for _, p := range former {
		if _, found := slices.BinarySearch(paths, p); !found {
			remove(root, p)
		}
	}
	return writeMarker(root, paths)
}

// ErrNotMade says that a folder holds what Build did not put there.
var ErrNotMade = errors.New("it is not empty, and no preview was built there")

// builtBefore returns the paths of what an earlier build has put into a folder.
func builtBefore(dir string) ([]string, error) {
	marker, err := readMarker(dir)
	if err == nil {
		var former []string
		for line := range bytes.Lines(marker) {
			if p := string(bytes.TrimRight(line, "\n")); filepath.IsLocal(filepath.FromSlash(p)) {
				former = append(former, p)
			}
		}
		return former, nil
	}
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look into the folder of the preview: %w", err)
	case len(entries) > 0:
		return nil, fmt.Errorf("build into %s: %w", dir, ErrNotMade)
	}
	return nil, nil
}

// maxMarker bounds a marker, which may be a stranger's.
const maxMarker = 64 << 20

// readMarker reads the marker of a folder. What is no file of its own is none: a link leads elsewhere, and a pipe never ends.
func readMarker(dir string) ([]byte, error) {
	at := filepath.Join(dir, markerFile)
	info, err := os.Lstat(at)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > maxMarker:
		return nil, fmt.Errorf("%s is no marker of a preview", at)
	}
	return os.ReadFile(at)
}

func writeMarker(root *os.Root, paths []string) error {
	slices.Sort(paths)
	var list bytes.Buffer
	for _, p := range slices.Compact(paths) {
		list.WriteString(p + "\n")
	}
	return writeWhole(root, markerFile, func(out *os.File) error {
		_, err := out.Write(list.Bytes())
		return err
	})
}

func writePage(root *os.Root, s *Site, p string) error {
	if err := root.MkdirAll(filepath.FromSlash(path.Dir(p)), 0o777); err != nil {
		return fmt.Errorf("build %s: %w", p, err)
	}
	if err := writeWhole(root, p, func(out *os.File) error { return s.Write(out, p) }); err != nil {
		return fmt.Errorf("build %s: %w", p, err)
	}
	return nil
}

// partFile is a file that is being written. No page has its name.
const partFile = markerFile + ".part"

// writeWhole writes a file at another place first, so that none is ever there in part.
func writeWhole(root *os.Root, p string, write func(*os.File) error) error {
	out, err := root.Create(partFile)
	if err != nil {
		return err
	}
	if err := errors.Join(write(out), out.Close()); err != nil {
		return errors.Join(err, root.Remove(partFile))
	}
	return rename.OverIn(root, partFile, filepath.FromSlash(p))
}

// remove removes a file, and the folders that are empty without it.
func remove(root *os.Root, p string) {
	for at := p; at != "."; at = path.Dir(at) {
		if root.Remove(filepath.FromSlash(at)) != nil {
			return // it is gone already, or not empty
		}
	}
}
