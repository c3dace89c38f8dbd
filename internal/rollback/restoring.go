package rollback

import (
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

	own []byte // the file as it is today
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

// restoring is a rollback on its way. Each step is worked out on the files as they are after those before it.
type restoring struct {
	in     *Input
	repo   *spec.Repo
	places map[string]string // where what is declared lies, by its id: a lesson's file, the folder of others
	done   []*Done
	at     map[*Done]string // where each object lies: as in places
	movers []*Done          // that lie where the run has put them, and lay elsewhere before
	steps  []spec.Arrangement
	lost   map[string]bool // files of lessons that show something whose bytes are lost
}

// declaring is the file that declares an object, if it has one.
func (r *restoring) declaring(d *Done) string {
	switch at := r.at[d]; d.Kind {
	case course.KindCourse:
		return path.Join(at, "course.yaml")
	case course.KindChapter:
		return path.Join(at, "chapter.yaml")
	default:
		return spec.LessonAt(r.repo, at)
	}
}

// take adds a step.
func (r *restoring) take(a spec.Arrangement) error {
	repo, err := r.repo.Arranged(a)
	if err != nil {
		return err
	}
	r.repo, r.steps = repo, append(r.steps, a)
	for id, place := range r.places {
		r.places[id] = a.To(place)
	}
	for d, place := range r.at {
		r.at[d] = a.To(place)
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

// ownerOf returns what lies at a place.
func (r *restoring) ownerOf(place string) (id string, ok bool) {
	for id, at := range r.places {
		if at == place {
			return id, true
		}
	}
	return "", false
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
