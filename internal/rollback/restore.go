package rollback

import (
	"bytes"
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

// Result is what a rollback does.
type Result struct {
	Steps   []spec.Arrangement // one after the other
	Objects []*Done
}

// Has reports whether something is true of one of the objects.
func (r *Result) Has(is func(*Done) bool) bool { return slices.ContainsFunc(r.Objects, is) }

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

// Find works out what a rollback does.
func Find(in Input) (*Result, error) {
	r := &restoring{in: &in, repo: in.Repo, places: map[string]string{}, at: map[*Done]string{}, lost: map[string]bool{}}
	r.locate()
	for _, step := range []func() error{r.takeOut, r.putBackFolders, r.moveBack, r.putBack, r.revise, r.bringAssets} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	result := &Result{Steps: r.steps, Objects: r.done}
	if result.Has(func(d *Done) bool { return d.Conflict }) {
		return result, nil // the files cannot be loaded until that is resolved
	}
	return result, r.check(result)
}

// InvalidError says that the files would not be valid.
type InvalidError struct {
	Problem spec.Problem
	Waits   bool // files wait to be taken out
}

func (e *InvalidError) Error() string {
	return fmt.Sprintf("the files would not be valid: %s", e.Problem)
}

func (r *restoring) check(result *Result) error {
	if len(r.steps) == 0 {
		return nil
	}
	_, problems := spec.Load(r.repo, r.in.Environment)
	isTold := func(p spec.Problem) bool { return p.Rule == "missing-file" && r.lost[p.Path] }
	if errs := slices.DeleteFunc(problems.Errors(), isTold); len(errs) > 0 {
		return &InvalidError{errs[0], result.Has(func(d *Done) bool { return d.Waits })}
	}
	return nil
}

// locate finds where the objects of the record lie today: by their ids, their keys, or the file that they had for the
// run or before it.
func (r *restoring) locate() {
	byKey, byPlace := map[string]string{}, map[string]bool{}
	for resource := range r.in.Project.Resources() {
		place, kind := spec.PlaceOf(resource.Source.Path), resource.Address.Kind()
		if id := r.in.IDs(place, kind); id != "" {
			r.places[id] = place
		}
		byKey[string(kind)+resource.Key] = place
		byPlace[string(kind)+place] = true
	}
	for i := range r.in.Record.Objects {
		o := &r.in.Record.Objects[i]
		d := &Done{Object: o}
		r.done = append(r.done, d)
		at := r.places[o.ID]
		if at == "" && o.Key != "" {
			at = byKey[string(o.Kind)+o.Key]
		}
		for _, v := range []*Version{o.After, o.Before} {
			if at == "" && v != nil && byPlace[string(o.Kind)+spec.PlaceOf(v.Path)] {
				at = spec.PlaceOf(v.Path)
			}
		}
		r.at[d] = at
		if at != "" {
			d.Path = at
			if own, err := r.repo.Read(r.declaring(d)); err == nil { // a chapter may have none
				d.Path, d.own = r.declaring(d), own
			}
		}
		if at != "" && o.Before != nil && o.After != nil && spec.PlaceOf(o.Before.Path) != spec.PlaceOf(o.After.Path) && at == spec.PlaceOf(o.After.Path) {
			r.movers = append(r.movers, d)
		}
	}
}

// declaring is the file that declares an object, if it has one.
func (r *restoring) declaring(d *Done) string {
	switch at := r.at[d]; d.Kind {
	case course.KindCourse:
		return path.Join(at, "course.yaml")
	case course.KindChapter:
		return path.Join(at, "chapter.yaml")
	default:
		return at
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

// takeOut takes out the files of what the run created, where that is accepted: the next plan removes it on Whop.
func (r *restoring) takeOut() error {
	var a spec.Arrangement
	for _, kind := range []course.Kind{course.KindLesson, course.KindChapter, course.KindCourse} {
		for _, d := range r.done {
			if d.Fate != Created || d.Kind != kind || r.at[d] == "" {
				continue
			}
			if file, ok := r.mayGo(d, a.Gone); ok {
				a.Gone = append(a.Gone, file)
			}
		}
	}
	if len(a.Gone) == 0 {
		return nil
	}
	return r.take(a)
}

// mayGo returns the file of something that the run created, if it is to be taken out.
func (r *restoring) mayGo(d *Done, gone []spec.Formatting) (file spec.Formatting, ok bool) {
	now, err := r.repo.Read(r.declaring(d))
	switch {
	case d.Kind == course.KindCourse:
		d.say("was created by that run; to take it back, take its folder out of the repository yourself")
		return file, false
	case r.isInNewCourse(d), err != nil: // a chapter without a file goes with its lessons
		return file, false
	case !r.in.AcceptDeletes:
		d.Waits = true
		d.say("was created by that run; its file stays")
		return file, false
	case d.After.Text != nil && string(now) != *d.After.Text:
		d.block("was created by that run, and its file was edited since: it stays")
		return file, false
	case d.Kind == course.KindChapter && r.holdsOthers(r.at[d], gone):
		d.block("was created by that run, and has other lessons by now: its file stays")
		return file, false
	}
	d.Gone = true
	return spec.Formatting{Path: r.declaring(d), Before: now}, true
}

// isInNewCourse reports whether the run created the course that something is in.
func (r *restoring) isInNewCourse(d *Done) bool {
	return slices.ContainsFunc(r.done, func(c *Done) bool {
		return c.Kind == course.KindCourse && c.Fate == Created && c.Address.Contains(d.Address)
	})
}

// holdsOthers reports whether a folder has lessons that stay.
func (r *restoring) holdsOthers(dir string, gone []spec.Formatting) bool {
	for resource := range r.in.Project.Resources() {
		file := resource.Source.Path
		isGone := slices.ContainsFunc(gone, func(f spec.Formatting) bool { return f.Path == file })
		if resource.Address.Kind() == course.KindLesson && path.Dir(file) == dir && !isGone {
			return true
		}
	}
	return false
}

// goal is where an object lay, in the folder of today.
func (r *restoring) goal(d *Done) string {
	was := spec.PlaceOf(d.Before.Path)
	dir := path.Dir(was)
	if at, ok := r.places[d.Parent]; ok && d.Parent != "" && d.Kind != course.KindCourse {
		dir = at
	}
	return path.Join(dir, path.Base(was))
}

// putBackFolders makes the folders of chapters that the run has removed.
func (r *restoring) putBackFolders() error {
	for _, d := range r.done {
		if d.Kind != course.KindChapter || d.Before == nil || d.After != nil || r.at[d] != "" {
			continue
		}
		goal := r.goal(d)
		if _, taken := r.ownerOf(goal); taken {
			d.block("has its folder %s in use by another chapter: give that one another name, and run this again", goal)
			continue
		}
		var a spec.Arrangement
		a.Folders = r.repo.Missing(path.Join(goal, "chapter.yaml"))
		if file := path.Join(goal, "chapter.yaml"); d.Before.Text != nil && hasFile(d.Before.Path) && !r.repo.Has(file) {
			a.Made = append(a.Made, spec.Formatting{Path: file, After: []byte(*d.Before.Text)})
		}
		r.at[d], r.places[d.ID] = goal, goal
		d.Made = goal
		if len(a.Folders)+len(a.Made) == 0 {
			continue
		}
		if err := r.take(a); err != nil {
			return err
		}
	}
	return nil
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

// putBack makes the files of lessons that the run has removed.
func (r *restoring) putBack() error {
	var a spec.Arrangement
	for _, d := range r.done {
		switch {
		case d.After != nil || d.Kind == course.KindChapter:
			continue
		case d.Before == nil:
			d.say("that run destroyed it; it had no file then")
			continue
		case r.at[d] != "":
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
		text := []byte(*d.Before.Text)
		if r.repo.Has(goal) {
			if now, err := r.repo.Read(goal); err != nil || !bytes.Equal(now, text) {
				d.block("has its place %s taken by another file: give that one another name, and run this again", goal)
			}
			continue
		}
		a = making(r.repo, a, goal, text)
		d.Made, r.at[d] = goal, goal
	}
	if len(a.Made) == 0 {
		return nil
	}
	return r.take(a)
}

// revise gives the files of what the run has changed the lines of before, and leaves what was edited since.
func (r *restoring) revise() error {
	var a spec.Arrangement
	for _, d := range r.done {
		if d.Fate != Changed || d.Before == nil || d.After == nil {
			continue
		}
		if r.at[d] == "" {
			d.block("its file is gone by now, and stays gone")
			continue
		}
		if err := r.reviseFile(d, &a); err != nil {
			return err
		}
	}
	if len(a.Texts)+len(a.Made)+len(a.Gone) == 0 {
		return nil
	}
	return r.take(a)
}

// merge takes out of a file what the run has changed. Links may have been mended in it since it was read: where that
// is in the way, they are taken as they were.
func (r *restoring) merge(d *Done, own []byte) (merged []byte, conflict bool, err error) {
	after, before := []byte(*d.After.Text), []byte(*d.Before.Text)
	if bytes.Equal(d.own, after) {
		return before, false, nil
	}
	merged, conflict, err = r.in.Merge(own, after, before)
	if err != nil || !conflict || bytes.Equal(own, d.own) {
		return merged, conflict, err
	}
	if plain, conflict, err := r.in.Merge(d.own, after, before); err != nil || !conflict {
		return plain, conflict, err
	}
	return merged, conflict, nil
}

func (r *restoring) reviseFile(d *Done, a *spec.Arrangement) error {
	file := r.declaring(d)
	own, err := r.repo.Read(file)
	hadFile, hasNow := hasFile(d.Before.Path), err == nil
	before, after := d.Before.Text, d.After.Text
	switch {
	case !hadFile && !hasNow:
	case !hadFile: // it came with that run
		if after != nil && string(own) == *after {
			a.Gone = append(a.Gone, spec.Formatting{Path: file, Before: own})
			d.Revised = true
		} else if after != nil {
			d.block("its file came with that run, and was edited since: it stays")
		}
	case before == nil:
	case !hasNow && after == nil: // it went with that run
		*a = making(r.repo, *a, file, []byte(*before))
		d.Revised = true
	case !hasNow || after == nil || *before == *after || string(own) == *before:
	default:
		merged, conflict, err := r.merge(d, own)
		if err != nil {
			return err
		}
		if !bytes.Equal(merged, own) {
			a.Texts = append(a.Texts, spec.Formatting{Path: file, Before: own, After: merged})
			d.Revised, d.Conflict = true, conflict
		}
	}
	return nil
}
