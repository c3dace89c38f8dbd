package rollback

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
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

// add notes an object that the run is about.
func (n *noting) add(c *plan.Change) {
	binding := n.bindingOf(c.ID)
	declared := n.declared[c.Address]
	o := &Object{Address: c.Address, Kind: c.Kind, ID: c.ID, Title: c.Title}
	switch {
	case c.Removed != "" || c.Hide || c.Action == plan.Delete:
		if o.Fate = Hidden; c.Action == plan.Delete {
			o.Fate = Destroyed
		}
		if binding == nil {
			return
		}
		o.Address, o.Key = n.bound[c.ID], binding.Key
		if binding.Retired {
			if c.Action != plan.Delete {
				return
			}
			o.Notes = []string{"its file was gone before that run"}
		} else {
			o.Before = versionAt(binding.Path, o.Address)
		}
	case declared == nil:
		return
	case binding == nil || binding.Retired:
		if c.Action == plan.NoOp {
			return
		}
		o.Fate, o.Key, o.After = Created, declared.Key, n.version(declared)
	default:
		o.Fate, o.Key, o.After = Changed, declared.Key, n.version(declared)
		o.Before = &Version{Path: declared.Source.Path, Folder: declared.Source.Folder} // a file that was pulled has none yet
		if binding.Path != "" {
			o.Before = versionAt(binding.Path, n.bound[c.ID])
		}
		isMoved := o.Before.Path != declared.Source.Path
		n.maybe[o] = !isMoved && !c.Schedule.IsNew() && (c.Action != plan.Update || len(c.Fields) == 0 && len(c.Lost) == 0)
		if n.maybe[o] && (c.Kind == course.KindLesson || o.After.Text == nil) {
			return
		}
	}
	if binding != nil {
		o.Parent = n.parentOf(n.bound[c.ID])
		n.changes[c.ID] = c
	}
	n.objects = append(n.objects, o)
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
	v := &Version{Path: r.Source.Path, Folder: r.Source.Folder}
	data, err := n.run.Pull.Repo.Read(spec.DeclaringFile(r.Source.Path))
	if err == nil { // a chapter may have none
		v.Text = textOf(data)
	}
	v.Files = assetsOf(r, n.run.Pull.Repo, data)
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

// assetsOf returns the files that a resource shows or offers, and the texts that its file, with these bytes, includes.
func assetsOf(r *course.Resource, repo *spec.Repo, own []byte) (assets []Asset) {
	eachFile(r, func(f *course.File) { assets = append(assets, Asset{f.Path, f.SHA256}) })
	for _, at := range spec.Included(spec.DeclaringFile(r.Source.Path), own) {
		if data, err := repo.Read(at); err == nil {
			assets = append(assets, Asset{at, digestOf(data)})
		}
	}
	return assets
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// leadsTo returns the files that a file shows, offers or includes, or that what it includes shows or offers, and none
// of the lessons that it links to. read returns the bytes of what is included.
func leadsTo(static []string, file string, data []byte, read func(string) ([]byte, bool)) []string {
	included, shown := spec.Included(file, data), spec.Paths(static, file, data)
	for _, at := range included {
		if text, ok := read(at); ok {
			shown = append(shown, spec.Paths(static, at, text)...)
		}
	}
	return append(included, slices.DeleteFunc(shown, isMarkdown)...)
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
