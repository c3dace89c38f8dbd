package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
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
		steps = append(steps, func() error { return moveFile(r.root, n) })
	}
	for _, folder := range a.Folders {
		steps = append(steps, func() error {
			if err := checkPlace(r.root, folder); err != nil {
				return fmt.Errorf("make folder %s: it %w", folder, err)
			}
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

// Merge merges what a file says now with what it was to say, both made of base.
type Merge func(now, base, goal []byte) ([]byte, error)

// Finish carries out what is left of an arrangement that was cut off. What an author has saved since stays: a text is
// merged with the one that was to be written, a file that was to be made or removed is left alone. Such files are
// returned.
func Finish(r *Repo, a Arrangement, merge Merge) (saved []string, err error) {
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
		for _, text := range a.Texts {
			now, err := r.root.ReadFile(text.Path)
			switch {
			case err == nil && bytes.Equal(now, text.After):
				continue
			case errors.Is(err, fs.ErrNotExist) && text.Before != nil:
				saved = append(saved, text.Path)
				continue
			case err == nil && !bytes.Equal(now, text.Before):
				saved = append(saved, text.Path)
				if text, err = mergedText(text, now, merge); err != nil {
					return nil, err
				}
			}
			left.Texts = append(left.Texts, text)
		}
	}
	for _, made := range a.Made {
		now, err := r.root.ReadFile(made.Path)
		switch {
		case err != nil:
			left.Made = append(left.Made, made)
		case !bytes.Equal(now, made.After):
			saved = append(saved, made.Path)
		}
	}
	for _, gone := range a.Gone {
		now, err := r.root.ReadFile(gone.Path)
		switch {
		case err == nil && bytes.Equal(now, gone.Before):
			left.Gone = append(left.Gone, gone)
		case err == nil:
			saved = append(saved, gone.Path)
		}
	}
	return saved, CarryOut(r, left)
}

// mergedText is a text that is to be written into a file that says something else by now.
func mergedText(text Formatting, now []byte, merge Merge) (Formatting, error) {
	merged, err := merge(now, text.Before, text.After)
	if err != nil {
		return text, fmt.Errorf("write %s, which was saved since: %w", text.Path, err)
	}
	return Formatting{Path: text.Path, Before: now, After: merged}, nil
}
