package rollback

import (
	"bytes"
	"maps"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// putBackFolders makes the folders of chapters that the run has removed.
func putBackFolders(r *restoring) error {
	for _, d := range r.done {
		if d.Kind != course.KindChapter || d.Before == nil || d.After != nil || d.at != "" {
			continue
		}
		goal := r.goal(d)
		if slices.Contains(slices.Collect(maps.Values(r.places)), goal) {
			d.block("has its folder %s in use by another chapter: give that one another name, and run this again", goal)
			continue
		}
		var a spec.Arrangement
		a.Folders = r.repo.Missing(path.Join(goal, "chapter.yaml"))
		if file := path.Join(goal, "chapter.yaml"); d.Before.Text != nil && hasFile(d.Before.Path) && !r.repo.Has(file) {
			a.Made = append(a.Made, spec.Formatting{Path: file, After: []byte(*d.Before.Text)})
		}
		d.at, r.places[d.ID] = goal, goal
		d.Made = goal
		if err := r.take(a); err != nil {
			return err
		}
	}
	return nil
}

// putBack makes the files of lessons that the run has removed.
func putBack(r *restoring) error {
	var a spec.Arrangement
	for _, d := range r.done {
		switch {
		case d.After != nil || d.Kind == course.KindChapter:
			continue
		case d.Before == nil:
			d.say("that run destroyed it; it had no file then")
			continue
		case d.at != "":
			d.say("its file is there already")
			continue
		case d.Kind == course.KindCourse:
			d.block("put its folder back yourself: git knows it")
			continue
		case d.Before.Text == nil:
			d.block("what its file said is not known any more")
			continue
		}
		goal := r.goal(d)
		file := goal
		if d.Before.Folder {
			file = path.Join(goal, path.Base(d.Before.Path))
		}
		text := []byte(*d.Before.Text)
		if r.repo.Has(file) {
			if now, err := r.repo.Read(file); err != nil || !bytes.Equal(now, text) {
				d.block("has its place %s taken by another file: give that one another name, and run this again", file)
			}
			continue
		}
		a = making(r.repo, a, file, text)
		d.Made, d.at = file, goal
	}
	return r.take(a)
}
