package pull

import (
	"fmt"
	"path"
	"slices"

	"whopsync/internal/course"
	"whopsync/internal/spec"
)

// structuring brings what was made, moved and deleted on Whop into the files, one thing after the other. Every step
// is worked out on the files as they are after those before it.
type structuring struct {
	p      *pulling
	repo   *spec.Repo
	now    *spec.Project // what repo declares
	steps  []spec.Arrangement
	places map[string]string           // where what is declared lies, by its id: a lesson's file, the folder of others
	made   map[string]*course.Resource // what is new, as it is on Whop, by its id
	gone   map[string]bool             // what was deleted, by its id
	found  []Object
	failed []Object // what could not get its place
}

// take adds a step, after which the files declare a project.
func (s *structuring) take(a spec.Arrangement, now *spec.Project) error {
	repo, err := s.repo.Arranged(a)
	if err != nil {
		return err
	}
	s.repo, s.now, s.steps = repo, now, append(s.steps, a)
	for id, place := range s.places {
		s.places[id] = a.To(place)
	}
	return nil
}

// load loads the files as they are after a step.
func (s *structuring) load(a spec.Arrangement) (loaded, error) {
	repo, err := s.repo.Arranged(a)
	if err != nil {
		return loaded{}, err
	}
	project, problems := spec.Load(repo, s.p.in.Sides.Environment)
	return loaded{project, problems.Errors()}, nil
}

// covers reports whether the run is about an address.
func (s *structuring) covers(at course.Address) bool {
	targets := s.p.in.Work.Options.Targets
	return len(targets) == 0 || slices.ContainsFunc(targets, func(t course.Address) bool { return t.Contains(at) })
}

// say notes what was done about an object, or why nothing was.
func (s *structuring) say(o Object, format string, args ...any) {
	o.Notes = append(o.Notes, fmt.Sprintf(format, args...))
	s.found = append(s.found, o)
}

// namesIn are the parts of addresses that are taken in a folder, but for that of a place.
func (s *structuring) namesIn(dir, but string) (names []string) {
	for _, place := range s.places {
		if path.Dir(place) == dir && place != but {
			names = append(names, spec.NameOf(spec.Stem(place)))
		}
	}
	return names
}

// neighbour returns the spot of a sibling on Whop: after the one before it that the files have, else before the one
// after it.
func neighbour[T any](s *structuring, siblings []T, at int, id func(T) string) spec.Spot {
	for i := at - 1; i >= 0; i-- {
		if place := s.places[id(siblings[i])]; place != "" {
			return spec.Spot{Next: place}
		}
	}
	for i := at + 1; i < len(siblings); i++ {
		if place := s.places[id(siblings[i])]; place != "" {
			return spec.Spot{Next: place, Before: true}
		}
	}
	return spec.Spot{}
}
