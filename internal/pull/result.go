package pull

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// Object is a course, chapter or lesson of which something was pulled, or could not be.
type Object struct {
	Address course.Address
	Path    string
	Title   string
	Fields  []course.Field // that were pulled
	// Merged are those of Fields that the files had changed as well. Conflict says that both changed the same lines.
	Merged   []course.Field
	Conflict bool
	Made     bool   // it was made on Whop, and its file is new
	Moved    string // where it lies now that it was moved on Whop
	Gone     bool   // it was deleted on Whop, and its file is taken out
	Deleted  bool   // it was deleted on Whop, and its file stays until that is accepted
	// Left are fields that stay on Whop alone, and Notes say why, and what else the files do not say.
	Left  []course.Field
	Notes []string
}

// IsPulled reports whether the files say something else for it.
func (o Object) IsPulled() bool { return len(o.Fields) > 0 || o.Made || o.Gone || o.Moved != "" }

// Result is what a pull does.
type Result struct {
	Steps   []spec.Arrangement // one after the other
	Objects []Object
	// Bindings are what the state learns: what was pulled is agreed on.
	Bindings map[course.Address]*state.Binding
	Uploads  state.Files // by which Whop knows the files that were downloaded
	// StayingFiles says that files stay on Whop that were not to be downloaded.
	StayingFiles bool
}

// Conflicts counts the objects whose files have marks of conflicts.
func (r *Result) Conflicts() (n int) {
	for _, o := range r.Objects {
		if o.Conflict {
			n++
		}
	}
	return n
}

// HasChanges reports whether there is something to pull.
func (r *Result) HasChanges() bool {
	return slices.ContainsFunc(r.Objects, func(o Object) bool { return o.IsPulled() })
}

// Files returns the paths at which something is written, comes or goes, sorted.
func (r *Result) Files() []string {
	var all []string
	for _, step := range r.Steps {
		for _, text := range slices.Concat(step.Texts, step.Made, step.Gone) {
			all = append(all, text.Path, step.To(text.Path))
		}
		for _, rename := range step.Renames {
			all = append(all, rename.From, rename.To)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
