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
func moveBack(r *restoring) error {
	var movers []*Done // that lie where the run has put them, and lay elsewhere before
	for _, d := range r.done {
		if d.Before != nil && d.After != nil && d.Before.place() != d.After.place() && d.at == d.After.place() {
			movers = append(movers, d)
		}
	}
	for _, kind := range []course.Kind{course.KindCourse, course.KindChapter, course.KindLesson} {
		var waiting []*Done
		for _, d := range movers {
			switch {
			case d.Kind != kind || r.goal(d) == d.at:
			case d.Before.Folder != d.After.Folder:
				if err := reshape(r, d); err != nil {
					return err
				}
			default:
				waiting = append(waiting, d)
			}
		}
		if err := rename(r, waiting); err != nil {
			return err
		}
	}
	return nil
}

// reshape moves the file of a lesson that the run has made a folder, or a file: what else lies in the folder stays there.
func reshape(r *restoring, d *Done) error {
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
	if err := renameAll(r, []spec.Rename{{From: d.file(r.repo), To: to}}); err != nil {
		return err
	}
	d.at = goal
	if d.ID != "" {
		r.places[d.ID] = goal
	}
	return nil
}

// rename gives objects of one kind their places, in an order in which no name is taken. What wants each other's
// place gets another one in between.
func rename(r *restoring, waiting []*Done) error {
	var renames []spec.Rename
	free := map[string]bool{}
	isFree := func(place string) bool { return free[place] || !r.repo.Has(place) }
	for len(waiting) > 0 {
		next := slices.IndexFunc(waiting, func(d *Done) bool { return isFree(r.goal(d)) })
		if next < 0 {
			if err := renameAll(r, renames); err != nil {
				return err
			}
			renames, free = nil, map[string]bool{}
			inTheWay := slices.IndexFunc(waiting, func(d *Done) bool { return d.at == r.goal(waiting[0]) })
			if inTheWay < 0 {
				waiting[0].block("cannot have its place %s back: something else is there. Give that another name, and run this again", r.goal(waiting[0]))
				waiting = waiting[1:]
				continue
			}
			d := waiting[inTheWay]
			between := path.Join(path.Dir(d.at), "between-"+strings.TrimLeft(path.Base(d.at), "."))
			if err := renameAll(r, []spec.Rename{{From: d.at, To: between}}); err != nil {
				return err
			}
			continue
		}
		d := waiting[next]
		renames = append(renames, spec.Rename{From: d.at, To: r.goal(d)})
		free[d.at], free[r.goal(d)] = true, false
		d.Moved = r.goal(d)
		waiting = slices.Delete(waiting, next, next+1)
	}
	return renameAll(r, renames)
}

func renameAll(r *restoring, renames []spec.Rename) error {
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
	if err := r.take(folders); err != nil {
		return err
	}
	a, err := spec.Renamed(r.repo, renames)
	if err != nil {
		return err
	}
	return r.take(a)
}
