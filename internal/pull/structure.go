package pull

import (
	"context"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// structure works out the steps.
func structure(ctx context.Context, p *pulling) (*structuring, error) {
	s := &structuring{in: p.in, reader: p.reader, repo: p.in.Repo, now: p.in.Project, places: map[string]string{}, made: map[string]*course.Resource{}, reordered: map[string]state.Outline{}}
	for r := range p.in.Project.Resources() {
		if binding := p.in.Work.Bindings[r.Address]; binding != nil {
			s.places[binding.ID] = spec.Place(r)
		}
	}
	if len(p.final) > 0 {
		final, err := p.loadWith(p.final)
		if err != nil {
			return nil, err
		}
		first := spec.Arrangement{Texts: textsOf(p.in.Repo, p.final)}
		bring(p.reader, s.repo, &first, final.shows)
		if err := s.take(first, final.project); err != nil {
			return nil, err
		}
	}
	if slices.ContainsFunc(p.jobs, func(j *job) bool { return j.marked }) {
		return s, nil // the files cannot be loaded until that is resolved
	}
	for in, live := range p.in.Sides.Live {
		if s.places[live.ID] == "" {
			continue
		}
		if err := s.course(ctx, in, live); err != nil {
			return nil, err
		}
	}
	return s, s.deleted()
}

// course brings the tree of a course into the files: new chapters, then what was moved, then new lessons.
func (s *structuring) course(ctx context.Context, in int, live *course.Course) error {
	isNew := unmanaged(s.in, live)
	if len(isNew) > 0 {
		defer func() { s.reordered[live.ID] = orderOf(live, s.places) }()
	}
	if err := s.addEach(ctx, in, course.KindChapter, s.places[live.ID], chaptersOf(live), isNew); err != nil {
		return err
	}
	switch onWhop, inBoth := isReordered(s.in.Work, live); {
	case inBoth:
		s.say(s.object(s.places[live.ID]), "the order in it was changed in the files as well, so they keep theirs; apply it, or take the files back to what was applied and pull again")
	case onWhop:
		if err := s.reorder(live); err != nil {
			return err
		}
	}
	for _, chapter := range live.Chapters {
		if dir := s.places[chapter.ID]; dir != "" {
			if err := s.addEach(ctx, in, course.KindLesson, dir, lessonsOf(chapter), isNew); err != nil {
				return err
			}
		}
	}
	return nil
}
