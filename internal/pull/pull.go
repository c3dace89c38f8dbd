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

	"whopsync/internal/importer"
)

// Find works out what a pull does.
func Find(ctx context.Context, in Input) (*Result, error) {
	p := newPulling(&in)
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
		Files: map[string]string{}, Names: in.Repo.Names, Variables: in.Project.Known,
		OnWeb: func(address string) string {
			if name := in.Project.Config.NameOf(address); in.Repo.Has(name) {
				return name
			}
			return ""
		},
	}
	for _, file := range in.Project.Files {
		places.Files[file.SHA256] = file.Path
	}
	for r := range in.Project.Resources() {
		if binding := in.Work.Bindings[r.Address]; binding != nil {
			places.Paths[binding.ID] = r.Source.Path
		}
	}
	return importer.NewReader(in.Sides.Live, places)
}
