package rollback

import (
	"path"
	"unicode/utf8"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/pull"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// Run is a run that is about to begin.
type Run struct {
	Pull pull.Input // of the plan; nothing of it is pulled
	// Committed returns a file as it was when it was applied last, out of git; Earlier are the records of earlier
	// runs, the newest first.
	Committed func(path string) (data []byte, ok bool)
	Earlier   func() []*Record
}

// noting is a record on its way.
type noting struct {
	run      Run
	bound    map[string]course.Address // in the state, by id
	declared map[course.Address]*course.Resource
	changes  map[string]*plan.Change // by id
	objects  []*Object
	maybe    map[*Object]bool // it counts only if its file was another
}

func (n *noting) bindingOf(id string) *state.Binding {
	address, ok := n.bound[id]
	if !ok || id == "" {
		return nil
	}
	return n.run.Pull.Sides.State.Bindings[address]
}

// parentOf returns the id of what an address lies in.
func (n *noting) parentOf(at course.Address) string {
	if at.Kind() == course.KindCourse {
		return ""
	}
	if binding := n.run.Pull.Sides.State.Bindings[at.Parent()]; binding != nil {
		return binding.ID
	}
	return ""
}

// version is what the files say for the run.
func (n *noting) version(r *course.Resource) *Version {
	v := &Version{Path: r.Source.Path, Folder: r.Source.Folder, Files: assetsOf(r, n.run.Pull.Repo)}
	if data, err := n.run.Pull.Repo.Read(spec.DeclaringFile(r.Source.Path)); err == nil {
		v.Text = textOf(data)
	}
	return v
}

// versionAt is what was declared by a file under an address. A state knows the file alone: a lesson that is named as the
// folder around its index is that folder.
func versionAt(file string, address course.Address) *Version {
	dir := path.Base(path.Dir(file))
	isNamed := dir == address.Name() || spec.NameOf(dir) == address.Name()
	return &Version{Path: file, Folder: address.Kind() == course.KindLesson && spec.IsIndex(path.Base(file)) && isNamed}
}

// textOf returns the bytes of a file; nil where they are no text.
func textOf(data []byte) *string {
	if !utf8.Valid(data) {
		return nil
	}
	text := string(data)
	return &text
}

// assetsOf returns the files that a resource shows or offers, and the texts that it includes.
func assetsOf(r *course.Resource, repo *spec.Repo) (assets []Asset) {
	eachFile(r, func(f *course.File) { assets = append(assets, Asset{f.Path, f.SHA256}) })
	file := spec.DeclaringFile(r.Source.Path)
	own, _ := repo.Read(file) // of a chapter, there may be none
	for _, at := range spec.Included(file, own) {
		if data, err := repo.Read(at); err == nil {
			assets = append(assets, Asset{at, digestOf(data)})
		}
	}
	return assets
}

// leadsTo returns the files that a file shows, offers or includes, or that what it includes shows or offers. read returns
// the bytes of the latter.
func leadsTo(static []string, file string, data []byte, read func(string) ([]byte, bool)) (files []string) {
	files = spec.Paths(static, file, data)
	for _, at := range spec.Included(file, data) {
		files = append(files, at)
		if text, ok := read(at); ok {
			files = append(files, spec.Paths(static, at, text)...)
		}
	}
	return files
}

// eachFile calls do with each file in the fields of a resource, which it may change.
func eachFile(r *course.Resource, do func(*course.File)) {
	for _, s := range course.Specs(r.Address.Kind()) {
		switch v := r.Fields[s.Field].(type) {
		case course.File:
			do(&v)
			r.Fields[s.Field] = v
		case course.Files:
			for i := range v {
				do(&v[i])
			}
		case course.Body:
			for i := range v.Refs {
				if v.Refs[i].File != nil {
					do(v.Refs[i].File)
				}
			}
		case course.QuestionList:
			for i := range v {
				if v[i].Image != nil {
					do(v[i].Image)
				}
			}
		}
	}
}

// hasFile reports whether a path that declares something is that of a file, and no folder.
func hasFile(source string) bool { return spec.DeclaringFile(source) == source }
