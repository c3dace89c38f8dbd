package pull

import (
	"context"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// structure works out the steps.
func (p *pulling) structure(ctx context.Context) (*structuring, error) {
	s := &structuring{p: p, repo: p.in.Repo, now: p.in.Project, places: map[string]string{}, made: map[string]*course.Resource{}, gone: map[string]bool{}}
	for _, c := range p.in.Project.Courses {
		for r := range c.Resources() {
			if binding := p.in.Work.Bindings[r.Address]; binding != nil {
				s.places[binding.ID] = spec.PlaceOf(r.Source.Path)
			}
		}
	}
	if len(p.final) > 0 {
		final, err := p.loadWith(p.final)
		if err != nil {
			return nil, err
		}
		first := spec.Arrangement{Texts: p.texts(p.final)}
		s.p.bring(s.repo, &first, final.shows)
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
	unmanaged := s.unmanaged(live)
	for i, chapter := range live.Chapters {
		if unmanaged[chapter.ID] {
			next := neighbour(s, live.Chapters, i, func(c *course.Chapter) string { return c.ID })
			next.Dir = s.places[live.ID]
			if err := s.add(ctx, in, course.KindChapter, &chapter.Resource, next); err != nil {
				return err
			}
		}
	}
	if s.isReordered(live) {
		if err := s.reorder(live); err != nil {
			return err
		}
	}
	for _, chapter := range live.Chapters {
		if s.places[chapter.ID] == "" {
			continue
		}
		for i, lesson := range chapter.Lessons {
			if unmanaged[lesson.ID] {
				next := neighbour(s, chapter.Lessons, i, func(l *course.Lesson) string { return l.ID })
				next.Dir = s.places[chapter.ID]
				if err := s.add(ctx, in, course.KindLesson, &lesson.Resource, next); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
