package rollback

import (
	"path"
	"slices"
	"strings"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// moveBack gives what the run has moved its place of before, unless somebody has moved it since. Chapters go first:
// their lessons come along.
func (r *restoring) moveBack() error {
	for _, kind := range []course.Kind{course.KindCourse, course.KindChapter, course.KindLesson} {
		var waiting []*Done
		for _, d := range r.movers {
			switch {
			case d.Kind != kind || r.goal(d) == r.at[d]:
			case d.Before.Folder != d.After.Folder:
				if err := r.reshape(d); err != nil {
					return err
				}
			default:
				waiting = append(waiting, d)
			}
		}
		if err := r.rename(waiting); err != nil {
			return err
		}
	}
	return nil
}

// reshape moves the file of a lesson that the run has made a folder, or a file: what else lies in the folder stays there.
func (r *restoring) reshape(d *Done) error {
	goal := r.goal(d)
	to := goal
	if d.Before.Folder {
		to = path.Join(goal, path.Base(d.Before.Path))
	}
	if r.repo.Has(to) {
		d.block("cannot have its place %s back: something else is there. Give that another name, and run this again", to)
		return nil
	}
	d.Moved = to
	if err := r.renameAll([]spec.Rename{{From: r.declaring(d), To: to}}); err != nil {
		return err
	}
	r.at[d] = goal
	if d.ID != "" {
		r.places[d.ID] = goal
	}
	return nil
}

// rename gives objects of one kind their places, in an order in which no name is taken. What wants each other's
// place gets another one in between.
func (r *restoring) rename(waiting []*Done) error {
	var renames []spec.Rename
	free := map[string]bool{}
	isFree := func(place string) bool { return free[place] || !r.repo.Has(place) }
	for len(waiting) > 0 {
		next := slices.IndexFunc(waiting, func(d *Done) bool { return isFree(r.goal(d)) })
		if next < 0 {
			if err := r.renameAll(renames); err != nil {
				return err
			}
			renames, free = nil, map[string]bool{}
			inTheWay := slices.IndexFunc(waiting, func(d *Done) bool { return d.hasPlace(r, r.goal(waiting[0])) })
			if inTheWay < 0 {
				waiting[0].block("cannot have its place %s back: something else is there. Give that another name, and run this again", r.goal(waiting[0]))
				waiting = waiting[1:]
				continue
			}
			d := waiting[inTheWay]
			between := path.Join(path.Dir(r.at[d]), "between-"+strings.TrimLeft(path.Base(r.at[d]), "."))
			if err := r.renameAll([]spec.Rename{{From: r.at[d], To: between}}); err != nil {
				return err
			}
			continue
		}
		d := waiting[next]
		renames = append(renames, spec.Rename{From: r.at[d], To: r.goal(d)})
		free[r.at[d]], free[r.goal(d)] = true, false
		d.Moved = r.goal(d)
		waiting = slices.Delete(waiting, next, next+1)
	}
	return r.renameAll(renames)
}

// hasPlace reports whether an object lies at a place.
func (d *Done) hasPlace(r *restoring, place string) bool { return r.at[d] == place }

func (r *restoring) renameAll(renames []spec.Rename) error {
	if len(renames) == 0 {
		return nil
	}
	var folders spec.Arrangement
	for _, rename := range renames {
		for _, folder := range r.repo.Missing(rename.To) {
			if !slices.Contains(folders.Folders, folder) {
				folders.Folders = append(folders.Folders, folder)
			}
		}
	}
	if len(folders.Folders) > 0 {
		if err := r.take(folders); err != nil {
			return err
		}
	}
	a, err := spec.Renamed(r.repo, renames)
	if err != nil {
		return err
	}
	return r.take(a)
}
