package rollback

import (
	"cmp"
	"fmt"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/pull"
	"whopsync/internal/spec"
)

// Input is what a rollback works from.
type Input struct {
	Record      *Record
	Repo        *spec.Repo
	Project     *spec.Project
	Environment string
	// IDs says which object on Whop the files stand for today, as far as the state tells: by the place and kind.
	IDs func(place string, kind course.Kind) string
	// Created returns the id that the run's creation under an address was given; "" where it is not known.
	Created func(course.Address) string
	// Merge merges two versions of a file that were made of a third.
	Merge pull.Merge
	// Bytes returns a file as it was, out of git.
	Bytes func(asset Asset) ([]byte, bool)
	// AcceptDeletes takes out the files of what the run created.
	AcceptDeletes bool
}

// Done is an object, and what becomes of its file.
type Done struct {
	*Object
	Path     string // of its file as it is today; "" where there is none
	Revised  bool   // its file is written
	Conflict bool   // both changed the same lines, and the file has marks around the two
	Moved    string // where it comes to lie
	Made     string // its file comes back here
	Gone     bool   // its file is taken out
	Waits    bool   // its file would be taken out if that were accepted
	Blocked  bool   // something is in the way of it
	Notes    []string

	own  []byte // the file as it is today
	at   string // where it lies after the steps so far: a lesson's file, the folder of others; "" for nowhere
	lost bool   // its file shows something whose bytes are lost
}

// IsWritten reports whether files change for it.
func (d *Done) IsWritten() bool { return d.Revised || d.Moved != "" || d.Made != "" || d.Gone }

func (d *Done) say(format string, args ...any) {
	d.Notes = append(d.Notes, fmt.Sprintf(format, args...))
}

// block says what is in the way of an object.
func (d *Done) block(format string, args ...any) {
	d.Blocked = true
	d.say(format, args...)
}

// file is the one that declares an object, if it has one.
func (d *Done) file(repo *spec.Repo) string {
	switch d.Kind {
	case course.KindCourse:
		return path.Join(d.at, "course.yaml")
	case course.KindChapter:
		return path.Join(d.at, "chapter.yaml")
	default:
		return spec.LessonAt(repo, d.at)
	}
}

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
