package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"whopsync/internal/rename"
)

// Replace puts after in the place of before, which a file of the repository must still
// hold: a save in the meantime wins. Readers see all of the one or all of the
// other, and the file keeps its permissions.
func (r *Repo) Replace(name string, before, after []byte) error {
	if r.root == nil {
		return fmt.Errorf("write %s: the repository is not on disk", name)
	}
	now, err := r.read(name, max(maxTextFile, int64(len(before))))
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if !bytes.Equal(now, before) {
		return fmt.Errorf("write %s: it was changed at this moment; run again", name)
	}
	info, err := r.root.Lstat(name)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	fresh := freshName(name)
	if err := r.root.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) { // a killed run left it
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := create(r.root, fresh, after, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	err = r.root.Chmod(fresh, info.Mode().Perm())
	if err == nil {
		err = rename.OverIn(r.root, fresh, name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, errors.Join(err, r.root.Remove(fresh)))
	}
	return nil
}

// freshName is the name of a file while it is written.
func freshName(name string) string { return path.Join(path.Dir(name), "."+path.Base(name)+".whopsync") }

// Create makes a file that is not there yet, in a folder that is. It overwrites nothing: who
// made it in the meantime wins.
func (r *Repo) Create(name string, data []byte) error {
	if r.root == nil {
		return fmt.Errorf("write %s: the repository is not on disk", name)
	}
	if _, err := r.folders.list(path.Dir(name)); err != nil {
		return fmt.Errorf("write %s: its folder %w", name, err)
	}
	if err := createWhole(r.root, name, data); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// createWhole makes a file that was not there, with all of its content or not at all.
func createWhole(root *os.Root, name string, data []byte) error {
	fresh := freshName(name)
	if err := root.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) { // a killed run left it
		return err
	}
	if err := create(root, fresh, data, 0o666); err != nil {
		return err
	}
	err := root.Link(fresh, name)
	if err != nil && !errors.Is(err, fs.ErrExist) { // not every disk has links
		err = moveFile(root, Rename{From: fresh, To: name})
		if err == nil {
			return nil
		}
	}
	return errors.Join(err, root.Remove(fresh))
}

// moveFile overwrites nothing. Names that only differ by letter case may be one file.
func moveFile(root *os.Root, n Rename) error {
	for _, place := range []string{n.From, n.To} {
		if err := checkPlace(root, place); err != nil {
			return fmt.Errorf("rename %s: %s %w", n.From, place, err)
		}
	}
	is, err := root.Lstat(n.From)
	if err != nil {
		return fmt.Errorf("rename %s: %w", n.From, err)
	}
	there, err := root.Lstat(n.To)
	if err == nil && !os.SameFile(is, there) {
		return fmt.Errorf("rename %s: %s is there already, and nothing is overwritten", n.From, n.To)
	}
	if err := rename.OverIn(root, n.From, n.To); err != nil {
		return fmt.Errorf("rename %s: %w", n.From, err)
	}
	return nil
}

// create makes a file that was not there.
func create(root *os.Root, name string, data []byte, mode fs.FileMode) error {
	if err := checkPlace(root, name); err != nil {
		return err
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, root.Remove(name))
	}
	return nil
}

// checkPlace refuses to change what could not be read as part of the repository, whoever names it: nothing in git's own
// folder, and nothing at the other end of a symbolic link.
func checkPlace(root *os.Root, name string) error {
	if !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, "\\\x00") {
		return errOutside
	}
	for at := name; at != "."; at = path.Dir(at) {
		if isGitFolder(path.Base(at)) {
			return errGit
		}
		if info, err := root.Lstat(at); at != name && err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return errSymlink
		}
	}
	return nil
}
