package spec

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// CarryOut changes the files. Texts are written first, with links to places that the renames then make
// true: a run that was cut off is finished by the same run again. No file is ever half written, and none
// is overwritten.
func (r *Repo) CarryOut(a Arrangement) error {
	if r.root == nil {
		return errors.New("the repository is not on disk")
	}
	for _, step := range r.steps(a) {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// steps are what CarryOut does, each of which is done as a whole or not at all.
func (r *Repo) steps(a Arrangement) (steps []func() error) {
	for _, text := range a.Texts {
		steps = append(steps, func() error { return r.write(text) })
	}
	for _, rename := range a.Renames {
		steps = append(steps, func() error { return r.rename(rename) })
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
		steps = append(steps, func() error { return r.write(made) })
	}
	return steps
}

func (r *Repo) write(text Formatting) error {
	if text.Before != nil {
		return r.Replace(text.Path, text.Before, text.After)
	}
	if err := r.create(text.Path, text.After, 0o666); err != nil {
		return fmt.Errorf("write %s: %w", text.Path, err)
	}
	return nil
}

// rename overwrites nothing. Names that only differ by letter case may be one file.
func (r *Repo) rename(n Rename) error {
	is, err := r.root.Lstat(n.From)
	if err != nil {
		return fmt.Errorf("rename %s: %w", n.From, err)
	}
	there, err := r.root.Lstat(n.To)
	if err == nil && !os.SameFile(is, there) {
		return fmt.Errorf("rename %s: %s is there already, and nothing is overwritten", n.From, n.To)
	}
	if err := r.root.Rename(n.From, n.To); err != nil {
		return fmt.Errorf("rename %s: %w", n.From, err)
	}
	return nil
}
