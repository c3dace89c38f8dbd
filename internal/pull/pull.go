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
	// Left are fields that stay on Whop alone, and Notes say why, and what else the files do not say.
	Left  []course.Field
	Notes []string
}

// Result is what a pull does.
type Result struct {
	Texts   []spec.Formatting // by path; one that comes has no Before
	Objects []Object
	// Bindings are what the state learns: what was pulled is agreed on.
	Bindings map[course.Address]*state.Binding
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
	return slices.ContainsFunc(r.Objects, func(o Object) bool { return len(o.Fields) > 0 })
}

// Find works out what a pull does.
func Find(in Input) (*Result, error) {
	p := &pulling{in: &in, sender: newSender(&in), reader: newReader(&in), agreed: map[string][]byte{}, final: map[string][]byte{}}
	p.jobs = jobsOf(&in)
	for _, j := range p.jobs {
		if err := p.take(j); err != nil {
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
	return p.result()
}

func newReader(in *Input) *importer.Reader {
	places := importer.Places{Paths: map[string]string{}, LessonURL: in.Work.LessonURL, Uploads: uploadsOf(in.Project.Files, in.Work.Files)}
	for _, c := range in.Project.Courses {
		for r := range c.Resources() {
			if binding := in.Work.Bindings[r.Address]; binding != nil {
				places.Paths[binding.ID] = r.Source.Path
			}
		}
	}
	return importer.NewReader(in.Sides.Live, places)
}
