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

// Result is what a rollback does.
type Result struct {
	Steps   []spec.Arrangement // one after the other
	Objects []*Done
}

// Has reports whether something is true of one of the objects.
func (r *Result) Has(is func(*Done) bool) bool { return slices.ContainsFunc(r.Objects, is) }

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
