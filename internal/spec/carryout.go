package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
)

// CarryOut changes the files. Texts are written first, with links to places that the renames then make
// true: a run that was cut off is finished by the same run again. No file is ever half written, and none
// is overwritten.
func CarryOut(r *Repo, a Arrangement) error {
	if r.root == nil {
		return errors.New("the repository is not on disk")
	}
	for _, step := range stepsOf(r, a) {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// stepsOf returns what CarryOut does, each of which is done as a whole or not at all.
func stepsOf(r *Repo, a Arrangement) (steps []func() error) {
	for _, text := range a.Texts {
		steps = append(steps, func() error { return writeText(r, text) })
	}
	for _, n := range a.Renames {
		steps = append(steps, func() error { return rename(r.root, n) })
	}
	for _, folder := range a.Folders {
		steps = append(steps, func() error {
			if err := r.root.Mkdir(folder, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
				return fmt.Errorf("make folder: %w", err)
			}
			return nil
		})
	}
	for _, made := range a.Made {
		steps = append(steps, func() error { return writeText(r, made) })
	}
	for _, gone := range a.Gone {
		steps = append(steps, func() error { return takeOut(r, gone) })
	}
	return steps
}

func writeText(r *Repo, text Formatting) error {
	if text.Before != nil {
		return r.Replace(text.Path, text.Before, text.After)
	}
	if err := createWhole(r.root, text.Path, text.After); err != nil {
		return fmt.Errorf("write %s: %w", text.Path, err)
	}
	return nil
}

// takeOut removes a file with unchanged content, and its folder if that is then empty.
func takeOut(r *Repo, file Formatting) error {
	now, err := r.read(file.Path, maxTextFile)
	if err != nil {
		return fmt.Errorf("remove %s: %w", file.Path, err)
	}
	if !bytes.Equal(now, file.Before) {
		return fmt.Errorf("remove %s: it was changed at this moment; run again", file.Path)
	}
	if err := r.root.Remove(file.Path); err != nil {
		return fmt.Errorf("remove %s: %w", file.Path, err)
	}
	_ = r.root.Remove(path.Dir(file.Path)) // which fails where something is in it
	return nil
}

// Finish carries out what is left of an arrangement that was cut off.
func Finish(r *Repo, a Arrangement) error {
	for _, made := range a.Made { // which a run that was killed has left beside the finished file
		_ = r.root.Remove(freshName(made.Path))
	}
	left := Arrangement{Folders: a.Folders}
	exists := func(name string) bool { _, err := r.root.Lstat(name); return err == nil }
	next := slices.IndexFunc(a.Renames, func(n Rename) bool { return exists(n.From) && !exists(n.To) })
	if next >= 0 {
		left.Renames = a.Renames[next:]
	}
	if len(a.Renames) == 0 || next == 0 { // else all texts are written
		left.Texts = unwritten(r.root, a.Texts)
	}
	left.Made = unwritten(r.root, a.Made)
	for _, gone := range a.Gone {
		if exists(gone.Path) {
			left.Gone = append(left.Gone, gone)
		}
	}
	return CarryOut(r, left)
}

// unwritten returns the texts that are not in their files yet.
func unwritten(root *os.Root, texts []Formatting) (left []Formatting) {
	for _, text := range texts {
		if now, err := root.ReadFile(text.Path); err != nil || !bytes.Equal(now, text.After) {
			left = append(left, text)
		}
	}
	return left
}
