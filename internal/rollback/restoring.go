package rollback

import (
	"cmp"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// restoring is a rollback on its way. Each step is worked out on the files as they are after those before it.
type restoring struct {
	in     *Input
	repo   *spec.Repo
	places map[string]string // where what is declared lies, by its id: as Done.at
	done   []*Done
	steps  []spec.Arrangement
}

// locate finds where the objects of the record lie today: by their ids, their keys, or the file that they had for the
// run or before it.
func locate(in *Input) *restoring {
	r := &restoring{in: in, repo: in.Repo, places: map[string]string{}}
	byKey, byPlace := map[string]string{}, map[string]bool{}
	for resource := range in.Project.Resources() {
		place, kind := spec.Place(resource), resource.Address.Kind()
		if id := in.IDs(place, kind); id != "" {
			r.places[id] = place
		}
		byKey[string(kind)+resource.Key] = place
		byPlace[string(kind)+place] = true
	}
	created := map[string]bool{} // what goes to another course takes its key along
	for _, o := range in.Record.Objects {
		if o.Fate == Created {
			created[o.After.place()] = true
		}
	}
	for i := range in.Record.Objects {
		o := &in.Record.Objects[i]
		d := &Done{Object: o}
		r.done = append(r.done, d)
		d.at = r.places[cmp.Or(o.ID, in.Created(o.Address))]
		if place := byKey[string(o.Kind)+o.Key]; d.at == "" && o.Key != "" && (o.Fate == Created || !created[place]) {
			d.at = place
		}
		for _, v := range []*Version{o.After, o.Before} {
			if d.at == "" && v != nil && byPlace[string(o.Kind)+v.place()] {
				d.at = v.place()
			}
		}
		if d.Path = d.at; d.at != "" {
			if own, err := r.repo.Read(d.file(r.repo)); err == nil { // a chapter may have none
				d.Path, d.own = d.file(r.repo), own
			}
		}
	}
	return r
}

// take adds a step, unless nothing is in it.
func (r *restoring) take(a spec.Arrangement) error {
	if len(a.Texts)+len(a.Renames)+len(a.Folders)+len(a.Made)+len(a.Gone) == 0 {
		return nil
	}
	repo, err := r.repo.Arranged(a)
	if err != nil {
		return err
	}
	r.repo, r.steps = repo, append(r.steps, a)
	for id, place := range r.places {
		r.places[id] = a.To(place)
	}
	for _, d := range r.done {
		d.at = a.To(d.at)
	}
	return nil
}

// goal is where an object lay, in the folder of today.
func (r *restoring) goal(d *Done) string {
	was := d.Before.place()
	dir := path.Dir(was)
	if at, ok := r.places[d.Parent]; ok && d.Parent != "" && d.Kind != course.KindCourse {
		dir = at
	}
	return path.Join(dir, path.Base(was))
}

// making adds a new file to an arrangement, with the folders that it takes.
func making(repo *spec.Repo, a spec.Arrangement, file string, data []byte) spec.Arrangement {
	for _, folder := range repo.Missing(file) {
		if !slices.Contains(a.Folders, folder) {
			a.Folders = append(a.Folders, folder)
		}
	}
	a.Made = append(a.Made, spec.Formatting{Path: file, After: data})
	return a
}
