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

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
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

// Find works out what a pull does.
func Find(ctx context.Context, in Input) (*Result, error) {
	p := &pulling{in: &in, sender: newSender(&in), reader: newReader(&in), agreed: map[string][]byte{}, final: map[string][]byte{}, seen: map[string]loaded{}}
	p.jobs = jobsOf(&in)
	for _, j := range p.jobs {
		if err := take(ctx, p.in, p.reader, p.sender, j); err != nil {
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
	s, err := structure(ctx, p)
	if err != nil {
		return nil, err
	}
	return resultOf(p, s)
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
