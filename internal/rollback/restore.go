package rollback

import (
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
	r := locate(&in)
	for _, step := range []func(*restoring) error{takeOut, putBackFolders, moveBack, putBack, revise, bringAssets} {
		if err := step(r); err != nil {
			return nil, err
		}
	}
	result := &Result{Steps: r.steps, Objects: r.done}
	if result.Has(func(d *Done) bool { return d.Conflict }) {
		return result, nil // the files cannot be loaded until that is resolved
	}
	return result, check(r, result)
}

// InvalidError says that the files would not be valid.
type InvalidError struct {
	Problem string
	Waits   bool // files wait to be taken out
}

func (e *InvalidError) Error() string { return "the files would not be valid: " + e.Problem }

func check(r *restoring, result *Result) error {
	if len(r.steps) == 0 {
		return nil
	}
	waits := result.Has(func(d *Done) bool { return d.Waits })
	project, problems := spec.Load(r.repo, r.in.Environment)
	isTold := func(p spec.Problem) bool {
		return p.Rule == "missing-file" && result.Has(func(d *Done) bool { return d.lost && d.file(r.repo) == p.Path })
	}
	if errs := slices.DeleteFunc(problems.Errors(), isTold); len(errs) > 0 {
		return &InvalidError{errs[0].String(), waits}
	}
	declared := map[string]bool{}
	for resource := range project.Resources() {
		declared[string(resource.Address.Kind())+spec.Place(resource)] = true
	}
	for _, d := range r.done {
		if d.at != "" && d.IsWritten() && !d.Gone && !declared[string(d.Kind)+d.at] && (d.Kind != course.KindChapter || d.Made == "") {
			return &InvalidError{d.at + " would be no part of a course any more", waits}
		}
	}
	return nil
}
