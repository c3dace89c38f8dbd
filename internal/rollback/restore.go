package rollback

import (
	"cmp"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// Result is what a rollback does.
type Result struct {
	Steps   []spec.Arrangement // one after the other
	Objects []*Done
}

// Has reports whether something is true of one of the objects.
func (r *Result) Has(is func(*Done) bool) bool { return slices.ContainsFunc(r.Objects, is) }

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
	Problem string
	Waits   bool // files wait to be taken out
}

func (e *InvalidError) Error() string { return "the files would not be valid: " + e.Problem }

func (r *restoring) check(result *Result) error {
	if len(r.steps) == 0 {
		return nil
	}
	waits := result.Has(func(d *Done) bool { return d.Waits })
	project, problems := spec.Load(r.repo, r.in.Environment)
	isTold := func(p spec.Problem) bool { return p.Rule == "missing-file" && r.lost[p.Path] }
	if errs := slices.DeleteFunc(problems.Errors(), isTold); len(errs) > 0 {
		return &InvalidError{errs[0].String(), waits}
	}
	declared := map[string]bool{}
	for resource := range project.Resources() {
		declared[string(resource.Address.Kind())+spec.Place(resource)] = true
	}
	for _, d := range r.done {
		if at := r.at[d]; at != "" && d.IsWritten() && !d.Gone && !declared[string(d.Kind)+at] && (d.Kind != course.KindChapter || d.Made == "") {
			return &InvalidError{at + " would be no part of a course any more", waits}
		}
	}
	return nil
}

// locate finds where the objects of the record lie today: by their ids, their keys, or the file that they had for the
// run or before it.
func (r *restoring) locate() {
	byKey, byPlace := map[string]string{}, map[string]bool{}
	for resource := range r.in.Project.Resources() {
		place, kind := spec.Place(resource), resource.Address.Kind()
		if id := r.in.IDs(place, kind); id != "" {
			r.places[id] = place
		}
		byKey[string(kind)+resource.Key] = place
		byPlace[string(kind)+place] = true
	}
	created := map[string]bool{} // what goes to another course takes its key along
	for _, o := range r.in.Record.Objects {
		if o.Fate == Created {
			created[o.After.place()] = true
		}
	}
	for i := range r.in.Record.Objects {
		o := &r.in.Record.Objects[i]
		d := &Done{Object: o}
		r.done = append(r.done, d)
		at := r.places[cmp.Or(o.ID, r.in.Created(o.Address))]
		if place := byKey[string(o.Kind)+o.Key]; at == "" && o.Key != "" && (o.Fate == Created || !created[place]) {
			at = place
		}
		for _, v := range []*Version{o.After, o.Before} {
			if at == "" && v != nil && byPlace[string(o.Kind)+v.place()] {
				at = v.place()
			}
		}
		r.at[d] = at
		if at != "" {
			d.Path = at
			if own, err := r.repo.Read(r.declaring(d)); err == nil { // a chapter may have none
				d.Path, d.own = r.declaring(d), own
			}
		}
		if at != "" && o.Before != nil && o.After != nil && o.Before.place() != o.After.place() && at == o.After.place() {
			r.movers = append(r.movers, d)
		}
	}
}
