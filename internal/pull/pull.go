// Package pull brings what was edited on Whop into the files.
//
// What was edited is not found out here: plan.Diff knows the three sides of every field. Here each drifted or
// conflicting field becomes an edit of the lines that say it. What the files then say is not guessed: they are
// loaded as they will be, and what they cannot say is left on Whop and named. The same loaded files go through
// plan.Diff once more, which says what the state learns: that both sides agree on what was pulled.
//
// Everything is data in and data out; who calls writes the files.
package pull

import (
	"context"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// Input is what a pull works from.
type Input struct {
	Sides   plan.Input // what Work was made from
	Work    *plan.Work
	Repo    *spec.Repo
	Project *spec.Project
	Applied Applied
	Merge   Merge
	// Read reads a lesson that was made on Whop, with what lists do not show.
	Read func(id string) (*course.Resource, error)
	// Fetch downloads the files that Whop shows; nil: they stay there.
	Fetch importer.Fetch
	// OnlyKnown leaves what was made on Whop there. AcceptDeletes takes files out whose objects were deleted there.
	OnlyKnown, AcceptDeletes bool
}

// Applied tells what was applied. Nil functions know nothing.
type Applied struct {
	File  func(path string) (data []byte, ok bool)                                                // as it was then
	Value func(at course.Address, id string, field course.Field, sent course.Digest) course.Value // nil: it is not known
}

// Merge merges two versions of a file that were made of a third, which is empty where it is not known. Where both
// changed the same lines, marks stand around the two.
type Merge func(own, base, other []byte) (merged []byte, conflict bool, err error)

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

// Find works out what a pull does.
func Find(ctx context.Context, in Input) (*Result, error) {
	p := &pulling{in: &in, sender: newSender(&in), reader: newReader(&in), agreed: map[string][]byte{}, final: map[string][]byte{}, seen: map[string]loaded{}}
	p.jobs = jobsOf(&in)
	for _, j := range p.jobs {
		if err := p.take(ctx, j); err != nil {
			return nil, err
		}
	}
	if err := p.checkUnchanged(); err != nil {
		return nil, err
	}
	if err := p.accept(); err != nil {
		return nil, err
	}
	for _, j := range p.jobs {
		if err := p.merge(j); err != nil {
			return nil, err
		}
	}
	s, err := p.structure(ctx)
	if err != nil {
		return nil, err
	}
	return p.result(s)
}

func newReader(in *Input) *importer.Reader {
	places := importer.Places{
		Paths: map[string]string{}, LessonURL: in.Work.LessonURL, Uploads: uploadsOf(in.Project.Files, in.Work.Files),
		Files: map[string]string{}, Names: in.Repo.Names,
	}
	for _, file := range in.Project.Files {
		places.Files[file.SHA256] = file.Path
	}
	for _, c := range in.Project.Courses {
		for r := range c.Resources() {
			if binding := in.Work.Bindings[r.Address]; binding != nil {
				places.Paths[binding.ID] = r.Source.Path
			}
		}
	}
	return importer.NewReader(in.Sides.Live, places)
}
