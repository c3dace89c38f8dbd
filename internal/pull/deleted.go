package pull

import (
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/plan"
	"whopsync/internal/spec"
)

// deleted takes the files out of what was deleted on Whop, where that is accepted.
func (s *structuring) deleted() error {
	var gone []spec.Formatting
	var objects []Object
	var ids []string
	for i := range s.in.Work.Changes {
		c := &s.in.Work.Changes[i]
		if !slices.ContainsFunc(c.Drift, func(d plan.Drift) bool { return d.Gone }) {
			continue
		}
		o := s.object(s.places[c.ID])
		if o.Address = c.Address; !s.in.AcceptDeletes {
			o.Deleted = true
			s.say(o, "was deleted on Whop; its file stays")
			continue
		}
		file := spec.DeclaringFile(s.places[c.ID])
		if c.Kind == course.KindLesson {
			file = spec.LessonAt(s.repo, s.places[c.ID])
		}
		if c.Kind == course.KindCourse {
			s.say(o, "was deleted on Whop; take its folder out of the repository yourself")
			continue
		}
		objects, ids = append(objects, o), append(ids, c.ID)
		if data, err := s.repo.Read(file); err == nil {
			gone = append(gone, spec.Formatting{Path: file, Before: data})
		}
	}
	if len(gone) == 0 {
		return nil
	}
	a := spec.Arrangement{Gone: gone}
	l, err := s.load(a)
	if err != nil {
		return err
	}
	if len(l.problems) > 0 {
		for _, o := range objects {
			s.say(o, "was deleted on Whop; its file stays, because the others would not be valid: %s", l.problems[0])
		}
		return nil
	}
	for i := range objects {
		objects[i].Gone = true
	}
	s.found = append(s.found, objects...)
	for _, id := range ids {
		delete(s.places, id)
	}
	return s.take(a, l.project)
}
